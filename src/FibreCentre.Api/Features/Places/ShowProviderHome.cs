using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>What a provider has to see to, and what lies ahead of its people.</summary>
public sealed record ShowProviderHome : IQuery<ProviderHome>;

/// <param name="ToDo">Every hold, offer and booking without names, the soonest deadline first.</param>
/// <param name="Upcoming">The next 200 bookings, the soonest first.</param>
/// <param name="UpcomingTotal">How many bookings lie ahead in all.</param>
/// <param name="Expiring">Certificates that run out within 90 days and are not renewed, the soonest first.</param>
/// <param name="MonthTotal">Charged less credited in this month so far.</param>
public sealed record ProviderHome(
    IReadOnlyList<Deadline> ToDo, IReadOnlyList<UpcomingPlace> Upcoming, int UpcomingTotal, IReadOnlyList<ExpiringCertificate> Expiring, IReadOnlyList<WaitingHome> Waiting, IReadOnlyList<KeptHome> Kept,
    int People, int Booked, int Qualified, decimal MonthTotal, DateOnly Month);

/// <param name="Kind"><c>hold</c>, <c>offer</c> or <c>names</c>.</param>
public sealed record Deadline(string Kind, DateTimeOffset Until, Guid BookingId, string Reference, string Course, string Title, DateOnly FirstDay, int Places);

public sealed record UpcomingPlace(Guid BookingId, string Reference, string? PurchaseOrder, Guid CohortId, string Course, string Title, DateOnly FirstDay, DateOnly LastDay, int Places, int Unnamed);

/// <param name="Within">90, 60 or 30 days.</param>
/// <param name="Next">The soonest cohort of the course with places left; null when there is none.</param>
public sealed record ExpiringCertificate(Guid TraineeId, string Name, string Course, DateOnly ExpiresOn, int Within, bool Booked, NextCohort? Next);

public sealed record NextCohort(Guid CohortId, string Code, DateOnly FirstDay);

public sealed record WaitingHome(Guid EntryId, Guid CohortId, string Course, string Title, DateOnly FirstDay, int Places, int Position);

public sealed record KeptHome(Guid CohortId, string Course, string Title, DateOnly FirstDay, int Left, DateTimeOffset ReleaseAt);

internal sealed class ShowProviderHomeHandler(CentreDbContext db, Security.Actor actor, TimeProvider clock) : IRequestHandler<ShowProviderHome, Result<ProviderHome>>
{
    /// <summary>Bookings ahead that are shown; those that ask for something are all shown.</summary>
    private const int MostUpcoming = 200;

    public async Task<Result<ProviderHome>> Handle(ShowProviderHome request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var time = await db.TimeAsync(cancellationToken);
        var today = time.DayOf(now);
        var ahead =
            from booking in db.Bookings
            join cohort in db.Cohorts on booking.Cohort equals cohort.Id
            where booking.LapsedAt == null && cohort.LastDay >= today && db.Places.Any(place => place.Booking == booking.Id && place.State != PlaceState.Cancelled)
            orderby cohort.FirstDay, booking.BookedAt
            select new
            {
                booking, cohort,
                Places = db.Places.Count(place => place.Booking == booking.Id && place.State != PlaceState.Cancelled),
                Unnamed = db.Places.Count(place => place.Booking == booking.Id && place.State != PlaceState.Cancelled && place.Trainee == null),
            };
        var todo = (await ahead.AsNoTracking().Where(each => each.Unnamed > 0).ToListAsync(cancellationToken)).Select(each => each.booking.HeldUntil is { } until
                ? new Deadline(each.booking.IsOffer ? "offer" : "hold", time.Civil(until), each.booking.Id.Value, each.booking.Reference, each.cohort.Course.Value, each.cohort.Title, each.cohort.FirstDay, each.Places)
                : new Deadline("names", time.Civil(each.cohort.NamesDueAt), each.booking.Id.Value, each.booking.Reference, each.cohort.Course.Value, each.cohort.Title, each.cohort.FirstDay, each.Unnamed))
            .OrderBy(each => each.Until).ToList();

        var booked = ahead.AsNoTracking().Where(each => each.booking.HeldUntil == null);
        var upcoming = await booked.Take(MostUpcoming).ToListAsync(cancellationToken);
        var limit = today.AddDays(90);
        var held = await (
            from certificate in db.Certificates
            join trainee in db.Trainees on certificate.Trainee equals trainee.Id
            where certificate.RevokedAt == null
            select new { certificate.Trainee, trainee.GivenName, trainee.FamilyName, certificate.Course, certificate.ExpiresOn }).AsNoTracking().ToListAsync(cancellationToken);
        held.AddRange(await (
            from trainee in db.Trainees
            from brought in trainee.OutsideCertificates
            where brought.State != Domain.Providers.OutsideCertificateState.Rejected
            select new { Trainee = trainee.Id, trainee.GivenName, trainee.FamilyName, brought.Course, brought.ExpiresOn }).AsNoTracking().ToListAsync(cancellationToken));
        var coming = (await (
            from place in db.Places
            join cohort in db.Cohorts on place.Cohort equals cohort.Id
            where place.State == PlaceState.Confirmed && place.Trainee != null && cohort.LastDay >= today
            select new { Trainee = place.Trainee!.Value, cohort.Course }).AsNoTracking().ToListAsync(cancellationToken)).Select(each => (each.Trainee, each.Course)).ToHashSet();
        var latest = held.GroupBy(each => (each.Trainee, each.Course)).Select(group => group.MaxBy(each => each.ExpiresOn ?? DateOnly.MaxValue)!).ToList();
        var ending = latest.Where(each => each.ExpiresOn >= today && each.ExpiresOn <= limit).OrderBy(each => each.ExpiresOn).ToList();
        var next = await NextCohorts.OfAsync(db, [.. ending.Select(each => each.Course).Distinct()], now, cancellationToken);
        var expiring = ending
            .Select(each => new ExpiringCertificate(each.Trainee.Value, $"{each.GivenName} {each.FamilyName}", each.Course.Value, each.ExpiresOn!.Value, Within(each.ExpiresOn.Value.DayNumber - today.DayNumber), coming.Contains((each.Trainee, each.Course)),
                next[each.Course].FirstOrDefault().Cohort is { } cohort ? new(cohort.Id.Value, cohort.Code, cohort.FirstDay) : null));

        var waiting = await (
            from entry in db.WaitingEntries
            join cohort in db.Cohorts on entry.Cohort equals cohort.Id
            where entry.State == WaitingState.Waiting
            orderby cohort.FirstDay
            select new { entry, cohort }).AsNoTracking().ToListAsync(cancellationToken);
        var positions = new Dictionary<WaitingId, int>();
        foreach (var cohort in waiting.Select(each => each.cohort.Id).Distinct())
            foreach (var (entry, position) in await WaitingPositions.OfAsync(db, actor.Scope, cohort, cancellationToken)) positions[entry] = position;
        var kept = await (
            from allocation in db.Allocations
            join cohort in db.Cohorts on allocation.Cohort equals cohort.Id
            where allocation.ReleasedAt == null && allocation.Used < allocation.Places && allocation.ReleaseAt > now && cohort.State != Domain.Cohorts.CohortState.Draft
            orderby allocation.ReleaseAt
            select new { allocation, cohort }).AsNoTracking().ToListAsync(cancellationToken);
        var month = new DateOnly(today.Year, today.Month, 1);
        var from = time.At(month, TimeOnly.MinValue);
        return new ProviderHome(
            todo,
            [.. upcoming.Select(each => new UpcomingPlace(
                each.booking.Id.Value, each.booking.Reference, each.booking.PurchaseOrder, each.cohort.Id.Value, each.cohort.Course.Value, each.cohort.Title, each.cohort.FirstDay, each.cohort.LastDay, each.Places, each.Unnamed))],
            upcoming.Count < MostUpcoming ? upcoming.Count : await booked.CountAsync(cancellationToken),
            [.. expiring],
            [.. waiting.Select(each => new WaitingHome(each.entry.Id.Value, each.cohort.Id.Value, each.cohort.Course.Value, each.cohort.Title, each.cohort.FirstDay, each.entry.Places, positions.GetValueOrDefault(each.entry.Id)))],
            [.. kept.Select(each => new KeptHome(each.cohort.Id.Value, each.cohort.Course.Value, each.cohort.Title, each.cohort.FirstDay, each.allocation.Left, time.Civil(each.allocation.ReleaseAt)))],
            await db.Trainees.CountAsync(cancellationToken), coming.Select(each => each.Trainee).Distinct().Count(), latest.Where(each => each.ExpiresOn is null || each.ExpiresOn >= today).Select(each => each.Trainee).Distinct().Count(),
            await db.Charges.Where(charge => charge.At >= from).SumAsync(charge => charge.Amount, cancellationToken), month);
    }

    private static int Within(int days) => days <= 30 ? 30 : days <= 60 ? 60 : 90;
}

using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Places;

/// <summary>Says that the cohort goes ahead; everybody who booked is told.</summary>
/// <param name="Revision">The cohort's revision that was last seen; null does not ask.</param>
public sealed record ConfirmCohort(CohortId Cohort, int? Revision = null) : ICommand<DecidedCohort>
{
    Guid? ICommand.Subject => Cohort.Value;
}

/// <summary>
/// Cancels the cohort and moves everybody who can come to another one of the course, at no charge, never dearer and free to give up for as long as before; the others get their places credited in full.
/// What a provider has kept for it there is drawn first, as when it books.
/// </summary>
/// <param name="MoveTo">Null moves nobody.</param>
/// <param name="ExpectedMoves">How many places were said to move; refused when it is not that many any more, since it cannot be undone. Null does not ask.</param>
public sealed record CancelCohort(CohortId Cohort, CohortId? MoveTo = null, int? Revision = null, int? ExpectedMoves = null) : ICommand<DecidedCohort>
{
    Guid? ICommand.Subject => Cohort.Value;
}

public sealed record DecidedCohort(Guid Id, string State, int Revision, int PlacesMoved, int PlacesEnded, int PeopleTold);

/// <summary>What cancelling would do to each place. Nothing is changed.</summary>
public sealed record PreviewCancellation(CohortId Cohort, CohortId? MoveTo = null) : IQuery<CohortCancellationPreview>;

/// <param name="Alternatives">Other cohorts of the course that take bookings and have room for some of these places, soonest first.</param>
/// <param name="Target">Where the places would move, whether or not it is among the first of the alternatives; null when nobody is to be moved.</param>
public sealed record CohortCancellationPreview(
    Guid Id, string Code, string Title, string State, int Revision, string GoingAhead, int PlacesTaken, int MinimumSize, IReadOnlyList<CancellationRow> Places, IReadOnlyList<AlternativeCohort> Alternatives, AlternativeCohort? Target);

/// <param name="WhyNot">Why it would not move; null when it would, or when nobody is to be moved.</param>
public sealed record CancellationRow(Guid PlaceId, string? Name, string Provider, string BookingReference, bool Moves, string? WhyNot);

/// <param name="PlacesLeft">Free to everybody.</param>
/// <param name="PlacesKept">Besides, kept there for providers with places that may move.</param>
public sealed record AlternativeCohort(Guid Id, string Code, DateOnly FirstDay, DateOnly LastDay, int PlacesLeft, int PlacesKept)
{
    internal static AlternativeCohort Of(Cohort cohort, int placesKept) => new(cohort.Id.Value, cohort.Code, cohort.FirstDay, cohort.LastDay, cohort.PlacesLeft, placesKept);
}

internal sealed class ConfirmCohortHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ConfirmCohort, Result<DecidedCohort>>
{
    public async Task<Result<DecidedCohort>> Handle(ConfirmCohort request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.LockAsync(request.Cohort, cancellationToken);
        if (await db.Cohorts.SingleOrDefaultAsync(each => each.Id == request.Cohort, cancellationToken) is not { } cohort) return CohortErrors.NotFound();
        if (request.Revision is { } seen && seen != cohort.Revision) return CohortErrors.ChangedMeanwhile();
        var confirmed = cohort.Confirm();
        if (!confirmed.Succeeded) return confirmed.Error;
        var bookers = await db.Bookings.AsNoTracking().Where(each => each.LapsedAt == null && db.Places.Any(place => place.Cohort == cohort.Id && place.Booking == each.Id && place.State == PlaceState.Confirmed))
            .Select(each => new { each.BookedBy, each.Provider }).Distinct().ToListAsync(cancellationToken);
        var messages = bookers.Where(each => each.BookedBy != Guid.Empty).Select(each => Message.To(each.BookedBy, each.Provider, MessageKind.GoingAhead, cohort.Id.Value, now, now)).ToList();
        db.AddRange(messages);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var provider in bookers.Select(each => each.Provider).Distinct()) await db.AnnounceAsync(provider, WebhookEvents.CohortConfirmed, new { cohortId = cohort.Id.Value }, now, cancellationToken);
        return new DecidedCohort(cohort.Id.Value, SnakeCase.Kebab(cohort.State.ToString()), cohort.Revision, 0, 0, messages.Count);
    }
}

/// <summary>Which places of a cohort can move to another one.</summary>
internal sealed class CohortMove(CentreDbContext db, PublishedCourses courses)
{
    internal sealed record Row(Place Place, Booking Booking, string? Name, string Provider);

    /// <param name="Allocation">The provider's own in the cohort it moves to, which the place draws from; null takes what is free to everybody.</param>
    internal sealed record Fit(Row Row, BookingFacts.Read? Facts, AllocationId? Allocation, string? WhyNot);

    /// <summary>The cohort to move to: of the same course, taking bookings, with room. Null when nobody is to be moved.</summary>
    public async Task<(Cohort? Target, Error? Refused)> TargetAsync(Cohort from, CohortId? moveTo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (moveTo is not { } id) return (null, null);
        if (id == from.Id) return (null, CohortErrors.SameCohort());
        if (await db.Cohorts.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } target) return (null, CohortErrors.NotFound());
        if (target.Course != from.Course) return (null, CohortErrors.OtherCourse(from.Course.Value));
        if (!target.TakesBookings(now)) return (null, PlaceErrors.BookingClosed(target.State));
        return target.PlacesLeft > 0 || await KeptFor(from).AnyAsync(each => each.Cohort == id, cancellationToken) ? (target, null) : (null, CohortErrors.NoRoomThere());
    }

    /// <summary>What other cohorts still keep for those who have booked on this one.</summary>
    public IQueryable<Allocation> KeptFor(Cohort from) => db.Allocations.AsNoTracking().Where(each =>
        each.Cohort != from.Id && each.ReleasedAt == null && each.Used < each.Places && db.Places.Any(place => place.Cohort == from.Id && place.Provider == each.Provider && place.State == PlaceState.Confirmed));

    public async Task<IReadOnlyList<Row>> PlacesAsync(CohortId cohort, CancellationToken cancellationToken)
    {
        var rows = await (
            from place in db.Places
            join booking in db.Bookings on place.Booking equals booking.Id
            join provider in db.Providers on place.Provider equals provider.Id
            join found in db.Trainees on place.Trainee equals found.Id into named
            from trainee in named.DefaultIfEmpty()
            where place.Cohort == cohort && (place.State == PlaceState.Held || place.State == PlaceState.Confirmed)
            orderby place.BookedAt, place.Id
            select new { place, booking, trainee, provider.Name }).ToListAsync(cancellationToken);
        return rows.ConvertAll(each => new Row(each.place, each.booking, each.trainee?.Name, each.Name));
    }

    /// <summary>By the order of booking: who fits while there are places, the provider's own allocation first. Held ones never move, since nothing was ordered.</summary>
    public async Task<IReadOnlyList<Fit>> JudgeAsync(IReadOnlyList<Row> rows, Cohort from, Cohort? to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (to is null) return [.. rows.Select(row => new Fit(row, null, null, null))];
        var facts = new Dictionary<Domain.Providers.ProviderId, BookingFacts.Read>();
        foreach (var provider in rows.GroupBy(row => row.Place.Provider))
        {
            Guid[] trainees = [.. provider.Select(row => row.Place.Trainee?.Value).OfType<Guid>()];
            facts[provider.Key] = (await new BookingFacts(db, courses).ReadAsync(to.Id, provider.Key, trainees, [], lockCohort: false, cancellationToken, leaving: from.Id))!;
        }
        var left = to.PlacesLeft;
        var kept = facts.ToDictionary(each => each.Key, each => each.Value.Cohort.Allocation?.Left ?? 0);
        return [.. rows.Select(row =>
        {
            var read = facts[row.Place.Provider];
            var isKept = kept[row.Place.Provider] > 0;
            // What stands in the way of the place itself comes first: it is so whatever order the places are looked at in.
            if ((WhyNot(row, read, now) ?? (isKept || left > 0 ? null : "No place is left there.")) is { } why) return new Fit(row, read, null, why);
            if (isKept) kept[row.Place.Provider]--;
            else left--;
            return new Fit(row, read, isKept ? read.Cohort.Allocation?.Id : null, null);
        })];
    }

    private static string? WhyNot(Row row, BookingFacts.Read facts, DateTimeOffset now)
    {
        if (row.Place.State == PlaceState.Held) return "It is only held and not booked.";
        if (row.Place.Trainee is not { } trainee) return now >= facts.Cohort.NamesDueAt ? "It has no name, and names are due there." : null;
        var engineer = facts.Engineers.Single(each => each.Id == trainee);
        var refused = BookingRequest.Judge(facts.Cohort, [new EngineerToBook(1, engineer.Id, engineer.Facts, engineer.HasPlace, engineer.BusyWith)]);
        return refused.Count == 0 ? null : string.Join(" ", refused[0].Reasons);
    }
}

internal sealed class PreviewCancellationHandler(CentreDbContext db, CohortMove move, TimeProvider clock) : IRequestHandler<PreviewCancellation, Result<CohortCancellationPreview>>
{
    public async Task<Result<CohortCancellationPreview>> Handle(PreviewCancellation request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.Cohorts.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Cohort, cancellationToken) is not { } cohort) return CohortErrors.NotFound();
        var kept = move.KeptFor(cohort);
        var others = await db.Cohorts.AsNoTracking()
            .Where(each => each.Course == cohort.Course && each.Id != cohort.Id && each.BookingClosesAt > now && (each.State == CohortState.Open || each.State == CohortState.Confirmed)
                && (each.PlacesTaken + each.PlacesKept < each.Capacity || kept.Any(allocation => allocation.Cohort == each.Id)))
            .OrderBy(each => each.FirstDay).ThenBy(each => each.Code).Take(12).ToListAsync(cancellationToken);
        var (target, refused) = await move.TargetAsync(cohort, request.MoveTo, now, cancellationToken);
        if (refused is not null) return refused;
        var fits = await move.JudgeAsync(await move.PlacesAsync(cohort.Id, cancellationToken), cohort, target, now, cancellationToken);
        var keptThere = (await kept.ToListAsync(cancellationToken)).ToLookup(each => each.Cohort, each => each.Left);
        return new CohortCancellationPreview(
            cohort.Id.Value, cohort.Code, cohort.Title, SnakeCase.Kebab(cohort.State.ToString()), cohort.Revision, GoingAhead.Say(cohort.State, cohort.PlacesTaken, cohort.MinimumSize), cohort.PlacesTaken, cohort.MinimumSize,
            [.. fits.Select(fit => new CancellationRow(fit.Row.Place.Id.Value, fit.Row.Name, fit.Row.Provider, fit.Row.Booking.Reference, target is not null && fit.WhyNot is null, fit.WhyNot))],
            [.. others.Select(Show)], target is null ? null : Show(target));

        AlternativeCohort Show(Cohort other) => AlternativeCohort.Of(other, keptThere[other.Id].Sum());
    }
}

internal sealed class CancelCohortHandler(CentreDbContext db, CohortMove move, Actor actor, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<CancelCohort, Result<DecidedCohort>>
{
    public async Task<Result<DecidedCohort>> Handle(CancelCohort request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var id in new CohortId?[] { request.Cohort, request.MoveTo }.OfType<CohortId>().Distinct().OrderBy(each => each.Value)) await db.LockAsync(id, cancellationToken);
        if (await db.Cohorts.SingleOrDefaultAsync(each => each.Id == request.Cohort, cancellationToken) is not { } cohort) return CohortErrors.NotFound();
        if (request.Revision is { } seen && seen != cohort.Revision) return CohortErrors.ChangedMeanwhile();
        var (target, refused) = await move.TargetAsync(cohort, request.MoveTo, now, cancellationToken);
        if (refused is not null) return refused;
        var fits = await move.JudgeAsync(await move.PlacesAsync(cohort.Id, cancellationToken), cohort, target, now, cancellationToken);
        var moving = target is null ? [] : fits.Where(fit => fit.WhyNot is null).ToList();
        if (request.ExpectedMoves is { } moves && moves != moving.Count) return CohortErrors.OtherMoves(moving.Count);
        var cancelled = cohort.Cancel(now);
        if (!cancelled.Succeeded) return cancelled.Error;

        await EndAsync(cohort, fits, now, cancellationToken);
        await MoveAsync(moving, target!, now, cancellationToken);
        return new DecidedCohort(cohort.Id.Value, SnakeCase.Kebab(cohort.State.ToString()), cohort.Revision, moving.Count, fits.Count - moving.Count, await TellAsync(cohort, fits, now, cancellationToken));
    }

    /// <summary>Every place, hold, allocation and waiting entry ends; bays, instructors and kit are free again.</summary>
    private async Task EndAsync(Cohort cohort, IReadOnlyList<CohortMove.Fit> fits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var hold in fits.Where(fit => fit.Row.Place.State == PlaceState.Held).GroupBy(fit => fit.Row.Booking))
        {
            hold.Key.Lapse(hold.Select(fit => fit.Row.Place), now);
            await HoldNotices.AnnounceEndAsync(db, hold.Key, now, cancellationToken);
        }
        foreach (var place in fits.Select(fit => fit.Row.Place).Where(place => place.State == PlaceState.Confirmed))
        {
            place.Cancel(cohort, now, PlaceEnd.CohortCancelled);
            db.AddRange(Charge.ForEnding(place, fee: 0, actor.AccountId, now));
        }
        foreach (var entry in await db.WaitingEntries.Where(each => each.Cohort == cohort.Id && each.State == WaitingState.Waiting).ToListAsync(cancellationToken)) entry.End(WaitingState.Closed, now);
        foreach (var allocation in await db.Allocations.Where(each => each.Cohort == cohort.Id && each.ReleasedAt == null).ToListAsync(cancellationToken)) allocation.Release(now);
        await db.WithdrawAsync([.. fits.Select(fit => fit.Row.Place.Id)], now, cancellationToken);
        await db.Reservations.Where(reservation => db.Sessions.Any(session => session.Id == reservation.Session && session.Cohort == cohort.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>One new booking for each old one, under its order number, at the old price or the new one if that is lower, and free to give up until the later day of both.</summary>
    private async Task MoveAsync(IReadOnlyList<CohortMove.Fit> moving, Cohort target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var named = new List<(BookingWrite Write, Place Place)>();
        foreach (var order in moving.GroupBy(fit => fit.Row.Booking))
        {
            var (old, facts, write) = (order.Key, order.First().Facts!, new BookingWrite(order.First().Facts!, mail.Value.Domain, now));
            var moved = Booking.Ordered(old.Provider, target.Id, BookingReference.New(), old.PurchaseOrder!, old.BookedBy, now);
            var price = Math.Min(order.First().Row.Place.Price, facts.Cohort.PricePerPlace);
            var places = order.Select(fit => Place.Of(moved, fit.Row.Place.Trainee, price, facts.Cohort.FreeUntil, fit.Allocation, now, transferredFrom: fit.Row.Place.Id)).ToList();
            foreach (var (place, fit) in places.Zip(order)) place.StayFree(fit.Row.Place.FreeUntil);
            await db.SendAsync([.. write.Order(moved, places, actor.AccountId), Announcing.Announcement(moved.Provider, WebhookEvents.BookingMade, new { bookingId = moved.Id.Value, cohortId = target.Id.Value }, now)], cancellationToken);
            named.AddRange(places.Where(place => place.Trainee is not null).Select(place => (write, place)));
        }
        // Over all bookings in the order of the trainees, as within each.
        await db.SendAsync(named.OrderBy(each => each.Place.Named.Value).SelectMany(each => each.Write.Enrol([each.Place])), cancellationToken);
    }

    private async Task<int> TellAsync(Cohort cohort, IReadOnlyList<CohortMove.Fit> fits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = db.WaitingEntries.Local.Where(entry => entry.Cohort == cohort.Id && entry.State == WaitingState.Closed).Select(entry => (BookedBy: entry.JoinedBy, entry.Provider));
        var messages = fits.Select(fit => (fit.Row.Booking.BookedBy, fit.Row.Booking.Provider)).Concat(waiting).Where(each => each.BookedBy != Guid.Empty).Distinct()
            .Select(each => Message.To(each.BookedBy, each.Provider, MessageKind.CohortCancelled, cohort.Id.Value, now, now)).ToList();
        db.AddRange(messages);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var provider in fits.Select(fit => fit.Row.Place.Provider).Distinct()) await db.AnnounceAsync(provider, WebhookEvents.CohortCancelled, new { cohortId = cohort.Id.Value }, now, cancellationToken);
        return messages.Count;
    }
}

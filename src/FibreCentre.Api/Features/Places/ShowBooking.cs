using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>The provider's bookings, holds and offers, newest first; for staff, everybody's.</summary>
/// <param name="Before">The cursor of the page before, or a moment; null for the newest.</param>
public sealed record ListBookings(string? Before = null, int Limit = 25) : IQuery<ListedBookings>;

/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedBookings(IReadOnlyList<BookingLine> Bookings, string? Next);

/// <param name="State"><c>booked</c>, <c>held</c>, <c>offered</c> or <c>lapsed</c>.</param>
/// <param name="PurchaseOrder">Null while the places are only held.</param>
/// <param name="HeldUntil">Until when; null once booked.</param>
/// <param name="Unnamed">Places without an engineer's name.</param>
public sealed record BookingLine(
    Guid Id, string Reference, string Provider, string State, string? PurchaseOrder, DateTimeOffset? HeldUntil, DateTimeOffset BookedAt, Guid CohortId, string CohortCode, string Title, DateOnly FirstDay,
    int Places, int Unnamed, decimal Total);

/// <summary>One booking with its places.</summary>
public sealed record ShowBooking(BookingId Booking) : IQuery<BookingAnswer>;

/// <param name="NamesDueAt">Until when every place must have a name.</param>
/// <param name="GoingAhead">How sure it is that the cohort takes place, as bookers read it.</param>
/// <param name="Total">Of the places that are there, in pounds sterling without VAT.</param>
/// <param name="Owed">What the booking has come to so far, fees for places given up included.</param>
/// <param name="Meant">Of an offer: the engineers named on joining the waiting list who have no place on the cohort, in their order. Taking it does not name them by itself.</param>
/// <param name="GivingUp">Of places that are held: what it would cost to give one up, today, once it is booked. Null when none is held.</param>
public sealed record BookingAnswer(
    Guid Id, string Reference, string Provider, string State, string? PurchaseOrder, DateTimeOffset? HeldUntil, DateTimeOffset BookedAt, Guid CohortId, string CohortCode, string Course, string Title,
    DateOnly FirstDay, DateOnly LastDay, DateTimeOffset NamesDueAt, string GoingAhead, decimal Total, decimal Owed, bool CanCancel, IReadOnlyList<BookedSeat> Places, IReadOnlyList<BookedSession> Sessions, IReadOnlyList<MeantEngineer> Meant,
    CancellationCost? GivingUp)
{
    /// <summary>Held or offered, and its time is not over: the clock may be ahead of the job that ends holds.</summary>
    public bool IsHeldAt(DateTimeOffset now) => HeldUntil > now && State is "held" or "offered";
}

public sealed record MeantEngineer(Guid TraineeId, string Name);

/// <param name="TraineeId">Null while the place has no name.</param>
/// <param name="EndedBecause">Why it is no longer there; null while it is.</param>
/// <param name="CertificateId">Null until the trainee has earned it.</param>
/// <param name="FeeOwed">For having been given up late, waivers taken off.</param>
/// <param name="MovedTo">The place on another cohort that was booked in its stead; null when there is none.</param>
public sealed record BookedSeat(Guid Id, Guid? TraineeId, string? Name, string? Email, string State, string? EndedBecause, decimal Price, decimal FeeOwed, Guid? CertificateId, MovedSeat? MovedTo);

public sealed record MovedSeat(Guid PlaceId, Guid BookingId, string Reference, Guid CohortId, string CohortCode, DateOnly FirstDay);

public sealed record BookedSession(string Title, CivilSlot During);

internal static class BookingState
{
    public static string Of(Booking booking) => booking.LapsedAt is not null ? "lapsed" : booking.HeldUntil is null ? "booked" : booking.IsOffer ? "offered" : "held";
}

internal sealed class ListBookingsValidator : AbstractValidator<ListBookings>
{
    public ListBookingsValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
        RuleFor(request => request.Before).IsPageEnd();
    }
}

internal sealed class ListBookingsHandler(CentreDbContext db) : IRequestHandler<ListBookings, Result<ListedBookings>>
{
    public async Task<Result<ListedBookings>> Handle(ListBookings request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var bookings = db.Bookings.AsNoTracking();
        if (PageEnd.TryParse(request.Before, out var end))
        {
            var last = new BookingId(end.Id);
            bookings = bookings.Where(booking => EF.Functions.LessThan(ValueTuple.Create(booking.BookedAt, booking.Id), ValueTuple.Create(end.At, last)));
        }
        var page = await (
            from booking in bookings
            join provider in db.Providers on booking.Provider equals provider.Id
            join cohort in db.Cohorts on booking.Cohort equals cohort.Id
            orderby booking.BookedAt descending, booking.Id descending
            select new
            {
                booking, provider.Name, cohort,
                Places = db.Places.Count(place => place.Booking == booking.Id && place.State != PlaceState.Cancelled),
                Unnamed = db.Places.Count(place => place.Booking == booking.Id && place.State != PlaceState.Cancelled && place.Trainee == null),
                Total = db.Places.Where(place => place.Booking == booking.Id && place.State != PlaceState.Cancelled).Sum(place => place.Price),
            }).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return new ListedBookings(
            [.. page.Take(request.Limit).Select(each => new BookingLine(
                each.booking.Id.Value, each.booking.Reference, each.Name, BookingState.Of(each.booking), each.booking.PurchaseOrder, each.booking.HeldUntil is { } until ? time.Civil(until) : null,
                time.Civil(each.booking.BookedAt), each.cohort.Id.Value, each.cohort.Code, each.cohort.Title, each.cohort.FirstDay, each.Places, each.Unnamed, each.Total))],
            page.Count > request.Limit ? new PageEnd(page[request.Limit - 1].booking.BookedAt, page[request.Limit - 1].booking.Id.Value).ToString() : null);
    }
}

internal sealed class ShowBookingHandler(CentreDbContext db, PublishedCourses courses, TimeProvider clock) : IRequestHandler<ShowBooking, Result<BookingAnswer>>
{
    public async Task<Result<BookingAnswer>> Handle(ShowBooking request, CancellationToken cancellationToken)
    {
        if (await db.Bookings.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Booking, cancellationToken) is not { } booking) return PlaceErrors.BookingNotFound();
        var time = await db.TimeAsync(cancellationToken);
        var cohort = await db.Cohorts.AsNoTracking().Include(each => each.Sessions).SingleAsync(each => each.Id == booking.Cohort, cancellationToken);
        var provider = await db.Providers.AsNoTracking().SingleAsync(each => each.Id == booking.Provider, cancellationToken);
        var places = await (
            from place in db.Places
            join known in db.Employments on new { place.Trainee, place.Provider } equals new { Trainee = (TraineeId?)known.Trainee, known.Provider } into names   // the name as this provider knew it
            from trainee in names.DefaultIfEmpty()
            where place.Booking == booking.Id
            orderby place.Trainee == null, trainee.FamilyName, trainee.GivenName, place.Id
            select new { place, trainee, Certificate = db.Certificates.Where(each => each.Place == place.Id && each.RevokedAt == null).Select(each => (Guid?)each.Id.Value).FirstOrDefault() }).AsNoTracking().ToListAsync(cancellationToken);
        var gone = places.Where(each => each.place.State == PlaceState.Cancelled).Select(each => (PlaceId?)each.place.Id).ToList();
        var moved = gone.Count == 0 ? [] : await (
            from place in db.Places
            join order in db.Bookings on place.Booking equals order.Id
            join other in db.Cohorts on place.Cohort equals other.Id
            where gone.Contains(place.TransferredFrom) && place.State != PlaceState.Cancelled
            select new { place, order, other }).AsNoTracking().ToDictionaryAsync(
                each => each.place.TransferredFrom!.Value, each => new MovedSeat(each.place.Id.Value, each.order.Id.Value, each.order.Reference, each.other.Id.Value, each.other.Code, each.other.FirstDay), cancellationToken);
        var charges = (await db.Charges.AsNoTracking().Where(each => each.Booking == booking.Id).ToListAsync(cancellationToken)).ToLookup(each => each.Place);
        var held = places.Find(each => each.place.State == PlaceState.Held)?.place;
        return new BookingAnswer(
            booking.Id.Value, booking.Reference, provider.Name, BookingState.Of(booking), booking.PurchaseOrder, booking.HeldUntil is { } until ? time.Civil(until) : null, time.Civil(booking.BookedAt),
            cohort.Id.Value, cohort.Code, cohort.Course.Value, cohort.Title, cohort.FirstDay, cohort.LastDay, time.Civil(cohort.NamesDueAt), GoingAhead.Say(cohort.State, cohort.PlacesTaken, cohort.MinimumSize),
            places.Where(each => each.place.State != PlaceState.Cancelled).Sum(each => each.place.Price), charges.Sum(lines => lines.Sum(line => line.Amount)), clock.GetUtcNow() < cohort.BookingClosesAt,
            [.. places.Select(each => new BookedSeat(
                each.place.Id.Value, each.place.Trainee?.Value, each.trainee?.Name, each.trainee?.Email, SnakeCase.Kebab(each.place.State.ToString()),
                each.place.EndedBecause is { } because ? SnakeCase.Kebab(because.ToString()) : null, each.place.Price,
                charges[each.place.Id].Where(line => line.Kind is ChargeKind.Cancellation or ChargeKind.Waiver).Sum(line => line.Amount), each.Certificate, moved.GetValueOrDefault(each.place.Id)))],
            [.. cohort.Sessions.OrderBy(session => session.During.Start).Select(session => new BookedSession(session.Title, CivilSlot.Of(session.During, time)))],
            booking is { IsOffer: true, LapsedAt: null } ? await MeantAsync(booking, cancellationToken) : [],
            held is null ? null : CancellationTerms.CostOf((await courses.OfAsync(cohort.CourseVersion, db, cancellationToken)).Spec.BookingTerms, held.Price, held.FreeUntil, time.DayOf(clock.GetUtcNow())));
    }

    private Task<List<MeantEngineer>> MeantAsync(Booking offer, CancellationToken cancellationToken) => (
        from entry in db.WaitingEntries
        from engineer in entry.Engineers
        join trainee in db.Trainees on engineer.Trainee equals trainee.Id
        where entry.Id == offer.WaitingEntry && !db.Places.Any(place => place.Cohort == offer.Cohort && place.Trainee == engineer.Trainee && place.State != PlaceState.Cancelled)
        orderby engineer.Position
        select new MeantEngineer(trainee.Id.Value, trainee.GivenName + " " + trainee.FamilyName)).ToListAsync(cancellationToken);
}

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
public sealed record ListBookings(DateTimeOffset? Before = null, int Limit = 25) : IQuery<ListedBookings>;

/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedBookings(IReadOnlyList<BookingLine> Bookings, DateTimeOffset? Next);

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
public sealed record BookingAnswer(
    Guid Id, string Reference, string Provider, string State, string? PurchaseOrder, DateTimeOffset? HeldUntil, DateTimeOffset BookedAt, Guid CohortId, string CohortCode, string Course, string Title,
    DateOnly FirstDay, DateOnly LastDay, DateTimeOffset NamesDueAt, string GoingAhead, decimal Total, decimal Owed, bool CanCancel, IReadOnlyList<BookedSeat> Places, IReadOnlyList<BookedSession> Sessions);

/// <param name="TraineeId">Null while the place has no name.</param>
/// <param name="EndedBecause">Why it is no longer there; null while it is.</param>
/// <param name="CertificateId">Null until the trainee has earned it.</param>
/// <param name="FeeOwed">For having been given up late, waivers taken off.</param>
public sealed record BookedSeat(Guid Id, Guid? TraineeId, string? Name, string? Email, string State, string? EndedBecause, decimal Price, decimal FeeOwed, Guid? CertificateId);

public sealed record BookedSession(string Title, CivilSlot During);

internal static class BookingState
{
    public static string Of(Booking booking) => booking.LapsedAt is not null ? "lapsed" : booking.HeldUntil is null ? "booked" : booking.IsOffer ? "offered" : "held";
}

internal sealed class ListBookingsValidator : AbstractValidator<ListBookings>
{
    public ListBookingsValidator() => RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
}

internal sealed class ListBookingsHandler(CentreDbContext db) : IRequestHandler<ListBookings, Result<ListedBookings>>
{
    public async Task<Result<ListedBookings>> Handle(ListBookings request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var bookings = db.Bookings.AsNoTracking();
        if (request.Before is { } before) bookings = bookings.Where(booking => booking.BookedAt < before.ToUniversalTime());
        var page = await (
            from booking in bookings
            join provider in db.Providers on booking.Provider equals provider.Id
            join cohort in db.Cohorts on booking.Cohort equals cohort.Id
            orderby booking.BookedAt descending, booking.Id
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
            page.Count > request.Limit ? page[request.Limit - 1].booking.BookedAt : null);
    }
}

internal sealed class ShowBookingHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowBooking, Result<BookingAnswer>>
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
        var charges = (await db.Charges.AsNoTracking().Where(each => each.Booking == booking.Id).ToListAsync(cancellationToken)).ToLookup(each => each.Place);
        return new BookingAnswer(
            booking.Id.Value, booking.Reference, provider.Name, BookingState.Of(booking), booking.PurchaseOrder, booking.HeldUntil is { } until ? time.Civil(until) : null, time.Civil(booking.BookedAt),
            cohort.Id.Value, cohort.Code, cohort.Course.Value, cohort.Title, cohort.FirstDay, cohort.LastDay, time.Civil(cohort.NamesDueAt), GoingAhead.Say(cohort.State, cohort.PlacesTaken, cohort.MinimumSize),
            places.Where(each => each.place.State != PlaceState.Cancelled).Sum(each => each.place.Price), charges.Sum(lines => lines.Sum(line => line.Amount)), clock.GetUtcNow() < cohort.BookingClosesAt,
            [.. places.Select(each => new BookedSeat(
                each.place.Id.Value, each.place.Trainee?.Value, each.trainee?.Name, each.trainee?.Email, SnakeCase.Kebab(each.place.State.ToString()),
                each.place.EndedBecause is { } because ? SnakeCase.Kebab(because.ToString()) : null, each.place.Price,
                charges[each.place.Id].Where(line => line.Kind is ChargeKind.Cancellation or ChargeKind.Waiver).Sum(line => line.Amount), each.Certificate))],
            [.. cohort.Sessions.OrderBy(session => session.During.Start).Select(session => new BookedSession(session.Title, CivilSlot.Of(session.During, time)))]);
    }
}

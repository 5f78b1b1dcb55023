using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>The provider's bookings, newest first; for staff, everybody's.</summary>
public sealed record ListBookings(DateTimeOffset? Before = null, int Limit = 25) : IQuery<ListedBookings>;

/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedBookings(IReadOnlyList<BookingLine> Bookings, DateTimeOffset? Next);

public sealed record BookingLine(Guid Id, string Reference, string Provider, string PurchaseOrder, DateTimeOffset BookedAt, Guid CohortId, string CohortCode, string Title, DateOnly FirstDay, int Places, decimal Total);

/// <summary>One booking with its places.</summary>
public sealed record ShowBooking(BookingId Booking) : IQuery<BookingAnswer>;

public sealed record BookingAnswer(
    Guid Id, string Reference, string Provider, string PurchaseOrder, DateTimeOffset BookedAt, Guid CohortId, string CohortCode, string Course, string Title,
    DateOnly FirstDay, DateOnly LastDay, decimal Total, bool CanCancel, IReadOnlyList<BookedSeat> Places, IReadOnlyList<BookedSession> Sessions);

/// <param name="CertificateId">Null until the trainee has earned it.</param>
public sealed record BookedSeat(Guid Id, Guid TraineeId, string Name, string Email, string State, decimal Price, Guid? CertificateId);

public sealed record BookedSession(string Title, CivilSlot During);

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
                Total = db.Places.Where(place => place.Booking == booking.Id && place.State != PlaceState.Cancelled).Sum(place => place.Price),
            }).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return new ListedBookings(
            [.. page.Take(request.Limit).Select(each => new BookingLine(
                each.booking.Id.Value, each.booking.Reference, each.Name, each.booking.PurchaseOrder, time.Civil(each.booking.BookedAt),
                each.cohort.Id.Value, each.cohort.Code, each.cohort.Title, each.cohort.FirstDay, each.Places, each.Total))],
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
            join trainee in db.Employments on new { place.Trainee, place.Provider } equals new { trainee.Trainee, trainee.Provider }   // the name as this provider knew it
            where place.Booking == booking.Id
            orderby trainee.FamilyName, trainee.GivenName
            select new { place, trainee, Certificate = db.Certificates.Where(each => each.Place == place.Id).Select(each => (Guid?)each.Id.Value).FirstOrDefault() }).AsNoTracking().ToListAsync(cancellationToken);
        return new BookingAnswer(
            booking.Id.Value, booking.Reference, provider.Name, booking.PurchaseOrder, time.Civil(booking.BookedAt), cohort.Id.Value, cohort.Code, cohort.Course.Value, cohort.Title,
            cohort.FirstDay, cohort.LastDay, places.Where(each => each.place.State != PlaceState.Cancelled).Sum(each => each.place.Price), clock.GetUtcNow() < cohort.BookingClosesAt,
            [.. places.Select(each => new BookedSeat(
                each.place.Id.Value, each.trainee.Trainee.Value, each.trainee.Name, each.trainee.Email, SnakeCase.Kebab(each.place.State.ToString()), each.place.Price, each.Certificate))],
            [.. cohort.Sessions.OrderBy(session => session.During.Start).Select(session => new BookedSession(session.Title, CivilSlot.Of(session.During, time)))]);
    }
}

using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>Turns held or offered places into a booking under an order number. Names can follow until they are due.</summary>
public sealed record ConfirmHold(BookingId Booking, string PurchaseOrder) : ICommand<ConfirmedHold>
{
    Guid? ICommand.Subject => Booking.Value;
}

public sealed record ConfirmedHold(Guid BookingId, string Reference, int Places, DateTimeOffset NamesDueAt);

/// <summary>Gives a hold back, or declines an offer: the places are free at once.</summary>
public sealed record ReleaseHold(BookingId Booking) : ICommand<ReleasedHold>
{
    Guid? ICommand.Subject => Booking.Value;
}

public sealed record ReleasedHold(Guid BookingId, int Places);

internal sealed class ConfirmHoldValidator : AbstractValidator<ConfirmHold>
{
    public ConfirmHoldValidator() => RuleFor(request => request.PurchaseOrder).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter your purchase order number.").MaximumLength(40).WithMessage("Shorten the purchase order number to 40 characters.");
}

/// <summary>A booking with its places, its cohort's row locked.</summary>
internal sealed record LockedBooking(Booking Booking, IReadOnlyList<Place> Places)
{
    public static async Task<Result<LockedBooking>> FindAsync(CentreDbContext db, BookingId id, CancellationToken cancellationToken)
    {
        if (await db.Bookings.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } seen) return PlaceErrors.BookingNotFound();
        await db.LockAsync(seen.Cohort, cancellationToken);
        return new LockedBooking(
            await db.Bookings.SingleAsync(each => each.Id == id, cancellationToken),
            await db.Places.Where(each => each.Booking == id).OrderBy(each => each.Id).ToListAsync(cancellationToken));
    }

    /// <summary>Books what is held: the places are charged, and the waiting entry they came from is served.</summary>
    public async Task<Error?> OrderAsync(CentreDbContext db, string purchaseOrder, Guid by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Place> held = [.. Places.Where(place => place.State == PlaceState.Held)];
        var confirmed = Booking.Confirm(purchaseOrder, Places, now);
        if (!confirmed.Succeeded) return confirmed.Error;
        db.AddRange(held.Select(place => Charge.For(place, by, now)));
        if (Booking.WaitingEntry is { } id) (await db.WaitingEntries.SingleAsync(each => each.Id == id, cancellationToken)).Take(held.Count, wereOffered: true, now);
        await db.AnnounceAsync(Booking.Provider, WebhookEvents.BookingMade, new { bookingId = Booking.Id.Value, cohortId = Booking.Cohort.Value }, now, cancellationToken);
        return null;
    }
}

internal sealed class ConfirmHoldHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<ConfirmHold, Result<ConfirmedHold>>
{
    public async Task<Result<ConfirmedHold>> Handle(ConfirmHold request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await LockedBooking.FindAsync(db, request.Booking, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == found.Value.Booking.Cohort, cancellationToken);
        if (!cohort.TakesBookings(now)) return PlaceErrors.BookingClosed(cohort.State);
        // What is over says so first: that it needs names now would help nobody.
        if (now >= cohort.NamesDueAt && found.Value.Booking.IsHeld(now)) return PlaceErrors.NamesAreDue();
        if (await found.Value.OrderAsync(db, request.PurchaseOrder.Trim(), actor.Account, now, cancellationToken) is { } refused) return refused;
        await db.SaveChangesAsync(cancellationToken);
        return new ConfirmedHold(
            request.Booking.Value, found.Value.Booking.Reference, found.Value.Places.Count(place => place.IsLive), (await db.TimeAsync(cancellationToken)).Civil(cohort.NamesDueAt));
    }
}

internal sealed class ReleaseHoldHandler(CentreDbContext db, FreedPlaces freed, TimeProvider clock) : IRequestHandler<ReleaseHold, Result<ReleasedHold>>
{
    public async Task<Result<ReleasedHold>> Handle(ReleaseHold request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await LockedBooking.FindAsync(db, request.Booking, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (booking, places) = found.Value;
        if (booking.LapsedAt is not null) return PlaceErrors.HoldLapsed(booking.IsOffer);
        if (booking.HeldUntil is null) return PlaceErrors.AlreadyBookedHold();
        var count = places.Count(place => place.State == PlaceState.Held);
        booking.Lapse(places, now);
        if (booking.WaitingEntry is { } id) (await db.WaitingEntries.SingleAsync(each => each.Id == id, cancellationToken)).End(WaitingState.Left, now);
        await db.SaveChangesAsync(cancellationToken);
        await HoldNotices.AnnounceEndAsync(db, booking, now, cancellationToken);
        await freed.GiveAsync(booking.Cohort, cancellationToken);
        return new ReleasedHold(booking.Id.Value, count);
    }
}

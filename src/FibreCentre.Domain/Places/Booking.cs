using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Places;

public readonly record struct BookingId(Guid Value)
{
    public static BookingId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>A provider's order of places on one cohort. Until it has an order number it is a hold, or an offer from the waiting list, and ends by itself.</summary>
public sealed class Booking
{
    public required BookingId Id { get; init; }

    /// <summary>What people quote, such as <c>B-7K2QX9</c>.</summary>
    public required string Reference { get; init; }

    public required ProviderId Provider { get; init; }

    public required CohortId Cohort { get; init; }

    /// <summary>The provider's own purchase-order number; null while the places are only held.</summary>
    public string? PurchaseOrder { get; private set; }

    /// <summary>Until when the places are held; null once they are booked.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    public DateTimeOffset? LapsedAt { get; private set; }

    /// <summary>Whose turn on the waiting list these places were; null when they were simply free.</summary>
    public WaitingId? WaitingEntry { get; init; }

    public required Guid BookedBy { get; init; }

    public required DateTimeOffset BookedAt { get; init; }

    public bool IsOffer => WaitingEntry is not null && HeldUntil is not null;

    public bool IsHeld(DateTimeOffset now) => HeldUntil > now && LapsedAt is null;

    /// <summary>It was held, and is no more: given back, or its time is over though nobody has come by to end it.</summary>
    public bool IsOver(DateTimeOffset now) => LapsedAt is not null || HeldUntil <= now;

    public static Booking Ordered(ProviderId provider, CohortId cohort, string reference, string purchaseOrder, Guid by, DateTimeOffset now, WaitingId? waiting = null) =>
        new() { Id = BookingId.New(now), Reference = reference, Provider = provider, Cohort = cohort, PurchaseOrder = purchaseOrder, BookedBy = by, BookedAt = now, WaitingEntry = waiting };

    public static Booking Held(ProviderId provider, CohortId cohort, string reference, DateTimeOffset until, Guid by, DateTimeOffset now, WaitingId? waiting = null) =>
        new() { Id = BookingId.New(now), Reference = reference, Provider = provider, Cohort = cohort, HeldUntil = until, BookedBy = by, BookedAt = now, WaitingEntry = waiting };

    /// <summary>Turns a hold into an order. The places themselves are confirmed with it.</summary>
    public Result<BookingConfirmed> Confirm(string purchaseOrder, IEnumerable<Place> places, DateTimeOffset now)
    {
        if (IsOver(now)) return PlaceErrors.HoldLapsed(IsOffer);
        if (HeldUntil is null) return PlaceErrors.AlreadyBookedHold();
        PurchaseOrder = purchaseOrder;
        HeldUntil = null;
        foreach (var place in places.Where(place => place.State == PlaceState.Held)) place.Confirm();
        return new BookingConfirmed(Id, now);
    }

    /// <summary>A hold cannot outlast the moment until which it may be booked, when that moment comes nearer.</summary>
    /// <returns>Whether it now ends sooner.</returns>
    public bool EndBy(DateTimeOffset latest)
    {
        if (LapsedAt is not null || HeldUntil is null || HeldUntil <= latest) return false;
        HeldUntil = latest;
        return true;
    }

    /// <summary>Ends a hold that nobody took, or that its provider gives back.</summary>
    public void Lapse(IEnumerable<Place> places, DateTimeOffset now)
    {
        LapsedAt = now;
        foreach (var place in places.Where(place => place.State == PlaceState.Held)) place.End(PlaceEnd.Lapsed, now);
    }
}

public sealed record BookingConfirmed(BookingId Booking, DateTimeOffset At);

using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Places;

public readonly record struct BookingId(Guid Value)
{
    public static BookingId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

public readonly record struct PlaceId(Guid Value)
{
    public static PlaceId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

public enum PlaceState { Confirmed, Cancelled, Completed }

/// <summary>A provider's order of places on one cohort.</summary>
public sealed class Booking
{
    public required BookingId Id { get; init; }

    /// <summary>What people quote, such as <c>B-7K2QX9</c>.</summary>
    public required string Reference { get; init; }

    public required ProviderId Provider { get; init; }

    public required CohortId Cohort { get; init; }

    /// <summary>The provider's own purchase-order number.</summary>
    public required string PurchaseOrder { get; init; }

    public required Guid BookedBy { get; init; }

    public required DateTimeOffset BookedAt { get; init; }
}

/// <summary>One seat of a booking.</summary>
public sealed class Place
{
    public required PlaceId Id { get; init; }

    public required BookingId Booking { get; init; }

    public required ProviderId Provider { get; init; }

    public required CohortId Cohort { get; init; }

    public required TraineeId Trainee { get; init; }

    public PlaceState State { get; private set; } = PlaceState.Confirmed;

    /// <summary>Pounds sterling, without VAT, as it was when booked.</summary>
    public required decimal Price { get; init; }

    public required DateTimeOffset BookedAt { get; init; }

    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>Gives the seat back. A place cannot be cancelled twice, nor once its cohort has begun.</summary>
    public Result<PlaceCancelled> Cancel(Cohort cohort, DateTimeOffset now)
    {
        if (State == PlaceState.Cancelled) return PlaceErrors.AlreadyCancelled();
        if (State == PlaceState.Completed || now >= cohort.BookingClosesAt) return PlaceErrors.CohortHasBegun();
        State = PlaceState.Cancelled;
        CancelledAt = now;
        return new PlaceCancelled(Id, Cohort, Trainee, now);
    }

    /// <summary>The trainee has been signed off in every unit.</summary>
    public void Complete() => State = PlaceState.Completed;
}

public sealed record PlaceCancelled(PlaceId Place, CohortId Cohort, TraineeId Trainee, DateTimeOffset At);

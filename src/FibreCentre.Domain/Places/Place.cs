using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Places;

public readonly record struct PlaceId(Guid Value)
{
    public static PlaceId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>Held and confirmed places count as taken, and so do completed ones.</summary>
public enum PlaceState { Held, Confirmed, Cancelled, Completed }

/// <summary>Why a place is no longer there.</summary>
public enum PlaceEnd { Cancelled, Lapsed, Transferred, CohortCancelled }

/// <summary>One seat of a booking.</summary>
public sealed class Place
{
    public required PlaceId Id { get; init; }

    public required BookingId Booking { get; init; }

    public required ProviderId Provider { get; init; }

    public required CohortId Cohort { get; init; }

    /// <summary>Null while nobody has been named for it.</summary>
    public TraineeId? Trainee { get; private set; }

    /// <summary>For what only a named place has: a reservation, an invitation, an assessment.</summary>
    /// <exception cref="InvalidOperationException">The place has no name yet.</exception>
    public TraineeId Named => Trainee ?? throw new InvalidOperationException($"Place {Id.Value} has no name yet.");

    public PlaceState State { get; private set; }

    /// <summary>Pounds sterling, without VAT, as it was when booked or held.</summary>
    public required decimal Price { get; init; }

    /// <summary>The last day on which it can be given up free of charge, in the centre's time: as promised when it was booked or held, and later where the cohort has moved later since. Never sooner: what the centre moves costs nobody.</summary>
    public DateOnly FreeUntil { get; private set; }

    public required DateTimeOffset BookedAt { get; init; }

    /// <summary>When the engineer it has now was named for it; null without one.</summary>
    public DateTimeOffset? NamedAt { get; private set; }

    public DateTimeOffset? CancelledAt { get; private set; }

    public PlaceEnd? EndedBecause { get; private set; }

    /// <summary>The provider's allocation it was drawn from; null when it was free to all.</summary>
    public AllocationId? Allocation { get; init; }

    /// <summary>The place on another cohort it replaces.</summary>
    public PlaceId? TransferredFrom { get; init; }

    public bool IsLive => State is PlaceState.Held or PlaceState.Confirmed;

    public static Place Of(Booking booking, TraineeId? trainee, decimal price, DateOnly freeUntil, AllocationId? allocation, DateTimeOffset now, PlaceId? transferredFrom = null) => new()
    {
        Id = PlaceId.New(now), Booking = booking.Id, Provider = booking.Provider, Cohort = booking.Cohort, Trainee = trainee, NamedAt = trainee is null ? null : now, Price = price, FreeUntil = freeUntil, BookedAt = now, Allocation = allocation,
        TransferredFrom = transferredFrom, State = booking.HeldUntil is null ? PlaceState.Confirmed : PlaceState.Held,
    };

    internal void Confirm() => State = PlaceState.Confirmed;

    /// <summary>Gives an unnamed place its engineer.</summary>
    public Result<PlaceNamed> Name(TraineeId trainee, DateTimeOffset now)
    {
        if (State != PlaceState.Confirmed) return PlaceErrors.NotConfirmed();
        if (Trainee is not null) return PlaceErrors.AlreadyNamed();
        (Trainee, NamedAt) = (trainee, now);
        return new PlaceNamed(Id, trainee, now);
    }

    /// <summary>Another engineer takes the seat. Whether that one may is the caller's to ask first.</summary>
    public Result<EngineerSubstituted> Substitute(TraineeId by, Cohort cohort, DateTimeOffset now)
    {
        if (State == PlaceState.Cancelled) return PlaceErrors.AlreadyCancelled();
        if (Trainee is not { } before) return PlaceErrors.NotNamed();
        if (State == PlaceState.Completed) return PlaceErrors.PlaceCompleted();
        if (now >= cohort.BookingClosesAt) return PlaceErrors.CohortHasBegun();
        if (before == by) return PlaceErrors.SameEngineer();
        (Trainee, NamedAt) = (by, now);
        return new EngineerSubstituted(Id, before, by, now);
    }

    /// <summary>Why it cannot go to another cohort, whatever that one is like; null when it can.</summary>
    public Error? WhyNotMoved() => State switch
    {
        PlaceState.Confirmed => null,
        PlaceState.Held => PlaceErrors.NotConfirmed(),
        PlaceState.Completed => PlaceErrors.PlaceCompleted(),
        _ => PlaceErrors.AlreadyCancelled(),
    };

    /// <summary>Gives the seat back. A place cannot be cancelled twice, nor once its cohort has begun.</summary>
    public Result<PlaceCancelled> Cancel(Cohort cohort, DateTimeOffset now, PlaceEnd because = PlaceEnd.Cancelled)
    {
        if (State == PlaceState.Cancelled) return PlaceErrors.AlreadyCancelled();
        if (State == PlaceState.Completed || (now >= cohort.BookingClosesAt && because != PlaceEnd.CohortCancelled)) return PlaceErrors.CohortHasBegun();
        End(because, now);
        return new PlaceCancelled(Id, Cohort, Trainee, now);
    }

    /// <summary>What giving it up costs. A held place costs nothing: it was never ordered.</summary>
    public CancellationCost CostOfGivingUp(BookingTerms terms, DateOnly today) => CancellationTerms.CostOf(terms, State == PlaceState.Held ? 0 : Price, FreeUntil, today);

    /// <summary>Its cohort's dates have moved: a later last free day counts, a sooner one does not.</summary>
    public void StayFree(DateOnly until)
    {
        if (FreeUntil < until) FreeUntil = until;
    }

    /// <summary>Names were due and none was given.</summary>
    public void Lapse(DateTimeOffset now) => End(PlaceEnd.Lapsed, now);

    internal void End(PlaceEnd because, DateTimeOffset now) => (State, EndedBecause, CancelledAt) = (PlaceState.Cancelled, because, now);

    /// <summary>The trainee has been signed off in every unit.</summary>
    public void Complete() => State = PlaceState.Completed;

    /// <summary>A decision was corrected: there is something to assess again.</summary>
    public void Reopen()
    {
        if (State == PlaceState.Completed) State = PlaceState.Confirmed;
    }
}

public sealed record PlaceNamed(PlaceId Place, TraineeId Trainee, DateTimeOffset At);

public sealed record EngineerSubstituted(PlaceId Place, TraineeId Before, TraineeId After, DateTimeOffset At);

public sealed record PlaceCancelled(PlaceId Place, CohortId Cohort, TraineeId? Trainee, DateTimeOffset At);

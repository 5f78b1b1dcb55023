using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Places;

/// <summary>A cohort as it stands for one provider at the moment of booking, its row locked.</summary>
/// <param name="PlacesKept">What live allocations keep and nobody has filled, the provider's own among them.</param>
/// <param name="Allocation">The provider's own live allocation; null when it has none.</param>
/// <param name="PricePerPlace">As agreed with the provider, else the list price.</param>
public sealed record CohortToBook(
    CohortId Id, CohortState State, int Capacity, int PlacesTaken, int PlacesKept, AllocationLeft? Allocation, DateTimeOffset BookingClosesAt, DateTimeOffset NamesDueAt, decimal PricePerPlace,
    DateOnly FirstDay, DateOnly LastDay, CourseSpec Course)
{
    /// <summary>What this provider can take: what is free to everybody, and what is kept for it.</summary>
    public int PlacesLeft => Capacity - PlacesTaken - PlacesKept + (Allocation?.Left ?? 0);

    /// <summary>Until when a place booked now can be given up free of charge.</summary>
    public DateOnly FreeUntil => Course.BookingTerms.FreeUntil(FirstDay);

    public bool TakesBookings(DateTimeOffset now) => State is CohortState.Open or CohortState.Confirmed && now < BookingClosesAt;
}

/// <summary>What of a provider's allocation is not filled yet.</summary>
public readonly record struct AllocationLeft(AllocationId Id, int Left);

/// <summary>An engineer asked to be booked.</summary>
/// <param name="Row">Which one of those named, counted from 1, so that a refusal can point at it.</param>
/// <param name="BusyWith">What the engineer already does during one of the sessions; null when free.</param>
public sealed record EngineerToBook(int Row, TraineeId Trainee, EngineerFacts Facts, bool HasPlace, string? BusyWith);

/// <summary>Why one engineer cannot be booked.</summary>
/// <param name="Reasons">One sentence each, saying what would help.</param>
public sealed record EngineerRefused(int Row, IReadOnlyList<string> Reasons);

/// <summary>The rules of booking: all of the engineers named, or none.</summary>
public static class BookingRequest
{
    /// <summary>Every engineer who cannot take the cohort, with all the reasons. Empty when all can.</summary>
    public static IReadOnlyList<EngineerRefused> Judge(CohortToBook cohort, IEnumerable<EngineerToBook> engineers) =>
        [.. engineers.Select(engineer => new EngineerRefused(engineer.Row, Reasons(cohort, engineer))).Where(refused => refused.Reasons.Count > 0)];

    /// <summary>Places for every engineer and for as many as come without a name yet, or the one refusal that says it best.</summary>
    public static Result<IReadOnlyList<Place>> Book(CohortToBook cohort, Booking booking, IReadOnlyList<EngineerToBook> engineers, DateTimeOffset now, int unnamed = 0, PlaceId? transferredFrom = null)
    {
        if (!cohort.TakesBookings(now)) return PlaceErrors.BookingClosed(cohort.State);
        if (unnamed > 0 && now >= cohort.NamesDueAt) return PlaceErrors.NamesAreDue();
        if (engineers.Count + unnamed > cohort.PlacesLeft) return PlaceErrors.NotEnoughPlaces(engineers.Count + unnamed, cohort.PlacesLeft);
        if (Judge(cohort, engineers) is { Count: > 0 } refused) return PlaceErrors.EngineersRefused([.. refused]);
        return Seats(cohort, booking, [.. engineers.Select(engineer => (TraineeId?)engineer.Trainee), .. Enumerable.Repeat<TraineeId?>(null, unnamed)], now, transferredFrom);
    }

    /// <summary>Places held without names until the booking's hold ends.</summary>
    public static Result<IReadOnlyList<Place>> Hold(CohortToBook cohort, Booking hold, int places, DateTimeOffset now)
    {
        if (!cohort.TakesBookings(now)) return PlaceErrors.BookingClosed(cohort.State);
        if (now >= cohort.NamesDueAt) return PlaceErrors.NamesAreDue();
        if (places > cohort.PlacesLeft) return PlaceErrors.NotEnoughPlaces(places, cohort.PlacesLeft);
        return Seats(cohort, hold, [.. Enumerable.Repeat<TraineeId?>(null, places)], now);
    }

    /// <summary>The first of them are drawn from the provider's own allocation, as many as it has left.</summary>
    public static List<Place> Seats(CohortToBook cohort, Booking booking, IReadOnlyList<TraineeId?> trainees, DateTimeOffset now, PlaceId? transferredFrom = null) =>
        [.. trainees.Select((trainee, index) => Place.Of(booking, trainee, cohort.PricePerPlace, cohort.FreeUntil, index < (cohort.Allocation?.Left ?? 0) ? cohort.Allocation?.Id : null, now, transferredFrom))];

    private static List<string> Reasons(CohortToBook cohort, EngineerToBook engineer)
    {
        if (engineer.HasPlace) return ["Already has a place on this cohort."];
        List<string> reasons = [.. Eligibility.Unmet(cohort.Course, cohort.FirstDay, cohort.LastDay, engineer.Facts)];
        if (engineer.BusyWith is { } other) reasons.Add($"Is busy at the same time: {other}.");
        return reasons;
    }
}

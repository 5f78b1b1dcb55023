using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Places;

/// <summary>A cohort as it stands at the moment of booking, its row locked.</summary>
public sealed record CohortToBook(
    CohortId Id, CohortState State, int Capacity, int PlacesTaken, DateTimeOffset BookingClosesAt, decimal PricePerPlace, DateOnly FirstDay, DateOnly LastDay, CourseSpec Course)
{
    public int PlacesLeft => Capacity - PlacesTaken;

    public bool TakesBookings(DateTimeOffset now) => State is CohortState.Open or CohortState.Confirmed && now < BookingClosesAt;
}

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

    /// <summary>Places for every engineer, or the one refusal that says it best.</summary>
    public static Result<IReadOnlyList<Place>> Book(CohortToBook cohort, Booking booking, IReadOnlyList<EngineerToBook> engineers, DateTimeOffset now)
    {
        if (!cohort.TakesBookings(now)) return PlaceErrors.BookingClosed(cohort.State);
        if (engineers.Count > cohort.PlacesLeft) return PlaceErrors.NotEnoughPlaces(engineers.Count, cohort.PlacesLeft);
        if (Judge(cohort, engineers) is { Count: > 0 } refused) return PlaceErrors.EngineersRefused([.. refused]);
        return engineers.Select(engineer => new Place
        {
            Id = PlaceId.New(now), Booking = booking.Id, Provider = booking.Provider, Cohort = cohort.Id, Trainee = engineer.Trainee, Price = cohort.PricePerPlace, BookedAt = now,
        }).ToList();
    }

    private static List<string> Reasons(CohortToBook cohort, EngineerToBook engineer)
    {
        if (engineer.HasPlace) return ["Already has a place on this cohort."];
        List<string> reasons = [.. Eligibility.Unmet(cohort.Course, cohort.FirstDay, cohort.LastDay, engineer.Facts)];
        if (engineer.BusyWith is { } other) reasons.Add($"Has another session at the same time: {other}.");
        return reasons;
    }
}

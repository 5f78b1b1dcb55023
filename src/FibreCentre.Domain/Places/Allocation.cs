using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Places;

public readonly record struct AllocationId(Guid Value)
{
    public static AllocationId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>Places of a cohort kept for one provider until a release date. What it has not taken by then falls to everybody.</summary>
public sealed class Allocation
{
    public required AllocationId Id { get; init; }

    public required CohortId Cohort { get; init; }

    public required ProviderId Provider { get; init; }

    public int Places { get; private set; }

    /// <summary>Counted by the database from the places drawn from it; never written here.</summary>
    public int Used { get; private set; }

    public DateTimeOffset ReleaseAt { get; private set; }

    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary>Rises with every change but those the database counts.</summary>
    public int Revision { get; private set; } = 1;

    public required Guid MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>What is still kept; 0 once released.</summary>
    public int Left => ReleasedAt is null ? Places - Used : 0;

    public static Result<Allocation> Keep(Cohort cohort, ProviderId provider, int places, DateTimeOffset releaseAt, Guid by, DateTimeOffset now)
    {
        if (places is < 1 or > 60) return PlaceErrors.AllocationOutOfRange();
        if (releaseAt <= now || releaseAt > cohort.BookingClosesAt) return PlaceErrors.ReleaseOutOfRange();
        if (places > cohort.PlacesLeft) return PlaceErrors.NotEnoughToKeep(places, cohort.PlacesLeft);
        return new Allocation { Id = AllocationId.New(now), Cohort = cohort.Id, Provider = provider, Places = places, ReleaseAt = releaseAt, MadeBy = by, MadeAt = now };
    }

    /// <summary>More or fewer places, or another date. Places already drawn cannot be cut away.</summary>
    public Result<AllocationChanged> Change(Cohort cohort, int places, DateTimeOffset releaseAt, DateTimeOffset now)
    {
        if (ReleasedAt is not null) return PlaceErrors.AllocationReleased();
        if (places < Used) return PlaceErrors.AllocationUsed(Used);
        if (places is < 1 or > 60) return PlaceErrors.AllocationOutOfRange();
        if (releaseAt <= now || releaseAt > cohort.BookingClosesAt) return PlaceErrors.ReleaseOutOfRange();
        if (places - Places > cohort.PlacesLeft) return PlaceErrors.NotEnoughToKeep(places - Places, cohort.PlacesLeft);
        (Places, ReleaseAt, Revision) = (places, releaseAt, Revision + 1);
        return new AllocationChanged(Id, now);
    }

    /// <summary>Places are not kept past the first day of the cohort, when that comes nearer.</summary>
    public void ReleaseBy(DateTimeOffset latest)
    {
        if (ReleasedAt is null && ReleaseAt > latest) (ReleaseAt, Revision) = (latest, Revision + 1);
    }

    public Result<AllocationChanged> Release(DateTimeOffset now)
    {
        if (ReleasedAt is not null) return PlaceErrors.AllocationReleased();
        (ReleasedAt, Revision) = (now, Revision + 1);
        return new AllocationChanged(Id, now);
    }
}

public sealed record AllocationChanged(AllocationId Allocation, DateTimeOffset At);

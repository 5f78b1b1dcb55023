using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Places;

/// <summary>What a provider pays for a course instead of the list price, for cohorts that begin within its days. One price for one day: the database refuses an overlap.</summary>
public sealed class PriceAgreement
{
    public required Guid Id { get; init; }

    public required ProviderId Provider { get; init; }

    public required CourseCode Course { get; init; }

    /// <summary>Pounds sterling a place, without VAT.</summary>
    public required decimal Price { get; init; }

    public required DateOnly ValidFrom { get; init; }

    /// <summary>The last first day of a cohort that it counts for.</summary>
    public required DateOnly ValidUntil { get; init; }

    public required Guid MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Takes it back. Places booked under it keep their price.</summary>
    public Result<AgreementEnded> End(DateTimeOffset now)
    {
        if (EndedAt is not null) return PlaceErrors.AgreementEnded();
        EndedAt = now;
        return new AgreementEnded(Id, now);
    }
}

public sealed record AgreementEnded(Guid Agreement, DateTimeOffset At);

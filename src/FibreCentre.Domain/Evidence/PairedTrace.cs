using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;

namespace FibreCentre.Domain.Evidence;

public enum TraceEnd { AToB, BToA }

/// <summary>Before or after something was done to the fibre.</summary>
public enum TraceStage { Before, After }

/// <summary>What somebody confirmed of a trace: of which fibre it is, and from which end.</summary>
public sealed class PairedTrace
{
    public required EvidenceId Evidence { get; init; }

    public required string Fibre { get; init; }

    public required TraceEnd Direction { get; init; }

    /// <summary>Null where it makes no difference.</summary>
    public TraceStage? Stage { get; init; }

    /// <summary>Null where nobody said.</summary>
    public ConnectorPolish? Connectors { get; init; }

    /// <summary>Of the link, in m; null where it is not known.</summary>
    public decimal? TrueLengthMetres { get; init; }

    public required Guid ConfirmedBy { get; init; }

    public required DateTimeOffset ConfirmedAt { get; init; }
}

/// <summary>What the confirmed traces of a unit say about one criterion. A person decides.</summary>
public sealed class TraceFinding
{
    public required PlaceId Place { get; init; }

    public required string UnitCode { get; init; }

    public required string Criterion { get; init; }

    public required Verdict Outcome { get; init; }

    /// <summary>What a mark would be made of: none where it is not measured.</summary>
    public required IReadOnlyList<decimal> Readings { get; init; }

    /// <summary>One sentence, with the event it rests on.</summary>
    public required string Sentence { get; init; }

    /// <summary>Every reading it was made of, as JSON.</summary>
    public required string RestsOn { get; init; }

    public required DateTimeOffset FoundAt { get; init; }
}

/// <summary>An assessor decided otherwise than the traces say, and why. For the quality assurers; never edited.</summary>
public sealed class TraceOverride
{
    public long Id { get; init; }

    public required AttemptId Attempt { get; init; }

    public required PlaceId Place { get; init; }

    public required string UnitCode { get; init; }

    public required string Criterion { get; init; }

    public required Verdict Proposed { get; init; }

    public required Verdict Decided { get; init; }

    /// <summary>What the traces said.</summary>
    public required string Sentence { get; init; }

    public required string Reason { get; init; }

    public required Guid By { get; init; }

    public required DateTimeOffset At { get; init; }
}

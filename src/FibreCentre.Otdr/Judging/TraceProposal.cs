using FibreCentre.Otdr.Analysis;

namespace FibreCentre.Otdr.Judging;

/// <summary>What the traces say about a criterion. A person decides.</summary>
public enum TraceOutcome
{
    /// <summary>The traces do not show it. Never a pass.</summary>
    NotMeasured,

    /// <summary>Every reading meets the limit.</summary>
    Met,

    /// <summary>At least one reading does not.</summary>
    NotMet,
}

/// <summary>A trace with the end it was taken from.</summary>
/// <param name="Link">The trace, analysed.</param>
/// <param name="Direction">From which end, as whoever hands it in states.</param>
public sealed record DirectedTrace(LinkAnalysis Link, TraceDirection Direction);

/// <summary>One value a proposal rests on.</summary>
public sealed record TraceReading
{
    /// <summary>In the unit of the criterion. Null when it is not measured.</summary>
    public double? Value { get; init; }

    /// <summary>Whether it meets the limit. Null when it is not measured, or when the verdict is on a total.</summary>
    public bool? Meets { get; init; }

    /// <summary>Nominal wavelength in nm. Null when not stored.</summary>
    public int? WavelengthNanometres { get; init; }

    /// <summary>From which end. Null for both.</summary>
    public TraceDirection? Direction { get; init; }

    /// <summary>From the near end, of a pair from A, in m. Null for a value of the whole link.</summary>
    public double? LinkMetres { get; init; }

    /// <summary>The number of the event in its file, of a pair in that from A. Null for a value of the whole link.</summary>
    public int? EventNumber { get; init; }

    /// <summary>Why it is not measured, in words that follow a colon; or what it was measured on.</summary>
    public string? Note { get; init; }
}

/// <summary>What the traces say about one criterion, and why.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="Outcome">Met, not met, or not measured.</param>
/// <param name="Value">The deciding value: the worst reading, or the total, in <see cref="TraceCriterion.Unit"/>. Null when nothing was measured.</param>
/// <param name="Readings">What it rests on: all readings, or the worst alone where the criterion says so.</param>
/// <param name="Sentence">One English sentence for the record.</param>
public sealed record TraceProposal(TraceCriterion Criterion, TraceOutcome Outcome, double? Value, IReadOnlyList<TraceReading> Readings, string Sentence)
{
    /// <summary>The unit of <see cref="Value"/>.</summary>
    public string Unit => Criterion.Unit;
}

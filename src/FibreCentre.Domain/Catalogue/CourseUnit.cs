using System.Text.Json.Serialization;

namespace FibreCentre.Domain.Catalogue;

/// <summary>A competency: what is signed off at once, by its criteria.</summary>
public sealed record CourseUnit
{
    /// <summary>The course's code, <c>-U</c> and a number: <c>FTC-210-U2</c>. The same in every version that has the unit.</summary>
    public required string Code { get; init; }

    /// <summary>What the trainee can do.</summary>
    public required string Title { get; init; }

    /// <summary>What is checked, in the order of work; at least one.</summary>
    public required IReadOnlyList<Criterion> Criteria { get; init => field = FixedList<Criterion>.Of(value); }
}

/// <summary>One thing that is checked.</summary>
public sealed record Criterion
{
    /// <summary>The unit's code, <c>-C</c> and a number: <c>FTC-210-U2-C1</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What must be seen, measured or known; one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>How it is established.</summary>
    public required CriterionKind Kind { get; init; }

    /// <summary>Whether not meeting it stops the assessment at once.</summary>
    public required bool SafetyCritical { get; init; }

    /// <summary>What the figure is judged against; null for <see cref="CriterionKind.Observed"/> and for nothing else.</summary>
    public MeasureLimit? Limit { get; init; }

    /// <summary>How it is read out of OTDR files; null where a person writes it down, and for any other kind than <see cref="CriterionKind.Trace"/>.</summary>
    public TraceSource? Trace { get; init; }

    /// <summary>Whose requirement it is; "Centre default" where it is nobody else's.</summary>
    public required string Source { get; init; }

    /// <summary>Which edition of the source.</summary>
    public required string Edition { get; init; }

    /// <summary>When somebody has to look whether the source still says so.</summary>
    public required DateOnly ReviewOn { get; init; }
}

/// <summary>How a criterion is established.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<CriterionKind>))]
public enum CriterionKind
{
    /// <summary>The assessor watches: met or not met.</summary>
    Observed,

    /// <summary>Somebody reads a figure off an instrument or a rule.</summary>
    Measured,

    /// <summary>The figure is read out of OTDR files.</summary>
    Trace,

    /// <summary>A written answer: a score in percent, or a calculated figure's distance from the right one.</summary>
    Knowledge,
}

namespace FibreCentre.Domain.Quality;

public readonly record struct SamplingPlanId(Guid Value)
{
    public static SamplingPlanId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>Before the course's other units are all signed off, or the decision that leaves none open.</summary>
public enum SamplingStage { Interim, Summative }

/// <summary>How much of what is sampled. What is said here where nothing else is are the centre's own defaults; nobody else asks for them.</summary>
public abstract record SamplingFigures
{
    /// <summary>Of a new assessor's decisions.</summary>
    public int NewAssessorPercent { get; init; } = 50;

    /// <summary>Of everybody else's.</summary>
    public int EstablishedPercent { get; init; } = 15;

    /// <summary>At least, of units with a safety-critical criterion, at either stage.</summary>
    public int SafetyCriticalPercent { get; init; } = 100;

    /// <summary>New is who has signed fewer decisions than this.</summary>
    public int NewAssessorBelow { get; init; } = 10;

    /// <summary>So many first decisions on a version of a course weigh more; 0 for none.</summary>
    public int NewVersionFirst { get; init; } = 10;

    /// <summary>By so many percentage points.</summary>
    public int NewVersionPoints { get; init; } = 25;

    /// <summary>So many percentage points more where an assessor's share of competent is unusual.</summary>
    public int UnusualPoints { get; init; } = 25;

    /// <summary>Unusual is a share that differs from that of all others on the unit by so many percentage points or more.</summary>
    public int UnusualDifference { get; init; } = 20;

    /// <summary>Of so many decisions at least, the assessor's and the others' each: of fewer nothing can be said.</summary>
    public int UnusualAtLeast { get; init; } = 20;

    public bool Interim { get; init; } = true;

    public bool Summative { get; init; } = true;

    /// <summary>How likely a decision is to be drawn, and why. What is safety-critical is sampled at its rate whatever the stage.</summary>
    public Weight Weigh(DecisionCounts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var isOff = !(facts.Stage == SamplingStage.Interim ? Interim : Summative);
        if (isOff && !facts.SafetyCritical) return new(0, [SamplingReasons.StageOff]);
        var reasons = new List<string>();
        var percent = 0;
        if (!isOff)
        {
            var isNew = facts.SignedBefore < NewAssessorBelow;
            percent = isNew ? NewAssessorPercent : EstablishedPercent;
            reasons.Add(isNew ? SamplingReasons.NewAssessor : SamplingReasons.Established);
        }
        if (facts.SafetyCritical)
        {
            percent = Math.Max(percent, SafetyCriticalPercent);
            reasons.Add(SamplingReasons.SafetyCritical);
        }
        if (facts.VersionBefore < NewVersionFirst) Add(NewVersionPoints, SamplingReasons.NewVersion);
        if (IsUnusual(facts)) Add(UnusualPoints, SamplingReasons.UnusualShare);
        return new(Math.Min(percent, 100), reasons);

        void Add(int points, string reason)
        {
            percent += points;
            reasons.Add(reason);
        }
    }

    private bool IsUnusual(DecisionCounts facts) => facts.Own >= UnusualAtLeast && facts.Others >= UnusualAtLeast
        && Math.Abs(((long)facts.OwnCompetent * facts.Others) - ((long)facts.OthersCompetent * facts.Own)) * 100 >= (long)UnusualDifference * facts.Own * facts.Others;
}

/// <summary>The figures of a plan by themselves, as they are entered.</summary>
public sealed record SamplingRules : SamplingFigures
{
    public SamplingRules() { }

    public SamplingRules(SamplingFigures figures) : base(figures) { }
}

/// <summary>Why a decision weighs what it weighs. They never change.</summary>
public static class SamplingReasons
{
    public const string NewAssessor = "new-assessor", Established = "established", SafetyCritical = "safety-critical", NewVersion = "new-version", UnusualShare = "unusual-share", StageOff = "stage-off";
}

/// <param name="Percent">How likely it is to be drawn, 0 to 100.</param>
public sealed record Weight(int Percent, IReadOnlyList<string> Reasons);

/// <summary>A version of a plan. It never changes; an edit is the next one, and a decision keeps the version it was drawn under.</summary>
public sealed record SamplingPlan : SamplingFigures
{
    private SamplingPlan() { }

    private SamplingPlan(SamplingFigures figures) : base(figures) { }

    public required SamplingPlanId Id { get; init; }

    /// <summary>From 1 upwards.</summary>
    public required int Number { get; init; }

    public required string Name { get; init; }

    /// <summary>Codes of courses and units; empty for everything that no other plan names.</summary>
    public required IReadOnlyList<string> Covers { get; init; }

    /// <summary>It counts no more: what it named falls to the plan of the course, or of all.</summary>
    public bool Ended { get; init; }

    /// <summary>Null for what a new centre starts with.</summary>
    public Guid? MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The first version of a plan, or the next one.</summary>
    public static SamplingPlan Write(SamplingPlanId id, int number, string name, IReadOnlyList<string> covers, SamplingFigures figures, bool ended, Guid by, DateTimeOffset now) =>
        new(figures) { Id = id, Number = number, Name = name.Trim(), Covers = [.. covers.Order(StringComparer.Ordinal)], Ended = ended, MadeBy = by, MadeAt = now };

    /// <summary>The plan for a unit: the one that names it, else the one that names its course, else the one for the rest.</summary>
    /// <param name="plans">The latest version of each that is not ended. One of them covers the rest.</param>
    public static SamplingPlan For(IReadOnlyCollection<SamplingPlan> plans, string course, string unit) =>
        plans.FirstOrDefault(plan => plan.Covers.Contains(unit)) ?? plans.FirstOrDefault(plan => plan.Covers.Contains(course)) ?? plans.Single(plan => plan.Covers.Count == 0);
}

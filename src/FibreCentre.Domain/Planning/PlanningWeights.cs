namespace FibreCentre.Domain.Planning;

/// <summary>What a plan pays for: the higher a figure, the more is given up elsewhere for it; 0 is of no matter. The defaults are the centre's own.</summary>
public abstract record WeightFigures
{
    /// <summary>For each working day from a cohort's wished first day to its last.</summary>
    public int FinishEarly { get; init; } = 2;

    /// <summary>For each working day past the day a cohort is to be finished by.</summary>
    public int Lateness { get; init; } = 20;

    /// <summary>For each day on site beyond the fewest that could hold a cohort's sessions.</summary>
    public int DaysOnSite { get; init; } = 30;

    /// <summary>For each quarter of an hour that a cohort waits between two sessions of a day.</summary>
    public int Gaps { get; init; } = 1;

    /// <summary>For each bay of a kind beyond those a cohort begins with.</summary>
    public int ChangeOfBay { get; init; } = 10;

    /// <summary>For each instructor beyond those a cohort begins with.</summary>
    public int ChangeOfInstructor { get; init; } = 20;

    /// <summary>For each quarter of an hour that an instructor teaches above an equal share.</summary>
    public int EvenLoad { get; init; } = 1;

    /// <summary>For each announced session that changes; a tenth more where its time does, and a twentieth more for each bay or person.</summary>
    public int MovingAnnounced { get; init; } = 1000;
}

/// <summary>The figures by themselves, as they are entered.</summary>
public sealed record PlanningWeights : WeightFigures
{
    public PlanningWeights() { }

    public PlanningWeights(WeightFigures figures) : base(figures) { }
}

/// <summary>A version of the centre's weights. It never changes; an edit is the next one, and a run keeps the version it used.</summary>
public sealed record WeightsVersion : WeightFigures
{
    private WeightsVersion() { }

    private WeightsVersion(WeightFigures figures) : base(figures) { }

    /// <summary>From 1 upwards.</summary>
    public required int Number { get; init; }

    /// <summary>Null for what a new centre starts with.</summary>
    public Guid? MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public static WeightsVersion Write(int number, WeightFigures figures, Guid by, DateTimeOffset now) => new(figures) { Number = number, MadeBy = by, MadeAt = now };
}

/// <summary>One weight as people set it.</summary>
/// <param name="Most">The greatest value; the least is 0.</param>
/// <param name="Says">What it does, in one sentence.</param>
public sealed record WeightKind(string Name, string Title, string Says, int Most, Func<WeightFigures, int> Of)
{
    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyList<WeightKind> All =
    [
        new(nameof(WeightFigures.FinishEarly), "Finish early", "For each working day from a cohort's wished first day to its last.", 100, x => x.FinishEarly),
        new(nameof(WeightFigures.Lateness), "Lateness", "For each working day past the day a cohort is to be finished by.", 500, x => x.Lateness),
        new(nameof(WeightFigures.DaysOnSite), "Days on site", "For each day a cohort comes in beyond the fewest that could hold its sessions.", 500, x => x.DaysOnSite),
        new(nameof(WeightFigures.Gaps), "Gaps", "For each quarter of an hour that a cohort waits between two sessions of a day.", 100, x => x.Gaps),
        new(nameof(WeightFigures.ChangeOfBay), "Change of bay", "For each further bay of a kind that a cohort has to get used to.", 500, x => x.ChangeOfBay),
        new(nameof(WeightFigures.ChangeOfInstructor), "Change of instructor", "For each further instructor that a cohort has to get used to.", 500, x => x.ChangeOfInstructor),
        new(nameof(WeightFigures.EvenLoad), "Even load", "For each quarter of an hour that somebody teaches above an equal share.", 100, x => x.EvenLoad),
        new(nameof(WeightFigures.MovingAnnounced), "Moving announced sessions", "For each announced session that changes in any way; other times and other bays or people cost a little more.", 5000, x => x.MovingAnnounced),
    ];
}

using FibreCentre.Planning.Engine;

namespace FibreCentre.Planning;

/// <summary>How long to plan, and from where.</summary>
public sealed record PlanningOptions
{
    /// <summary>Fixes every choice by chance.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long it may take; null without a limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>How many moves it may try; null without a limit. With this limit alone the same seed makes the same plan on every machine.</summary>
    public long? Moves { get; init; }

    /// <summary>Ends as soon as everything is placed.</summary>
    public bool StopWhenPlaced { get; init; }

    /// <summary>The plan to start from; what of it cannot stay is placed anew.</summary>
    public Plan Start { get; init; } = Plan.Empty;
}

/// <summary>How far planning is.</summary>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="Moves">Moves tried.</param>
/// <param name="Spent">How much of the budget is spent, 0 to 1.</param>
/// <param name="Cost">What the best plan so far costs, as <see cref="PlanScore"/> counts.</param>
/// <param name="Unplaced">How many sessions it leaves out.</param>
public sealed record PlanningProgress(TimeSpan Elapsed, long Moves, double Spent, long Cost, int Unplaced)
{
    /// <summary>The best plan so far.</summary>
    public required Plan Best { get; init; }
}

/// <summary>The best plan found.</summary>
/// <param name="Plan">Without hard faults; what is not in it found no place.</param>
/// <param name="Cost">What it costs, as <see cref="PlanScore"/> counts.</param>
/// <param name="Unplaced">How many sessions it leaves out.</param>
/// <param name="Moves">Moves tried.</param>
/// <param name="Elapsed">Time it took.</param>
/// <param name="Placed">When everything was placed for the first time; null when it never was.</param>
public sealed record PlanningResult(Plan Plan, long Cost, int Unplaced, long Moves, TimeSpan Elapsed, TimeSpan? Placed);

/// <summary>Makes plans. May be stopped at any time and gives the best it has then.</summary>
public static class Planner
{
    /// <summary>How much of the budget may go before improving begins although not everything is placed.</summary>
    private const double MostConstructing = 0.5;

    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(200);

    /// <summary>Places everything it can and improves the plan until the budget is spent or it is told to stop. Uses the calling thread.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="options">A limit of time or of moves is needed unless it is stopped by the token or when everything is placed.</param>
    /// <param name="progress">Told at most five times a second, and once in the end.</param>
    /// <param name="cancellation">Stops; the result is the best so far.</param>
    /// <exception cref="InvalidProblemException">The problem cannot be planned as it is written.</exception>
    public static PlanningResult Solve(PlanningProblem problem, PlanningOptions options, IProgress<PlanningProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var pace = new Pace(options.Time, options.Moves, cancellation);
        var search = new Search(new Layout(problem), options.Seed);
        var (reported, placed) = (TimeSpan.Zero, (TimeSpan?)null);
        void Report(bool always)
        {
            if (placed is null && search.BestUnplaced == 0) placed = pace.Elapsed;
            if (progress is null || (!always && pace.Elapsed - reported < BetweenReports)) return;
            reported = pace.Elapsed;
            progress.Report(new(reported, pace.Moves, pace.Spent, search.BestCost, search.BestUnplaced) { Best = search.Best() });
        }
        new Constructor(search).Run(options.Start, pace, () => Report(false), options.StopWhenPlaced ? 1 : MostConstructing);
        Report(false);
        if (search.Layout.Movable.Length > 0 && !pace.IsOver && !(options.StopWhenPlaced && search.BestUnplaced == 0)) new Annealer(search).Run(pace, options.Start.Placements.Count == 0, () => Report(false));
        Report(true);
        return new(search.Best(), search.BestCost, search.BestUnplaced, pace.Moves, pace.Elapsed, placed);
    }
}

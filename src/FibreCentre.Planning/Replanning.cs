namespace FibreCentre.Planning;

/// <summary>What a repair changed.</summary>
/// <param name="Result">The new plan.</param>
/// <param name="Hit">Announced sessions that could not stay where they were.</param>
/// <param name="Moved">Announced sessions that are elsewhere now, at another time or with another resource, or nowhere.</param>
/// <param name="Retimed">Those of them that are at another time: whoever attends has to come then. The others only have another room or person, or no place.</param>
public sealed record Repaired(PlanningResult Result, IReadOnlyList<string> Hit, IReadOnlyList<string> Moved, IReadOnlyList<string> Retimed);

/// <summary>Plans again with as little change as it can to what people were told.</summary>
public static class Replanning
{
    /// <summary>The same problem with everything that is in the plan announced.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="plan">What people were told.</param>
    /// <param name="disturbWeight">What any change to a session costs.</param>
    /// <param name="moveWeight">What another time costs besides.</param>
    /// <param name="changeWeight">What another resource costs besides.</param>
    public static PlanningProblem Announce(this PlanningProblem problem, Plan plan, int disturbWeight = 1_000, int moveWeight = 100, int changeWeight = 50)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(plan);
        return problem with
        {
            Sessions = [.. problem.Sessions.Select(x => plan.Placements.TryGetValue(x.Id, out var at) ? x with { Announced = at, DisturbWeight = disturbWeight, MoveWeight = moveWeight, ChangeWeight = changeWeight } : x)],
        };
    }

    /// <summary>The same problem with a resource closed on some days.</summary>
    /// <exception cref="ArgumentException">There is no such resource, or no such days.</exception>
    public static PlanningProblem Close(this PlanningProblem problem, string resource, int fromDay, int days)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (!problem.Resources.Any(x => x.Id == resource)) throw new ArgumentException($"There is no resource \"{resource}\".", nameof(resource));
        if (fromDay < 0 || days < 1 || fromDay >= problem.Opening.Count) throw new ArgumentException($"There are no days {fromDay} to {fromDay + days - 1}.", nameof(fromDay));
        var windows = Enumerable.Range(fromDay, Math.Min(days, problem.Opening.Count - fromDay)).Select(day => new Window(day, 0, problem.SlotsPerDay));
        return problem with { Resources = [.. problem.Resources.Select(x => x.Id == resource ? x with { Closed = [.. x.Closed, .. windows] } : x)] };
    }

    /// <summary>
    /// Starts from what was announced, moves what cannot stay there, places what is new, and then improves the plan at the price that moving what was announced has.
    /// </summary>
    /// <param name="problem">The changed problem; see <see cref="Announce"/>.</param>
    /// <param name="options">As for <see cref="Planner.Solve"/>; the start is what was announced.</param>
    /// <param name="progress">As for <see cref="Planner.Solve"/>.</param>
    /// <param name="cancellation">As for <see cref="Planner.Solve"/>.</param>
    /// <exception cref="InvalidProblemException">The problem cannot be planned as it is written.</exception>
    public static Repaired Repair(PlanningProblem problem, PlanningOptions options, IProgress<PlanningProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (ProblemCheck.Of(problem) is { Count: > 0 } faults) throw new InvalidProblemException(faults);
        var announced = problem.Sessions.Where(x => x.Announced is not null).ToDictionary(x => x.Id, x => x.Announced!, StringComparer.Ordinal);
        var start = new Plan(announced);
        var kept = new Engine.Search(new(problem), options.Seed);
        kept.Load(start);
        kept.Keep();
        var result = Planner.Solve(problem, options with { Start = start }, progress, cancellation);
        var moved = Elsewhere(announced, result.Plan);
        return new(result, Elsewhere(announced, kept.Best()), moved, moved.FindAll(x => result.Plan.Placements.TryGetValue(x, out var at) && (at.Day, at.Start) != (announced[x].Day, announced[x].Start)));
    }

    private static List<string> Elsewhere(Dictionary<string, Placement> announced, Plan plan) =>
        [.. announced.Where(x => !plan.Placements.TryGetValue(x.Key, out var at) || !at.Equals(x.Value)).Select(x => x.Key).Order(StringComparer.Ordinal)];
}

namespace FibreCentre.Planning;

/// <summary>What it takes to have a session on another day.</summary>
/// <param name="Result">The plan with it there; it is not placed when that cannot be.</param>
/// <param name="Extra">What that plan costs more than the present one, without what moving others costs.</param>
/// <param name="Moved">Other sessions that move.</param>
public sealed record WhatIf(PlanningResult Result, long Extra, IReadOnlyList<string> Moved)
{
    /// <summary>Plans again with a session on a given day and as little change to others as it can.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="plan">The present plan.</param>
    /// <param name="session">The session.</param>
    /// <param name="day">The day it should be on.</param>
    /// <param name="options">How long to look.</param>
    /// <param name="cancellation">Stops; the result is the best so far.</param>
    /// <exception cref="InvalidProblemException">The problem cannot be planned as it is written.</exception>
    /// <exception cref="ArgumentException">There is no such session or day.</exception>
    public static WhatIf OnDay(PlanningProblem problem, Plan plan, string session, int day, PlanningOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(plan);
        if (!problem.Sessions.Any(x => x.Id == session)) throw new ArgumentException($"There is no session \"{session}\".", nameof(session));
        if (day < 0 || day >= problem.Opening.Count) throw new ArgumentException($"There is no day {day}.", nameof(day));
        // Somebody who can attend on that day alone.
        var only = new Group
        {
            Id = $"{session} on day {day}", Closed = [.. Enumerable.Range(0, problem.Opening.Count).Where(x => x != day).Select(x => new Window(x, 0, problem.SlotsPerDay))],
        };
        var wanted = problem with
        {
            Groups = [.. problem.Groups, only],
            Sessions = [.. problem.Sessions.Select(x => x.Id == session ? x with { Groups = [.. x.Groups, only.Id] } : x)],
        };
        var others = new Plan(plan.Placements.Where(x => x.Key != session).ToDictionary(x => x.Key, x => x.Value, StringComparer.Ordinal));
        var repaired = Replanning.Repair(wanted.Announce(others), options, null, cancellation);
        return new(repaired.Result, PlanScore.Of(problem, repaired.Result.Plan).Cost - PlanScore.Of(problem, plan).Cost, repaired.Moved);
    }
}

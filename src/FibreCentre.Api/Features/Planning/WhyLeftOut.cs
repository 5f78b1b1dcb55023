using FibreCentre.Planning;

namespace FibreCentre.Api.Features.Planning;

/// <summary>Why cohorts of a draft have no place for a session. It searches for each, so it is asked once, when the draft is done.</summary>
internal static class WhyLeftOut
{
    private const int MostExplained = 8, MovesForOne = 50;

    /// <summary>Of each cohort that is not placed in full the first session for which there is no place, once those before it are where they fit best.</summary>
    public static IReadOnlyList<UnplacedAnswer> Of(PlanDraft draft, PlanningTable table)
    {
        var (plan, words) = (table.StartFrom(draft), new DraftWords(table));
        return [.. draft.Cohorts.Where(cohort => !cohort.IsPlaced).Take(MostExplained).Select(cohort =>
        {
            var sessions = table.Sessions.Where(each => each.Cohort.Key == cohort.Key).ToList();
            var left = cohort.Sessions.Count(each => each.At is null);
            if (FirstLeftOut(table, plan, sessions) is not var (session, before)) return new UnplacedAnswer(cohort.Label, cohort.Sessions.First(each => each.At is null).Title, "", [], [], left - 1);
            var why = WhyNot.Of(table.Problem, before, session.Key);
            return new UnplacedAnswer(
                cohort.Label, session.Pattern.Title, session.Key, why.Causes.Count == 0 ? words.Shortfalls(session, before) : [.. why.Causes.OrderBy(each => each.Kind is CauseKind.Order or CauseKind.GroupElsewhere).Select(each => words.Say(each, session))],
                [.. why.Remedies.OrderByDescending(each => each.Days.Count).Take(3).Select(each => $"It could be {words.Dates(each.Days)}, if it were not for this: {words.Say(each.Cause, session)}")], left - 1);
        })];
    }

    private static (TableSession Session, Plan Before)? FirstLeftOut(PlanningTable table, Plan plan, List<TableSession> sessions)
    {
        var own = sessions.ConvertAll(each => each.Key);
        var placed = plan.Placements.Where(each => !own.Contains(each.Key)).ToDictionary(each => each.Key, each => each.Value);
        foreach (var session in sessions)
        {
            var alone = table.Problem with
            {
                Sessions = [.. table.Problem.Sessions.Where(each => each.Id == session.Key || placed.ContainsKey(each.Id))
                    .Select(each => each with { After = [.. each.After.Where(after => placed.ContainsKey(after.Session))], Pinned = placed.GetValueOrDefault(each.Id) })],
            };
            if (!Planner.Solve(alone, new() { Moves = MovesForOne, StopWhenPlaced = true }).Plan.Placements.TryGetValue(session.Key, out var placement)) return (session, new(placed));
            placed[session.Key] = placement;
        }
        return null;
    }
}

using System.Globalization;
using FibreCentre.Planning;
using FibreCentre.Planning.Tests;

namespace FibreCentre.Benchmarks;

/// <summary>How soon the timetabling engine has a plan, how good it gets, and how little a repair moves; on problems made up here and on <c>.ctt</c> files.</summary>
internal static class PlannerBenchmark
{
    private const int Seeds = 3;
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10), Long = TimeSpan.FromSeconds(60), Repairing = TimeSpan.FromSeconds(2);

    /// <summary>A line for each problem, as soon as it is known.</summary>
    /// <param name="paths"><c>.ctt</c> files; their solutions are written beside them as <c>.sol</c> for a validator of one's own. Without any, problems made up here.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string> paths)
    {
        for (var seed = 1; seed <= Seeds && paths.Count == 0; seed++)
        {
            var centre = MadeUp.Centre(seed, groups: 40, sessions: 22, weeks: 13);
            yield return Line($"centre {seed}", centre.Problem, Usual, out var plan);
            yield return Repair(centre.Problem, plan);
            yield return Line($"tight centre {seed}", MadeUp.Centre(seed, groups: 40, sessions: 22, weeks: 13, load: 0.95).Problem, Usual, out _);
            yield return Line($"school {seed}", MadeUp.School(seed, courses: 60).Problem, Usual, out _);
        }
        foreach (var path in paths)
        {
            yield return Line(Path.GetFileName(path), CttFile.Read(path), Long, out var plan);
            File.WriteAllText(Path.ChangeExtension(path, ".sol"), CttFile.Write(plan));
        }
    }

    private static string Line(string name, PlanningProblem problem, TimeSpan time, out Plan plan)
    {
        var result = Planner.Solve(problem, new() { Time = time });
        plan = result.Plan;
        var placed = result.Placed is { } at ? string.Create(CultureInfo.InvariantCulture, $"all {problem.Sessions.Count} sessions placed in {at.TotalSeconds:0.00} s") : $"{result.Unplaced} of {problem.Sessions.Count} sessions not placed";
        return string.Create(CultureInfo.InvariantCulture, $"{name}: {placed}, cost {result.Cost:N0} after {result.Elapsed.TotalSeconds:0} s, {result.Moves / result.Elapsed.TotalSeconds:N0} moves a second{(PlanScore.Of(problem, plan).IsSound ? "" : ", FAULTY")}");
    }

    private static string Repair(PlanningProblem problem, Plan plan)
    {
        var (hit, moved, retimed) = (0, 0, 0);
        foreach (var room in problem.Resources.Where(x => x.Seats > 0))
        {
            var repaired = Replanning.Repair(problem.Close(room.Id, problem.Opening.Count / 3, 5).Announce(plan), new() { Time = Repairing });
            (hit, moved, retimed) = (hit + repaired.Hit.Count, moved + repaired.Moved.Count, retimed + repaired.Retimed.Count);
        }
        return $"  each room closed for a week: {hit} sessions hit, {moved} changed, {retimed} of them to another time";
    }
}

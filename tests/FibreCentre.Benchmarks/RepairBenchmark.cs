using System.Globalization;
using FibreCentre.Api.CommandLine.Planning;
using FibreCentre.Planning;
using FibreCentre.Planning.Tests;

namespace FibreCentre.Benchmarks;

/// <summary>How little a repair changes, against the fewest that any repair could: each bay of a centre is closed for a week, in two different weeks.</summary>
internal static class RepairBenchmark
{
    private static readonly TimeSpan Planning = TimeSpan.FromSeconds(10), Repairing = TimeSpan.FromSeconds(2);

    /// <summary>A line for each problem, as soon as it is known.</summary>
    /// <param name="paths">Files of the schema <c>centre-1</c>; without any, a problem made up here.</param>
    /// <param name="proving">How long the fewest changes are sought for each closure.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string> paths, TimeSpan proving)
    {
        if (paths.Count == 0) yield return Line("centre 1", MadeUp.Centre(1, groups: 40, sessions: 22, weeks: 13).Problem, proving);
        foreach (var path in paths) yield return Line(Path.GetFileName(path), CentreFile.Read(File.ReadAllText(path)).ToProblem(), proving);
    }

    private static string Line(string name, PlanningProblem problem, TimeSpan proving)
    {
        var planned = Planner.Solve(problem, new() { Time = Planning });
        if (planned.Unplaced > 0) return $"{name}: {planned.Unplaced} sessions not placed, so there is nothing to announce";
        var (closures, hit, changed, retimed, least, known, reached, incomplete, faulty) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var bay in problem.Resources.Where(x => x.Seats > 0))
            foreach (var from in new[] { problem.Opening.Count / 3, problem.Opening.Count / 2 })
            {
                var closed = problem.Close(bay.Id, from, 5).Announce(planned.Plan);
                var repaired = Replanning.Repair(closed, new() { Time = Repairing });
                if (repaired.Hit.Count == 0) continue;
                var fewest = FewestChanges.Of(closed, proving);
                // One that leaves something out is no repair that the bound is for.
                if (repaired.Result.Unplaced > 0 || fewest is { IsKnown: true, Plan: null }) incomplete++;
                else
                {
                    (closures, hit, changed, retimed) = (closures + 1, hit + fewest.Hit, changed + repaired.Moved.Count, retimed + repaired.Retimed.Count);
                    (least, known, reached) = (least + fewest.AtLeast, known + (fewest.IsKnown ? 1 : 0), reached + (repaired.Moved.Count == fewest.AtLeast ? 1 : 0));
                }
                if (!Agree(closed, repaired, fewest)) faulty++;
            }
        return string.Create(CultureInfo.InvariantCulture, $"{name}: {closures} closures hit {hit} sessions; repairs change {changed} ({Ratio(changed)}), {retimed} of them to another time ({Ratio(retimed)}); ")
            + string.Create(CultureInfo.InvariantCulture, $"no repair changes fewer than {least} ({Ratio(least)}), which is the fewest for certain in {known} closures, and repairs are down to it in {reached}")
            + (incomplete > 0 ? $"; {incomplete} closures left out, where not everything was placed" : "") + (faulty > 0 ? $"; {faulty} FAULTY" : "");

        string Ratio(int count) => ((double)count / Math.Max(1, hit)).ToString("0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>A repair is not below the bound, and a plan that is down to it has no fault and changes so many.</summary>
    private static bool Agree(PlanningProblem closed, Repaired repaired, FewestChanges fewest) =>
        repaired.Hit.Count == fewest.Hit && (repaired.Result.Unplaced > 0 || repaired.Moved.Count >= fewest.AtLeast)
        && (fewest.Plan is not { } plan || (PlanScore.Of(closed, plan).IsFeasible && closed.Sessions.Count(x => x.Announced?.Equals(plan.Placements[x.Id]) == false) == fewest.AtLeast));
}

using FibreCentre.Planning.Engine;
using FibreCentre.Planning.Explaining;

namespace FibreCentre.Planning;

/// <summary>What it would mean to have a session on a day, with everything else left as it is.</summary>
/// <param name="Day">The day.</param>
/// <param name="Place">The cheapest place there; null when there is none.</param>
/// <param name="Extra">What the plan would cost more, or less when negative; null without a place.</param>
/// <param name="Causes">What stands in the way; empty with a place.</param>
public sealed record DayChoice(int Day, Placement? Place, int? Extra, IReadOnlyList<Cause> Causes);

/// <summary>Why a session is where it is: what was tight, day by day.</summary>
/// <param name="Session">Its id.</param>
/// <param name="At">Where it is.</param>
/// <param name="Days">Every day on which it could start as far as opening hours go.</param>
public sealed record WhyHere(string Session, Placement At, IReadOnlyList<DayChoice> Days)
{
    /// <summary>Looks at every day with everything else as the plan has it.</summary>
    /// <exception cref="InvalidProblemException">The problem cannot be planned as it is written.</exception>
    /// <exception cref="ArgumentException">There is no such session, or it is not placed.</exception>
    public static WhyHere Of(PlanningProblem problem, Plan plan, string session)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!plan.Placements.TryGetValue(session, out var at)) throw new ArgumentException($"\"{session}\" is not placed.", nameof(session));
        var (search, index) = WhyNot.Without(problem, plan, session);
        var now = search.PlaceAt(index, at) ? search.Draft.Cost : throw new ArgumentException($"\"{session}\" clashes where it is.", nameof(plan));
        search.Draft.Remove(index);
        var blockers = new Blockers(search.Draft, index);
        var causes = Enumerable.Range(0, blockers.Count).Select(blockers.Cause).ToList();
        return new(session, at, [.. blockers.At.GroupBy(x => x.Day).Select(day => Choice(search, index, day.Key, now, [.. Tight(causes, day.Select(x => x.Causes))]))]);
    }

    private static DayChoice Choice(Search search, int session, int day, long now, IReadOnlyList<Cause> causes)
    {
        if (!search.Seeker.FindBestOn(session, day, ref search.Dice)) return new(day, null, null, causes);
        var resources = search.Seeker.Resources(session).ToArray().Select(x => search.Layout.Problem.Resources[x].Id).ToArray();
        var extra = search.Draft.Cost + search.Seeker.Cost - search.Layout.Problem.UnplacedWeight - now;
        return new(day, new(day, search.Seeker.Start, resources), (int)extra, []);
    }

    /// <summary>Causes of the time of the day that has fewest.</summary>
    private static IEnumerable<Cause> Tight(List<Cause> causes, IEnumerable<ulong> times)
    {
        var fewest = times.MinBy(System.Numerics.BitOperations.PopCount);
        return causes.Where((_, i) => ((fewest >> i) & 1) != 0);
    }
}

using System.Numerics;
using FibreCentre.Planning.Engine;
using FibreCentre.Planning.Explaining;

namespace FibreCentre.Planning;

/// <summary>Why a session is not placed in a plan.</summary>
/// <param name="Causes">The smallest set of causes such that at every time one of them stands in the way; empty when it could be placed as it is.</param>
/// <param name="Remedies">Causes that alone keep it out somewhere, the one that opens most days first.</param>
public sealed record WhyNot(IReadOnlyList<Cause> Causes, IReadOnlyList<Remedy> Remedies)
{
    /// <summary>Looks at every time of every day with everything else as the plan has it.</summary>
    /// <exception cref="InvalidProblemException">The problem cannot be planned as it is written.</exception>
    /// <exception cref="ArgumentException">There is no such session.</exception>
    public static WhyNot Of(PlanningProblem problem, Plan plan, string session)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (draft, at) = Without(problem, plan, session);
        var blockers = new Blockers(draft.Draft, at);
        if (blockers.At.Count == 0) return new([new(CauseKind.NoTime, [], "No day is open long enough for it after the earliest day of those who attend.")], []);
        if (blockers.At.Any(x => x.Causes == 0)) return new([], []);
        var all = Enumerable.Range(0, blockers.Count).Select(blockers.Cause).ToList();
        var sets = blockers.At.Select(x => x.Causes).Distinct().ToList();
        var least = Least(sets, all.Count);
        return new([.. all.Where((_, i) => ((least >> i) & 1) != 0)], [.. Alone(blockers, all)]);
    }

    /// <summary>A plan as far as it can be, without one session.</summary>
    internal static (Search Draft, int Session) Without(PlanningProblem problem, Plan plan, string session)
    {
        var search = new Search(new Layout(problem), 1);
        if (!search.Layout.Names.Sessions.TryGetValue(session, out var at)) throw new ArgumentException($"There is no session \"{session}\".", nameof(session));
        search.Load(plan);
        if (search.Draft.IsPlaced(at)) search.Draft.Remove(at);
        return (search, at);
    }

    private static IEnumerable<Remedy> Alone(Blockers blockers, List<Cause> all)
    {
        for (var i = 0; i < all.Count; i++)
            if (blockers.At.Where(x => x.Causes == 1UL << i).Select(x => x.Day).Distinct().ToList() is { Count: > 0 } days)
                yield return new(all[i], days, $"It could be on {Words.Days(days)} if it were not for this: {all[i].Sentence}");
    }

    /// <summary>The fewest bits that every set has one of: fewer bits first, so that the first that is found is the least.</summary>
    private static ulong Least(List<ulong> sets, int count)
    {
        for (var size = 1; size < count; size++)
            if (Hit(sets, 0, size) is { } found) return found;
        return count == 64 ? ulong.MaxValue : (1UL << count) - 1;
    }

    private static ulong? Hit(List<ulong> sets, ulong chosen, int left)
    {
        var missed = sets.FirstOrDefault(x => (x & chosen) == 0);
        if (missed == 0) return chosen;
        if (left == 0) return null;
        for (var bits = missed; bits != 0; bits &= bits - 1)
            if (Hit(sets, chosen | (1UL << BitOperations.TrailingZeroCount(bits)), left - 1) is { } found) return found;
        return null;
    }
}

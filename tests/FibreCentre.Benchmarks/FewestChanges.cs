using System.Diagnostics;
using System.Runtime.InteropServices;
using FibreCentre.Planning;

namespace FibreCentre.Benchmarks;

/// <summary>How few announced sessions any repair can change, by another time or another resource, if it places everything; whatever the weights are.</summary>
/// <param name="Hit">Announced sessions that cannot stay where they were.</param>
/// <param name="AtLeast">No repair changes fewer.</param>
/// <param name="Plan">A repair that changes no more; null when the time was over first, or when there is none.</param>
/// <param name="IsKnown">The search ended by itself: the plan is one of the fewest, or without a plan no repair places everything.</param>
internal sealed record FewestChanges(int Hit, int AtLeast, Plan? Plan, bool IsKnown)
{
    /// <summary>Seeks a repair that changes nothing but what is hit, then one that changes one session more, and so on until there is one or the time is over.</summary>
    /// <param name="problem">The changed problem; see <see cref="Replanning.Announce"/>.</param>
    /// <param name="time">How long it may take.</param>
    /// <exception cref="InvalidProblemException">The problem cannot be planned as it is written.</exception>
    /// <exception cref="NotSupportedException">Who is hit is not certain: what was pinned, or announced and not hit, clashes with itself.</exception>
    public static FewestChanges Of(PlanningProblem problem, TimeSpan time)
    {
        Refuse("pinned", problem, new(problem.Sessions.Where(x => x.Pinned is not null).ToDictionary(x => x.Id, x => x.Pinned!)));
        var standing = new Standing(problem);
        var homes = problem.Sessions.Select(x => (x.Pinned ?? x.Announced) is { } home ? standing.Read(home) : (Way?)null).ToArray();
        foreach (var s in Which(x => x.Pinned is not null))
        {
            standing.Put(s, homes[s]!.Value);
            standing.Stays[s] = true;
        }
        var waiting = Which(x => x.Pinned is null).Where(s => homes[s] is not { } home || !standing.Fits(s, home)).ToList();
        foreach (var s in Which(x => x.Pinned is null).Except(waiting)) standing.Put(s, homes[s]!.Value);
        Refuse("announced", problem, standing.ToPlan());

        var hit = waiting.Count(s => homes[s] is not null) + problem.Sessions.Count(x => x is { Pinned: { } pinned, Announced: { } told } && !told.Equals(pinned));
        var others = problem.Sessions.Count(x => x.Pinned is null) - waiting.Count;
        var search = new Search(standing, homes, waiting, time);
        for (var more = 0; more <= others; more++)
            if (search.Repairs(more)) return new(hit, hit + more, standing.ToPlan(), true);
            else if (search.IsOver) return new(hit, hit + more, null, false);
        return new(hit, hit + others, null, true);

        IEnumerable<int> Which(Func<Session, bool> are) => Enumerable.Range(0, problem.Sessions.Count).Where(s => are(problem.Sessions[s]));
    }

    private static void Refuse(string what, PlanningProblem problem, Plan plan)
    {
        var score = PlanScore.Of(problem, plan);
        if (!score.IsSound) throw new NotSupportedException($"What is {what} clashes by itself, so it is not certain who is hit: {string.Join(", ", score.Hard.Keys)}.");
    }

    /// <summary>
    /// Each changed session has some way in the repair that is sought, and whoever is in that way is changed too. So it is enough to try every way of any one session that waits,
    /// to have leave who is in it, and to go on with one session less that waits and with them; what was placed again stays.
    /// </summary>
    /// <param name="standing">Everybody who does not wait, at home.</param>
    /// <param name="homes">Where each session was told to be.</param>
    /// <param name="waiting">Sessions without a place.</param>
    /// <param name="time">How long it may take.</param>
    private sealed class Search(Standing standing, Way?[] homes, List<int> waiting, TimeSpan time)
    {
        /// <summary>How many times are as good as any; how long a repair is sought that changes nobody else before others are made to leave.</summary>
        private const int Many = 40, Patience = 2_000;

        private readonly Stopwatch watch = Stopwatch.StartNew();
        private readonly Random random = new(1);

        /// <summary>The time was over, and what was not found may still be there.</summary>
        public bool IsOver { get; private set; }

        /// <summary>Whether all who wait find a place when at most so many others leave. They are in it afterwards, or everything is as before.</summary>
        public bool Repairs(int budget)
        {
            if (waiting.Count == 0) return true;
            if (budget == 0)
            {
                var steps = long.MaxValue;
                return PlacesAll(ref steps);
            }
            if (Late()) return false;
            var (stuck, pick, fewest) = (new List<int>(), -1, int.MaxValue);
            foreach (var s in waiting)
                if (standing.Free(s, Math.Min(Many, fewest)) is var free and > 0) (pick, fewest) = free < fewest ? (s, free) : (pick, fewest);
                else stuck.Add(s);
            List<Way> ways;
            if (stuck.Count > 0) (pick, ways) = Narrowest(stuck, budget);
            else
            {
                long steps = Patience;
                if (PlacesAll(ref steps)) return true;
                ways = standing.Ways(pick, budget);
            }
            return Tries(pick, ways, budget);
        }

        /// <summary>Tries every way of a session; those of the same time that make the same sessions leave are looked at together first.</summary>
        private bool Tries(int session, List<Way> ways, int budget)
        {
            ways.Sort(Order);
            waiting.Remove(session);
            standing.Stays[session] = true;
            for (int from = 0, to; from < ways.Count && !IsOver; from = to)
            {
                var way = ways[from];
                for (to = from + 1; to < ways.Count && Order(way, ways[to]) == 0;) to++;
                foreach (var other in way.Out)
                {
                    standing.Take(other);
                    waiting.Add(other);
                }
                var rest = budget - way.Out.Length;
                standing.Put(session, way with { Resources = [] });
                var hope = rest == 0 ? waiting.TrueForAll(s => standing.Free(s, 1) > 0) : way.Out.Length == 0 || to == from + 1 || HasHope(rest);
                standing.Take(session);
                for (var i = from; i < to && hope && !IsOver; i++)
                {
                    standing.Put(session, ways[i]);
                    if (Repairs(rest)) return true;
                    standing.Take(session);
                }
                foreach (var other in way.Out)
                {
                    waiting.Remove(other);
                    standing.Put(other, homes[other]!.Value);
                }
            }
            standing.Stays[session] = false;
            waiting.Add(session);
            return false;
        }

        /// <summary>The session that has the fewest ways, of those that are stuck; none when one of them has none.</summary>
        /// <param name="stuck">Sessions for which somebody has to leave.</param>
        /// <param name="budget">How many may.</param>
        /// <param name="enough">More ways than this make no difference.</param>
        private (int Session, List<Way> Ways) Narrowest(List<int> stuck, int budget, int enough = int.MaxValue)
        {
            var (pick, best, common) = (-1, (List<Way>?)null, (HashSet<int>?)null);
            foreach (var s in stuck)
            {
                var ways = standing.Ways(s, budget, budget == 1 ? int.MaxValue : enough);
                // If one alone may leave, it is the same one for all.
                if (budget == 1)
                {
                    var leavers = ways.Select(x => x.Out[0]).ToHashSet();
                    if (common is not null) leavers.IntersectWith(common);
                    common = leavers;
                }
                if (ways.Count == 0 || common is { Count: 0 }) return (s, []);
                if (best is null || ways.Count < best.Count) (pick, best, enough) = (s, ways, Math.Min(enough, ways.Count));
            }
            best!.RemoveAll(x => common?.Contains(x.Out[0]) == false);
            return (pick, best);
        }

        /// <summary>Whether each that waits has a way at all.</summary>
        private bool HasHope(int budget)
        {
            var stuck = waiting.FindAll(s => standing.Free(s, 1) == 0);
            return stuck.Count == 0 || Narrowest(stuck, budget, 1).Ways.Count > 0;
        }

        /// <summary>Whether all who wait find a place with nobody leaving; not when it would take more steps.</summary>
        private bool PlacesAll(ref long steps)
        {
            if (waiting.Count == 0) return true;
            if (--steps < 0 || Late()) return false;
            var (pick, fewest) = (-1, int.MaxValue);
            foreach (var s in waiting)
            {
                var free = standing.Free(s, Math.Min(Many, fewest));
                if (free == 0) return false;
                if (free < fewest) (pick, fewest) = (s, free);
            }
            var ways = standing.Ways(pick, 0);
            random.Shuffle(CollectionsMarshal.AsSpan(ways));
            waiting.Remove(pick);
            standing.Stays[pick] = true;
            foreach (var way in ways)
            {
                standing.Put(pick, way);
                if (PlacesAll(ref steps)) return true;
                standing.Take(pick);
                if (steps < 0 || IsOver) break;
            }
            standing.Stays[pick] = false;
            waiting.Add(pick);
            return false;
        }

        private bool Late() => IsOver |= watch.Elapsed > time;

        /// <summary>Fewer leavers first, then by who they are, then by time; alike whatever the resources.</summary>
        private static int Order(Way one, Way other)
        {
            var order = one.Out.Length.CompareTo(other.Out.Length);
            if (order == 0) order = one.Out.AsSpan().SequenceCompareTo(other.Out);
            return order != 0 ? order : (one.Day, one.Start).CompareTo((other.Day, other.Start));
        }
    }
}

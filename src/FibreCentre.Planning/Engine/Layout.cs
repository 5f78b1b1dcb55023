using System.Numerics;
using System.Runtime.CompilerServices;

namespace FibreCentre.Planning.Engine;

/// <summary>A session as numbers; From and To are ranges of the arrays of <see cref="Layout"/>.</summary>
internal struct SessionRow
{
    public int Length, StartsFrom;

    /// <summary>The first day on which it may start as far as opening hours and its groups allow; the number of days when there is none.</summary>
    public int FirstDay;

    /// <summary>The most that its time can take off the cost: by filling gaps, by keeping two lone slots company, by a day more.</summary>
    public int MostSaved;
    public ulong Span;
    public int GroupFrom, GroupTo, NeedFrom, NeedTo, KitFrom, KitTo, BeforeFrom, BeforeTo, BehindFrom, BehindTo;
    public bool IsPinned;

    /// <summary>Whether no candidate meets two of its needs, and no two of them want the same resource as each other: then what each costs does not depend on the others.</summary>
    public bool IsPlain;
    public int ToldDay, ToldStart, MoveWeight, DisturbWeight;
}

/// <summary>A resource that can meet a need, on the days it has the skill, and what is paid for it whenever.</summary>
internal struct Candidate
{
    public int Resource, Cost, FromDay, ToDay;
}

internal struct NeedRow
{
    public int From, To, Keep, KeepWeight;

    /// <summary>Whether some candidate costs something whenever it is used.</summary>
    public bool IsPriced;
}

internal struct GroupRow
{
    public int Earliest, Due, Wanted, FewestDays;
    public int Finish, Late, Day, Gap, Lone, Missing;
    public bool HasShape;

    /// <summary>Whether it matters when it finishes.</summary>
    public readonly bool MindsFinish => Finish + Late > 0;

    /// <summary>All weights together of what is paid as a rule; lateness is the exception.</summary>
    public readonly int Weight => Finish + Day + Gap + Lone + Missing;

    public readonly int MostSaved(int length) => (Gap * length) + (Lone * 2) + Missing;

    public readonly int Greatest => Math.Max(Math.Max(Math.Max(Finish, Late), Math.Max(Day, Gap)), Math.Max(Lone, Missing));

    public readonly int LastDay(int day) => day < 0 ? 0 : (Finish * (day - Earliest)) + (Late * Math.Max(0, day - Due));

    public readonly int Shape(ulong taken) =>
        taken == 0 ? 0
        : (Gap * (64 - BitOperations.LeadingZeroCount(taken) - BitOperations.TrailingZeroCount(taken) - BitOperations.PopCount(taken)))
        + (Lone == 0 ? 0 : Lone * BitOperations.PopCount(taken & ~(taken << 1) & ~(taken >> 1)));
}

/// <summary>A session that must be over, or must wait, and by how many days.</summary>
internal readonly record struct Order(int Session, int MinDays);

internal readonly record struct KitUse(int Kit, int Units);

/// <summary>A problem as arrays of numbers. Never changes; shared by all that plan it.</summary>
internal sealed class Layout
{
    private const int Ever = int.MaxValue / 4, MostReached = 128;
    private readonly ulong[] starts;

    public Layout(PlanningProblem problem)
    {
        if (ProblemCheck.Of(problem) is { Count: > 0 } faults) throw new InvalidProblemException(faults);
        Problem = problem;
        Names = new(problem);
        (Days, Slots) = (problem.Opening.Count, problem.SlotsPerDay);
        Open = [.. problem.Opening.Select(x => x is { } hours ? Mask(hours.From, hours.To) : 0)];
        Keeps = [.. Names.KeepWeights.Keys];
        Groups = [.. problem.Groups.Select(Row)];
        MindsFinish = Groups.Any(x => x.MindsFinish);
        KitUnits = new int[problem.Kit.Count * Days];
        for (var kit = 0; kit < problem.Kit.Count; kit++)
            for (var day = 0; day < Days; day++) KitUnits[(kit * Days) + day] = problem.Kit[kit].Units - problem.Kit[kit].Out.Where(x => x.FirstDay <= day && day <= x.LastDay).Sum(x => x.Units);
        Closed = [.. problem.Resources.SelectMany(x => Blocked(x.Closed))];
        DayLimit = [.. problem.Resources.Select(x => x.MaxSlotsPerDay ?? Ever)];
        Fair = [.. problem.Resources.Select(x => x.FairSlots ?? Ever)];
        FairWeight = [.. problem.Resources.Select(x => x.FairWeight)];
        Sessions = new SessionRow[problem.Sessions.Count];
        // Sessions of the same groups and length may start at the same times, and needs of the same kind have the same candidates: kept once, they stay near the processor.
        var (startsOf, candidatesOf) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<(string, int, int, string?), (int From, int To)>());
        var all = new List<ulong>();
        var closed = problem.Groups.Select(x => Blocked(x.Closed)).ToArray();
        var (groups, needs, candidates, kit_, before) = (new List<int>(), new List<NeedRow>(), new List<Candidate>(), new List<KitUse>(), new List<Order>());
        var keeps = Keeps.Select((x, i) => (x, i)).ToDictionary(x => x.x, x => x.i);
        for (var s = 0; s < Sessions.Length; s++)
        {
            var session = problem.Sessions[s];
            ref var row = ref Sessions[s];
            row = new() { Length = session.Length, Span = Mask(0, session.Length), GroupFrom = groups.Count, NeedFrom = needs.Count, KitFrom = kit_.Count, BeforeFrom = before.Count, IsPinned = session.Pinned is not null };
            (row.ToldDay, row.ToldStart, row.MoveWeight, row.DisturbWeight) = session.Announced is { } told ? (told.Day, told.Start, session.MoveWeight, session.DisturbWeight) : (-1, -1, 0, 0);
            groups.AddRange(session.Groups.Select(x => Names.Groups[x]));
            for (var g = row.GroupFrom; g < groups.Count; g++) row.MostSaved += Groups[groups[g]].MostSaved(row.Length);
            for (var n = 0; n < session.Needs.Count; n++)
            {
                var need = session.Needs[n];
                var alike = (need.Kind, need.Seats, need.SeatWeight, need.Skill);
                if (session.Announced is not null || !candidatesOf.TryGetValue(alike, out var range))
                {
                    range.From = candidates.Count;
                    for (var r = 0; r < problem.Resources.Count; r++) candidates.AddRange(Meeting(need, problem.Resources[r], r, session, n));
                    range.To = candidates.Count;
                    if (session.Announced is null) candidatesOf.Add(alike, range);
                }
                needs.Add(new() { From = range.From, To = range.To, Keep = need.Keep is { } keep ? keeps[keep] : -1, KeepWeight = need.KeepWeight, IsPriced = candidates[range.From..range.To].Any(x => x.Cost > 0) });
            }
            row.IsPlain = IsPlain(needs[row.NeedFrom..], candidates);
            kit_.AddRange(session.Kit.Select(x => new KitUse(Names.Kit[x.Kit], x.Units)));
            before.AddRange(session.After.Select(x => new Order(Names.Sessions[x.Session], x.MinDays)));
            (row.GroupTo, row.NeedTo, row.KitTo, row.BeforeTo) = (groups.Count, needs.Count, kit_.Count, before.Count);
            var same = $"{row.Length}:{string.Join(',', groups[row.GroupFrom..])}";
            if (!startsOf.TryGetValue(same, out row.StartsFrom))
            {
                startsOf.Add(same, row.StartsFrom = all.Count);
                for (var day = 0; day < Days; day++)
                {
                    var free = Open[day];
                    for (var g = row.GroupFrom; g < row.GroupTo; g++) free &= day < Groups[groups[g]].Earliest ? 0 : ~closed[groups[g]][day];
                    all.Add(Fold(free, row.Length));
                }
            }
            while (row.FirstDay < Days && all[row.StartsFrom + row.FirstDay] == 0) row.FirstDay++;
        }
        starts = [.. all];
        (GroupOf, Needs, Candidates, KitUses, Before) = ([.. groups], [.. needs], [.. candidates], [.. kit_], [.. before]);
        Behind = Reversed();
        AllBefore = [.. Enumerable.Range(0, Sessions.Length).Select(s => Reach(s, (in x) => Before.AsSpan(x.BeforeFrom, x.BeforeTo - x.BeforeFrom)))];
        AllBehind = [.. Enumerable.Range(0, Sessions.Length).Select(s => Reach(s, (in x) => Behind.AsSpan(x.BehindFrom, x.BehindTo - x.BehindFrom)))];
        var members = Enumerable.Range(0, Sessions.Length).SelectMany(s => GroupsOf(s).ToArray().Select(g => (g, s))).ToLookup(x => x.g, x => x.s);
        Members = [.. Enumerable.Range(0, Groups.Length).Select(g => members[g].ToArray())];
        var kept = Enumerable.Range(0, Needs.Length).ToLookup(n => Needs[n].Keep);
        KeptNeeds = [.. Enumerable.Range(0, Keeps.Count).Select(k => kept[k].ToArray())];
        SessionOfNeed = [.. Enumerable.Range(0, Sessions.Length).SelectMany(s => Enumerable.Repeat(s, Sessions[s].NeedTo - Sessions[s].NeedFrom))];
        ToldAt = [.. problem.Sessions.SelectMany(x => x.Announced is { } told ? told.Resources.Select(r => Names.Resources[r]) : Enumerable.Repeat(-1, x.Needs.Count))];
        Movable = [.. Enumerable.Range(0, Sessions.Length).Where(s => !Sessions[s].IsPinned)];
        Rank = Ranks();
        Tail = Tails();
    }

    public PlanningProblem Problem { get; }

    public Names Names { get; }

    public int Days { get; }

    public int Slots { get; }

    public ulong[] Open { get; }

    public IReadOnlyList<string> Keeps { get; }

    public SessionRow[] Sessions { get; }

    public GroupRow[] Groups { get; }

    /// <summary>Whether it matters when some group finishes.</summary>
    public bool MindsFinish { get; }

    public NeedRow[] Needs { get; }

    public Candidate[] Candidates { get; }

    public int[] GroupOf { get; }

    public KitUse[] KitUses { get; }

    public Order[] Before { get; }

    public Order[] Behind { get; }

    /// <summary>Sessions that must be over before a session, directly or by others; of very many the nearest.</summary>
    public Order[][] AllBefore { get; }

    /// <summary>Sessions that must wait for a session, directly or by others; of very many the nearest.</summary>
    public Order[][] AllBehind { get; }

    /// <summary>Where a session may start on a day as far as opening hours and its groups allow.</summary>
    public ulong Starts(int session, int day) => starts[Sessions[session].StartsFrom + day];

    /// <summary>By resource and day.</summary>
    public ulong[] Closed { get; }

    /// <summary>By kit and day; below 0 where more are away than there are.</summary>
    public int[] KitUnits { get; }

    public int[] DayLimit { get; }

    public int[] Fair { get; }

    public int[] FairWeight { get; }

    /// <summary>Sessions of a group.</summary>
    public int[][] Members { get; }

    /// <summary>Needs that want one resource.</summary>
    public int[][] KeptNeeds { get; }

    public int[] SessionOfNeed { get; }

    /// <summary>Resources that were told, by need; -1 when nothing was.</summary>
    public int[] ToldAt { get; }

    /// <summary>Sessions that are not pinned.</summary>
    public int[] Movable { get; }

    /// <summary>How many sessions stand in a row before a session; those that come after have a higher one.</summary>
    public int[] Rank { get; }

    /// <summary>How long it takes from a session's start until all that comes after could be over, in slots; those that come after have a lower one.</summary>
    public int[] Tail { get; }

    public int Resources => DayLimit.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<int> GroupsOf(int session) => GroupOf.AsSpan(Sessions[session].GroupFrom, Sessions[session].GroupTo - Sessions[session].GroupFrom);

    /// <summary>Slots [from, to) as bits.</summary>
    public static ulong Mask(int from, int to) => to <= from ? 0 : (ulong.MaxValue >> (64 - (to - from))) << from;

    /// <summary>Where so many free slots in a row begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fold(ulong free, int length)
    {
        for (var have = 1; have < length && free != 0;)
        {
            var step = Math.Min(have, length - have);
            free &= free >> step;
            have += step;
        }
        return free;
    }

    private ulong[] Blocked(IReadOnlyList<Window> windows)
    {
        var blocked = new ulong[Days];
        foreach (var window in windows) blocked[window.Day] |= Mask(window.From, window.To);
        return blocked;
    }

    private GroupRow Row(Group group) => new()
    {
        Earliest = group.EarliestDay, Due = group.DueDay ?? Ever, Wanted = group.WantedDays,
        FewestDays = PlanScore.FewestDays(Problem, [.. Problem.Sessions.Where(x => x.Groups.Contains(group.Id))]),
        Finish = group.Weights.Finish, Late = group.Weights.Late, Day = group.Weights.Day, Gap = group.Weights.Gap, Lone = group.Weights.LoneSlot, Missing = group.Weights.MissingDay,
        HasShape = group.Weights.Gap > 0 || group.Weights.LoneSlot > 0,
    };

    /// <summary>The resource for each stretch of days on which it meets the need; none when it never does.</summary>
    private static IEnumerable<Candidate> Meeting(Need need, Resource resource, int at, Session session, int which)
    {
        if (resource.Kind != need.Kind || (resource.Seats < need.Seats && need.SeatWeight == 0)) yield break;
        var cost = (need.SeatWeight * Math.Max(0, need.Seats - resource.Seats)) + (session.Announced is { } told && told.Resources[which] != resource.Id ? session.ChangeWeight : 0);
        if (need.Skill is null) yield return new() { Resource = at, Cost = cost, ToDay = Ever };
        else
            foreach (var skill in resource.Skills.Where(x => x.Name == need.Skill)) yield return new() { Resource = at, Cost = cost, FromDay = skill.FromDay, ToDay = skill.ToDay };
    }

    private static bool IsPlain(List<NeedRow> needs, List<Candidate> candidates)
    {
        var keeps = needs.Where(x => x.Keep >= 0).Select(x => x.Keep).ToList();
        var resources = needs.SelectMany(x => candidates[x.From..x.To].Select(y => y.Resource).Distinct()).ToList();
        return keeps.Distinct().Count() == keeps.Count && resources.Distinct().Count() == resources.Count;
    }

    private Order[] Reversed()
    {
        var behind = Enumerable.Range(0, Sessions.Length).SelectMany(s => Before[Sessions[s].BeforeFrom..Sessions[s].BeforeTo].Select(x => (x.Session, Order: new Order(s, x.MinDays)))).ToLookup(x => x.Session, x => x.Order);
        var all = new List<Order>();
        for (var s = 0; s < Sessions.Length; s++)
        {
            Sessions[s].BehindFrom = all.Count;
            all.AddRange(behind[s]);
            Sessions[s].BehindTo = all.Count;
        }
        return [.. all];
    }

    private delegate ReadOnlySpan<Order> Next(in SessionRow row);

    private Order[] Reach(int session, Next next)
    {
        var (reached, seen) = (new List<Order>(), new HashSet<int> { session });
        reached.AddRange(next(Sessions[session]));
        foreach (var order in reached) seen.Add(order.Session);
        for (var i = 0; i < reached.Count && reached.Count < MostReached; i++)
            foreach (var order in next(Sessions[reached[i].Session]))
                if (seen.Add(order.Session)) reached.Add(new(order.Session, 0));
        return [.. reached];
    }

    private int[] Ranks()
    {
        var ranks = new int[Sessions.Length];
        for (var changed = true; changed;)
        {
            changed = false;
            for (var s = 0; s < ranks.Length; s++)
                foreach (var order in Before.AsSpan(Sessions[s].BeforeFrom, Sessions[s].BeforeTo - Sessions[s].BeforeFrom))
                    if (ranks[s] <= ranks[order.Session]) (ranks[s], changed) = (ranks[order.Session] + 1, true);
        }
        return ranks;
    }

    private int[] Tails()
    {
        var tails = new int[Sessions.Length];
        foreach (var s in Enumerable.Range(0, tails.Length).OrderByDescending(s => Rank[s]))
        {
            foreach (var order in Behind.AsSpan(Sessions[s].BehindFrom, Sessions[s].BehindTo - Sessions[s].BehindFrom)) tails[s] = Math.Max(tails[s], tails[order.Session] + (order.MinDays * Slots));
            tails[s] += Sessions[s].Length;
        }
        return tails;
    }
}

using System.Numerics;
using FibreCentre.Planning;

namespace FibreCentre.Benchmarks;

/// <summary>Where a session may go, and who has to leave for it, in order.</summary>
internal readonly record struct Way(int Day, int Start, int[] Resources, int[] Out);

/// <summary>Who is where while sessions are taken out and put elsewhere, and what may go where. Counts from the problem alone, with nothing of the engine's.</summary>
internal sealed class Standing
{
    private const int Word = PlanningProblem.MostSlots, Ever = int.MaxValue / 2;
    private readonly PlanningProblem problem;
    private readonly int days, slots;
    private readonly Item[] items;

    // By holder and day, a bit for each slot. Holders are the resources and behind them the groups: both can be in one session at a time.
    private readonly ulong[] open, closed, busy;
    private readonly int[] who, limit, left, units;
    private readonly int[] day, start;
    private readonly int[][] at, usersOfKit;

    // What is looked at by Ways: a session at a time, and who would have to leave for it.
    private readonly int[] leaving, chosen = new int[PlanningProblem.MostOfSession];
    private readonly List<(int Resource, int[] Out)>[] choices;
    private List<Way> ways = [];
    private int looked, lookedDay, lookedStart, leavers, mostLeavers, enough;

    /// <summary>Nothing is placed.</summary>
    /// <param name="problem">One that can be planned.</param>
    public Standing(PlanningProblem problem)
    {
        this.problem = problem;
        (days, slots) = (problem.Opening.Count, problem.SlotsPerDay);
        var (resources, kit) = (problem.Resources, problem.Kit);
        open = [.. problem.Opening.Select(x => x is { } hours ? Mask(hours.From, hours.To) : 0)];
        closed = [.. resources.SelectMany(x => Blocked(x.Closed, 0)), .. problem.Groups.SelectMany(x => Blocked(x.Closed, x.EarliestDay))];
        busy = [.. closed];
        who = [.. Enumerable.Repeat(-1, closed.Length * slots)];
        limit = [.. resources.Select(x => x.MaxSlotsPerDay ?? Ever), .. problem.Groups.Select(_ => Ever)];
        left = [.. limit.SelectMany(x => Enumerable.Repeat(x, days))];
        units = [.. kit.SelectMany(x => Enumerable.Range(0, days).SelectMany(d => Enumerable.Repeat(x.Units - x.Out.Where(o => o.FirstDay <= d && d <= o.LastDay).Sum(o => o.Units), slots)))];
        items = Items();
        var count = items.Length;
        (day, start, at, Stays, leaving) = ([.. Enumerable.Repeat(-1, count)], new int[count], new int[count][], new bool[count], new int[count]);
        usersOfKit = [.. kit.Select((_, k) => Enumerable.Range(0, count).Where(s => items[s].Kit.Any(x => x.Kit == k)).ToArray())];
        choices = [.. Enumerable.Range(0, PlanningProblem.MostOfSession).Select(_ => new List<(int, int[])>())];
    }

    /// <summary>A session as numbers.</summary>
    /// <param name="Groups">Holders.</param>
    /// <param name="Able">By need and day the resources that meet it.</param>
    /// <param name="Before">All that must be over before, directly or by others, and by how many days.</param>
    /// <param name="Behind">All that must wait.</param>
    private sealed record Item(int Length, ulong Span, int FirstDay, int[] Groups, int[][][] Able, (int Kit, int Units)[] Kit, (int Session, int Days)[] Before, (int Session, int Days)[] Behind);

    /// <summary>Which sessions nobody may push out.</summary>
    public bool[] Stays { get; }

    /// <summary>A placement of the problem's.</summary>
    public Way Read(Placement placement) => new(placement.Day, placement.Start, [.. placement.Resources.Select(x => problem.Resources.TakeWhile(r => r.Id != x).Count())], []);

    /// <summary>What is placed.</summary>
    public Plan ToPlan() => new(Enumerable.Range(0, items.Length).Where(s => day[s] >= 0).ToDictionary(s => problem.Sessions[s].Id, s => new Placement(day[s], start[s], [.. at[s].Select(r => problem.Resources[r].Id)])));

    /// <summary>Places a session, whether or not it fits.</summary>
    public void Put(int session, Way way)
    {
        (day[session], start[session], at[session]) = (way.Day, way.Start, way.Resources);
        Mark(session, way, -1);
    }

    public void Take(int session)
    {
        Mark(session, new(day[session], start[session], at[session], []), 1);
        day[session] = -1;
    }

    private void Mark(int session, Way way, int sign)
    {
        var item = items[session];
        foreach (var holder in item.Groups) Hold(holder);
        foreach (var holder in way.Resources) Hold(holder);
        foreach (var (kit, used) in item.Kit)
            foreach (ref var free in units.AsSpan((((kit * days) + way.Day) * slots) + way.Start, item.Length)) free += sign * used;

        void Hold(int holder)
        {
            var row = (holder * days) + way.Day;
            busy[row] ^= item.Span << way.Start;
            left[row] += sign * item.Length;
            who.AsSpan((row * slots) + way.Start, item.Length).Fill(sign < 0 ? session : -1);
        }
    }

    /// <summary>Whether a session may be there with all that is placed.</summary>
    public bool Fits(int session, Way way)
    {
        var (item, span, (first, last)) = (items[session], items[session].Span << way.Start, Range(session, always: false));
        return (Starts(item, way.Day, busy) & Between(first, last, way.Day) & (1UL << way.Start)) != 0
            && way.Resources.Distinct().Count() == way.Resources.Length
            && way.Resources.Select((r, n) => (r, n)).All(x => item.Able[x.n][way.Day].Contains(x.r) && (busy[(x.r * days) + way.Day] & span) == 0 && left[(x.r * days) + way.Day] >= item.Length)
            && HasKit(item, way.Day, way.Start);
    }

    /// <summary>How many times there are with nobody in the way, up to so many. Each need is looked at alone, so there may be fewer; where it says 0 there is none.</summary>
    public int Free(int session, int atMost)
    {
        var (item, count) = (items[session], 0);
        var (first, last) = Range(session, always: false);
        for (var d = first / Word; d <= Math.Min(days - 1, last / Word); d++)
        {
            var starts = Starts(item, d, busy) & Between(first, last, d);
            for (var need = 0; need < item.Able.Length && starts != 0; need++)
            {
                var some = 0UL;
                foreach (var resource in item.Able[need][d])
                    if (left[(resource * days) + d] >= item.Length) some |= Fold(~busy[(resource * days) + d], item.Length);
                starts &= some;
            }
            for (; starts != 0; starts &= starts - 1)
                if (HasKit(item, d, BitOperations.TrailingZeroCount(starts)) && ++count >= atMost) return count;
        }
        return count;
    }

    /// <summary>
    /// Every way to place a session for which at most so many leave: all that stand in its way, and where only some of them have to leave each smallest set.
    /// Ends early when there are enough.
    /// </summary>
    public List<Way> Ways(int session, int most, int atMost = int.MaxValue)
    {
        (ways, looked, mostLeavers, enough) = ([], session, most, atMost);
        var item = items[session];
        var (first, last) = Range(session, always: true);
        for (lookedDay = first / Word; lookedDay <= Math.Min(days - 1, last / Word); lookedDay++)
            for (var starts = Starts(item, lookedDay, closed) & Between(first, last, lookedDay); starts != 0; starts &= starts - 1)
            {
                (lookedStart, leavers) = (BitOperations.TrailingZeroCount(starts), 0);
                if (!Array.TrueForAll(item.Groups, Empty) || !InOrder(item)) continue;
                var need = 0;
                while (need < item.Able.Length && Choices(item, need)) need++;
                if (need < item.Able.Length) continue;
                Choose(item, 0);
                if (ways.Count >= enough) return ways;
            }
        return ways;
    }

    /// <summary>Has a session leave; false when it cannot, or too many would.</summary>
    private bool Leave(int session)
    {
        if (leaving.AsSpan(0, leavers).Contains(session)) return true;
        if (Stays[session] || leavers >= mostLeavers) return false;
        leaving[leavers++] = session;
        return true;
    }

    /// <summary>Has all leave that a holder is in at the time looked at.</summary>
    private bool Empty(int holder)
    {
        var row = (holder * days) + lookedDay;
        if ((busy[row] & (items[looked].Span << lookedStart)) == 0) return true;
        foreach (var session in who.AsSpan((row * slots) + lookedStart, items[looked].Length))
            if (session >= 0 && !Leave(session)) return false;
        return true;
    }

    /// <summary>Has all leave that would be on the wrong side.</summary>
    private bool InOrder(Item item)
    {
        foreach (var (o, gap) in item.Before)
            if (day[o] >= 0 && (day[o] + gap > lookedDay || (day[o] == lookedDay && start[o] + items[o].Length > lookedStart)) && !Leave(o)) return false;
        foreach (var (o, gap) in item.Behind)
            if (day[o] >= 0 && (lookedDay + gap > day[o] || (day[o] == lookedDay && lookedStart + item.Length > start[o])) && !Leave(o)) return false;
        return true;
    }

    /// <summary>Resources for a need, each with who leaves it; false when there are none.</summary>
    private bool Choices(Item item, int need)
    {
        var (found, before) = (choices[need], leavers);
        found.Clear();
        foreach (var resource in item.Able[need][lookedDay])
        {
            if (limit[resource] < item.Length || (closed[(resource * days) + lookedDay] & (item.Span << lookedStart)) != 0) continue;
            if (Empty(resource)) found.Add((resource, leavers == before ? [] : leaving[before..leavers]));
            leavers = before;
        }
        return found.Count > 0;
    }

    private void Choose(Item item, int need)
    {
        if (need == item.Able.Length)
        {
            MakeRoom(item);
            return;
        }
        var before = leavers;
        foreach (var (resource, others) in choices[need])
        {
            chosen[need] = resource;
            if (!chosen.AsSpan(0, need).Contains(resource) && Array.TrueForAll(others, Leave)) Choose(item, need + 1);
            leavers = before;
            if (ways.Count >= enough) return;
        }
    }

    /// <summary>Where a day is too full or kit too short, one of its users has to leave, and each of them is tried; who was tried stays for the rest, so that no set comes twice.</summary>
    private void MakeRoom(Item item)
    {
        if (Short(item) is not { } users)
        {
            int[] others = leavers == 0 ? [] : leaving[..leavers];
            Array.Sort(others);
            ways.Add(new(lookedDay, lookedStart, chosen[..item.Able.Length], others));
            return;
        }
        if (leavers >= mostLeavers) return;
        var tried = users.FindAll(x => !Stays[x] && !leaving.AsSpan(0, leavers).Contains(x));
        foreach (var user in tried)
        {
            leaving[leavers++] = user;
            MakeRoom(item);
            leavers--;
            Stays[user] = true;
        }
        foreach (var user in tried) Stays[user] = false;
    }

    /// <summary>Who uses what is too little at the time looked at; null when everything will do.</summary>
    private List<int>? Short(Item item)
    {
        foreach (var resource in chosen.AsSpan(0, item.Able.Length))
        {
            var row = (resource * days) + lookedDay;
            var have = left[row];
            if (have >= item.Length) continue;
            foreach (var session in leaving.AsSpan(0, leavers))
                if (day[session] == lookedDay && at[session].Contains(resource)) have += items[session].Length;
            if (have < item.Length) return [.. who[(row * slots)..((row + 1) * slots)].Where(x => x >= 0).Distinct()];
        }
        foreach (var (kit, wanted) in item.Kit)
            for (var slot = lookedStart; slot < lookedStart + item.Length; slot++)
            {
                var have = units[(((kit * days) + lookedDay) * slots) + slot];
                if (have >= wanted) continue;
                foreach (var session in leaving.AsSpan(0, leavers))
                    if (IsOn(session, slot)) have += items[session].Kit.Where(x => x.Kit == kit).Sum(x => x.Units);
                if (have < wanted) return [.. usersOfKit[kit].Where(x => IsOn(x, slot))];
            }
        return null;

        bool IsOn(int session, int slot) => day[session] == lookedDay && start[session] <= slot && slot < start[session] + items[session].Length;
    }

    private bool HasKit(Item item, int onDay, int from)
    {
        foreach (var (kit, wanted) in item.Kit)
            foreach (var free in units.AsSpan((((kit * days) + onDay) * slots) + from, item.Length))
                if (free < wanted) return false;
        return true;
    }

    /// <summary>The first and the last start that the order allows, as day times <see cref="Word"/> and slot: by all that is placed, or by what stays always.</summary>
    private (int First, int Last) Range(int session, bool always)
    {
        var (item, first, last) = (items[session], items[session].FirstDay * Word, (days * Word) - 1);
        foreach (var (o, gap) in item.Before)
            if (day[o] >= 0 && (!always || Stays[o])) first = Math.Max(first, gap > 0 ? (day[o] + gap) * Word : (day[o] * Word) + start[o] + items[o].Length);
        foreach (var (o, gap) in item.Behind)
            if (day[o] >= 0 && (!always || Stays[o])) last = Math.Min(last, gap > 0 ? ((day[o] - gap + 1) * Word) - 1 : (day[o] * Word) + Math.Max(-1, start[o] - item.Length));
        return last < first ? (days * Word, -Word) : (first, last);
    }

    private static ulong Between(int first, int last, int day)
    {
        var mask = ulong.MaxValue;
        if (day == first / Word) mask <<= first % Word;
        if (day == last / Word) mask &= ulong.MaxValue >> (Word - 1 - (last % Word));
        return day < first / Word || day > last / Word ? 0 : mask;
    }

    private ulong Starts(Item item, int onDay, ulong[] blocked)
    {
        var free = open[onDay];
        foreach (var group in item.Groups) free &= ~blocked[(group * days) + onDay];
        return Fold(free, item.Length);
    }

    /// <summary>Where so many free slots in a row begin.</summary>
    private static ulong Fold(ulong free, int length)
    {
        for (var have = 1; have < length;)
        {
            var step = Math.Min(have, length - have);
            free &= free >> step;
            have += step;
        }
        return free;
    }

    private static ulong Mask(int from, int to) => to <= from ? 0 : (ulong.MaxValue >> (Word - (to - from))) << from;

    private ulong[] Blocked(IReadOnlyList<Window> windows, int earliest)
    {
        var blocked = new ulong[days];
        blocked.AsSpan(0, Math.Min(earliest, days)).Fill(ulong.MaxValue);
        foreach (var window in windows) blocked[window.Day] |= Mask(window.From, window.To);
        return blocked;
    }

    private Item[] Items()
    {
        Dictionary<string, int> Index(IEnumerable<string> ids) => ids.Select((id, i) => (id, i)).ToDictionary(x => x.id, x => x.i, StringComparer.Ordinal);
        var (groups, kits, sessions) = (Index(problem.Groups.Select(x => x.Id)), Index(problem.Kit.Select(x => x.Id)), Index(problem.Sessions.Select(x => x.Id)));
        // Needs that are alike share what meets them.
        var able = new Dictionary<(string, int, bool, string?), int[][]>();
        int[][] Able(Need need)
        {
            var alike = (need.Kind, need.Seats, need.SeatWeight == 0, need.Skill);
            if (able.TryGetValue(alike, out var byDay)) return byDay;
            var suited = Enumerable.Range(0, problem.Resources.Count).Where(r => problem.Resources[r].Kind == need.Kind && (need.SeatWeight > 0 || problem.Resources[r].Seats >= need.Seats)).ToList();
            return able[alike] = [.. Enumerable.Range(0, days).Select(d => suited.Where(r => need.Skill is null || problem.Resources[r].Skills.Any(x => x.Name == need.Skill && x.FromDay <= d && d <= x.ToDay)).ToArray())];
        }
        var before = Reach([.. problem.Sessions.Select(x => x.After.Select(a => (sessions[a.Session], a.MinDays)).ToArray())]);
        var behind = before.SelectMany((all, s) => all.Select(x => (x.Key, Waiting: (s, x.Value)))).ToLookup(x => x.Key, x => x.Waiting);
        return [.. problem.Sessions.Select((x, s) => new Item(
            x.Length, Mask(0, x.Length), x.Groups.Select(g => problem.Groups[groups[g]].EarliestDay).DefaultIfEmpty(0).Max(), [.. x.Groups.Select(g => problem.Resources.Count + groups[g])],
            [.. x.Needs.Select(Able)], [.. x.Kit.Select(k => (kits[k.Kit], k.Units))], [.. before[s].Select(b => (b.Key, b.Value))], [.. behind[s]]))];
    }

    /// <summary>All that must be over before each session, directly or by others, and by how many days at least.</summary>
    private static Dictionary<int, int>[] Reach((int Session, int Days)[][] direct)
    {
        var all = new Dictionary<int, int>?[direct.Length];
        Dictionary<int, int> Of(int session)
        {
            if (all[session] is { } known) return known;
            var reached = new Dictionary<int, int>();
            foreach (var (earlier, gap) in direct[session])
                foreach (var (o, more) in Of(earlier).Append(new(earlier, 0))) reached[o] = Math.Max(reached.GetValueOrDefault(o), more + gap);
            return all[session] = reached;
        }
        return [.. Enumerable.Range(0, direct.Length).Select(Of)];
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace FibreCentre.Planning.Engine;

/// <summary>
/// A plan being worked on. What is placed never clashes; cost is kept up with every change. Since <see cref="Begin"/> every change can be undone.
/// Nothing is allocated once it is made.
/// </summary>
internal sealed class Draft
{
    private struct DayOfResource
    {
        public ulong Busy;
        public int Left;
    }

    private readonly Layout layout;
    private readonly DayOfResource[] resourceDays;
    private readonly ulong[] taken, daysOn;
    private readonly int[] dayCount, lastDay, holder, kitFree, keepUses, keepCount, fairLeft;
    private readonly ulong[] kept;
    private readonly int[] touched, oldDay, oldStart, oldAt, stamps, disturbed, disturbedAt;
    private readonly int wordsOfDays, wordsOfResources;
    private int touchedCount, stamp, disturbedCount;
    private long oldCost;

    public Draft(Layout layout)
    {
        this.layout = layout;
        var (sessions, days) = (layout.Sessions.Length, layout.Days);
        (Day, Start, At) = (new int[sessions], new int[sessions], new int[layout.Needs.Length]);
        Array.Fill(Day, -1);
        resourceDays = new DayOfResource[layout.Resources * days];
        for (var i = 0; i < resourceDays.Length; i++) resourceDays[i] = new() { Busy = layout.Closed[i], Left = layout.DayLimit[i / days] };
        taken = new ulong[layout.Groups.Length * days];
        wordsOfDays = (days + 63) / 64;
        daysOn = new ulong[layout.Groups.Length * wordsOfDays];
        (dayCount, lastDay) = (new int[layout.Groups.Length], new int[layout.Groups.Length]);
        Array.Fill(lastDay, -1);
        holder = new int[layout.Resources * days * layout.Slots];
        Array.Fill(holder, -1);
        kitFree = [.. layout.KitUnits.SelectMany(x => Enumerable.Repeat(x, layout.Slots))];
        (keepUses, keepCount, fairLeft) = (new int[layout.Keeps.Count * layout.Resources], new int[layout.Keeps.Count], [.. layout.Fair]);
        wordsOfResources = (layout.Resources + 63) / 64;
        kept = new ulong[layout.Keeps.Count * wordsOfResources];
        (touched, oldDay, oldStart, oldAt, stamps) = (new int[sessions], new int[sessions], new int[sessions], new int[layout.Needs.Length], new int[sessions]);
        (disturbed, disturbedAt) = (new int[sessions], new int[sessions]);
        Array.Fill(disturbedAt, -1);
        for (var s = 0; s < sessions; s++)
            if (layout.Sessions[s].ToldDay >= 0) Disturb(s, true);
        Unplaced = sessions;
        Cost = ((long)sessions * layout.Problem.UnplacedWeight) + layout.Groups.Sum(x => ((long)x.Missing * x.Wanted) - ((long)x.Day * x.FewestDays));
    }

    public Layout Layout => layout;

    /// <summary>Exactly what <see cref="PlanScore"/> counts.</summary>
    public long Cost { get; private set; }

    public int Unplaced { get; private set; }

    /// <summary>By session; -1 when it is not placed.</summary>
    public int[] Day { get; }

    /// <summary>By session; meaningless when it is not placed.</summary>
    public int[] Start { get; }

    /// <summary>Resources, by need.</summary>
    public int[] At { get; }

    /// <summary>Sessions that may move, were told and are not exactly there, or not placed; in any order.</summary>
    public ReadOnlySpan<int> Disturbed => disturbed.AsSpan(0, disturbedCount);

    public bool IsDisturbed(int session) => disturbedAt[session] >= 0;

    public bool IsPlaced(int session) => Day[session] >= 0;

    public ulong Taken(int group, int day) => taken[(group * layout.Days) + day];

    public int LastDay(int group) => lastDay[group];

    /// <summary>Slots in which it is used or closed.</summary>
    public ulong Busy(int resource, int day) => resourceDays[(resource * layout.Days) + day].Busy;

    /// <summary>Who uses it then; -1 for nobody.</summary>
    public int Holder(int resource, int day, int slot) => holder[(((resource * layout.Days) + day) * layout.Slots) + slot];

    public int SlotsLeft(int resource, int day) => resourceDays[(resource * layout.Days) + day].Left;

    public int KitFree(int kit, int day, int slot) => kitFree[(((kit * layout.Days) + day) * layout.Slots) + slot];

    public bool IsFree(int resource, int day, ulong span, int length)
    {
        ref var at = ref resourceDays[(resource * layout.Days) + day];
        return (at.Busy & span) == 0 && at.Left >= length;
    }

    /// <summary>Where a use of this length could start, as far as the resource allows.</summary>
    public ulong FreeStarts(int resource, int day, int length)
    {
        ref var at = ref resourceDays[(resource * layout.Days) + day];
        return at.Left < length ? 0 : Layout.Fold(~at.Busy, length);
    }

    /// <summary>Slots of the day in which one of its groups is elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong TakenOf(int session, int day)
    {
        var all = 0UL;
        foreach (var group in layout.GroupsOf(session)) all |= taken[(group * layout.Days) + day];
        return all;
    }

    public bool HasKit(int session, int day, int start)
    {
        ref readonly var row = ref layout.Sessions[session];
        for (var k = row.KitFrom; k < row.KitTo; k++)
        {
            var use = layout.KitUses[k];
            var from = (((use.Kit * layout.Days) + day) * layout.Slots) + start;
            foreach (var free in kitFree.AsSpan(from, row.Length))
                if (free < use.Units) return false;
        }
        return true;
    }

    /// <summary>The first and the last start that the order of sessions leaves, as day * 64 + slot.</summary>
    public (int First, int Last) Range(int session)
    {
        ref readonly var row = ref layout.Sessions[session];
        var (first, last) = (0, (layout.Days * 64) - 1);
        for (var i = row.BeforeFrom; i < row.BeforeTo; i++)
        {
            var order = layout.Before[i];
            var day = Day[order.Session];
            if (day < 0) continue;
            var from = (day * 64) + Start[order.Session] + layout.Sessions[order.Session].Length;
            first = Math.Max(first, order.MinDays > 0 ? (day + order.MinDays) * 64 : from);
        }
        for (var i = row.BehindFrom; i < row.BehindTo; i++)
        {
            var order = layout.Behind[i];
            var day = Day[order.Session];
            if (day < 0) continue;
            var start = Start[order.Session] - row.Length;
            last = Math.Min(last, order.MinDays > 0 ? ((day - order.MinDays) * 64) + 63 : start < 0 ? (day * 64) - 1 : (day * 64) + start);
        }
        return (first, last);
    }

    /// <summary>What the time adds to the cost of groups and of what was told.</summary>
    public int CostOfTime(int session, int day, int start)
    {
        ref readonly var row = ref layout.Sessions[session];
        var cost = row.ToldDay >= 0 && (row.ToldDay != day || row.ToldStart != start) ? row.MoveWeight : 0;
        var span = row.Span << start;
        for (var i = row.GroupFrom; i < row.GroupTo; i++)
        {
            var group = layout.GroupOf[i];
            ref readonly var weights = ref layout.Groups[group];
            var before = taken[(group * layout.Days) + day];
            if (weights.HasShape) cost += weights.Shape(before | span) - weights.Shape(before);
            if (before == 0) cost += CostOfDay(group, day);
        }
        return cost;
    }

    /// <summary>Whether anything is different from what was told.</summary>
    public bool IsElsewhere(in SessionRow row, int day, int start, ReadOnlySpan<int> resources) =>
        row.ToldDay >= 0 && (row.ToldDay != day || row.ToldStart != start || !layout.ToldAt.AsSpan(row.NeedFrom, row.NeedTo - row.NeedFrom).SequenceEqual(resources[..(row.NeedTo - row.NeedFrom)]));

    /// <summary>What a group pays for a day on which it had nothing.</summary>
    public int CostOfDay(int group, int day)
    {
        ref readonly var weights = ref layout.Groups[group];
        return weights.Day - (dayCount[group] < weights.Wanted ? weights.Missing : 0)
            + (day > lastDay[group] ? weights.LastDay(day) - weights.LastDay(lastDay[group]) : 0);
    }

    /// <summary>What a resource adds to the cost, besides the time.</summary>
    public int CostOfResource(int need, in Candidate candidate, int length) => candidate.Cost + CostOfUse(need, candidate.Resource, length);

    private int CostOfUse(int need, int resource, int length)
    {
        var another = CostOfAnother(need);
        return CostOfLoad(resource, length) + (another > 0 && !IsKept(layout.Needs[need].Keep, resource) ? another : 0);
    }

    /// <summary>What a need pays for a resource that those with the same wish do not have yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CostOfAnother(int need)
    {
        ref readonly var row = ref layout.Needs[need];
        return row.Keep >= 0 && keepCount[row.Keep] > 0 ? row.KeepWeight : 0;
    }

    /// <summary>Whether somebody with the same wish has the resource.</summary>
    public bool IsKept(int keep, int resource) => ((kept[(keep * wordsOfResources) + (resource >> 6)] >> resource) & 1) != 0;

    /// <summary>What is paid for using a resource more than its fair share.</summary>
    public int CostOfLoad(int resource, int length)
    {
        var over = length - fairLeft[resource];
        return over <= 0 ? 0 : layout.FairWeight[resource] * Math.Min(over, length);
    }

    private int CostOfCandidate(int need, int resource, int day) => layout.Needs[need].IsPriced ? CandidateOf(need, resource, day).Cost : 0;

    public void Place(int session, int day, int start, ReadOnlySpan<int> resources)
    {
        Touch(session);
        Cost += Occupy(session, day, start, resources, true) - layout.Problem.UnplacedWeight;
    }

    /// <summary>Places a session of which it is known what that adds; only where <see cref="SessionRow.IsPlain"/>.</summary>
    public void Place(int session, int day, int start, ReadOnlySpan<int> resources, int cost)
    {
        Touch(session);
        Occupy(session, day, start, resources, false);
        Cost += cost - layout.Problem.UnplacedWeight;
    }

    public void Remove(int session)
    {
        Touch(session);
        Cost += layout.Problem.UnplacedWeight - Vacate(session, true);
    }

    /// <summary>From here on <see cref="Undo"/> leads back to here.</summary>
    public void Begin()
    {
        stamp++;
        touchedCount = 0;
        oldCost = Cost;
    }

    /// <summary>Everything is as it was at <see cref="Begin"/>.</summary>
    public void Undo()
    {
        for (var i = 0; i < touchedCount; i++)
            if (IsPlaced(touched[i])) Vacate(touched[i], false);
        for (var i = 0; i < touchedCount; i++)
        {
            var session = touched[i];
            ref readonly var row = ref layout.Sessions[session];
            if (oldDay[session] >= 0) Occupy(session, oldDay[session], oldStart[session], oldAt.AsSpan(row.NeedFrom, row.NeedTo - row.NeedFrom), false);
        }
        Cost = oldCost;
        touchedCount = 0;
        stamp++;
    }

    /// <summary>Takes time, resources and kit; what that adds to the cost when that is asked.</summary>
    private int Occupy(int session, int day, int start, ReadOnlySpan<int> resources, bool counts)
    {
        ref readonly var row = ref layout.Sessions[session];
        var (span, cost) = (row.Span << start, counts ? CostOfTime(session, day, start) : 0);
        for (var i = row.GroupFrom; i < row.GroupTo; i++)
        {
            var group = layout.GroupOf[i];
            ref var now = ref taken[(group * layout.Days) + day];
            if (now == 0)
            {
                dayCount[group]++;
                daysOn[(group * wordsOfDays) + (day >> 6)] |= 1UL << day;
                if (day > lastDay[group]) lastDay[group] = day;
            }
            now |= span;
        }
        for (var n = 0; n < resources.Length; n++)
        {
            var (need, resource) = (row.NeedFrom + n, resources[n]);
            if (counts) cost += CostOfCandidate(need, resource, day) + CostOfUse(need, resource, row.Length);
            At[need] = resource;
            var keep = layout.Needs[need].Keep;
            if (keep >= 0 && keepUses[(keep * layout.Resources) + resource]++ == 0)
            {
                keepCount[keep]++;
                kept[(keep * wordsOfResources) + (resource >> 6)] |= 1UL << resource;
            }
            fairLeft[resource] -= row.Length;
            var at = (resource * layout.Days) + day;
            resourceDays[at].Busy |= span;
            resourceDays[at].Left -= row.Length;
            holder.AsSpan((at * layout.Slots) + start, row.Length).Fill(session);
        }
        if (row.ToldDay >= 0)
        {
            var isElsewhere = IsElsewhere(row, day, start, resources);
            if (counts && isElsewhere) cost += row.DisturbWeight;
            Disturb(session, isElsewhere);
        }
        UseKit(row, day, start, 1);
        (Day[session], Start[session]) = (day, start);
        Unplaced--;
        return cost;
    }

    /// <summary>Gives time, resources and kit back; what that takes off the cost when that is asked.</summary>
    private int Vacate(int session, bool counts)
    {
        ref readonly var row = ref layout.Sessions[session];
        var (day, start, cost) = (Day[session], Start[session], 0);
        var span = row.Span << start;
        for (var n = row.NeedTo - 1; n >= row.NeedFrom; n--)
        {
            var resource = At[n];
            var keep = layout.Needs[n].Keep;
            if (keep >= 0 && --keepUses[(keep * layout.Resources) + resource] == 0)
            {
                keepCount[keep]--;
                kept[(keep * wordsOfResources) + (resource >> 6)] &= ~(1UL << resource);
            }
            fairLeft[resource] += row.Length;
            var at = (resource * layout.Days) + day;
            resourceDays[at].Busy &= ~span;
            resourceDays[at].Left += row.Length;
            holder.AsSpan((at * layout.Slots) + start, row.Length).Fill(-1);
            if (counts) cost += CostOfCandidate(n, resource, day) + CostOfUse(n, resource, row.Length);
        }
        if (row.ToldDay >= 0)
        {
            if (counts && IsElsewhere(row, day, start, At.AsSpan(row.NeedFrom, row.NeedTo - row.NeedFrom))) cost += row.DisturbWeight;
            Disturb(session, true);
        }
        UseKit(row, day, start, -1);
        for (var i = row.GroupFrom; i < row.GroupTo; i++)
        {
            var group = layout.GroupOf[i];
            ref var now = ref taken[(group * layout.Days) + day];
            now &= ~span;
            if (now != 0) continue;
            dayCount[group]--;
            daysOn[(group * wordsOfDays) + (day >> 6)] &= ~(1UL << day);
            if (day == lastDay[group]) lastDay[group] = LastDayOn(group);
        }
        if (counts) cost += CostOfTime(session, day, start);
        Day[session] = -1;
        Unplaced++;
        return cost;
    }

    /// <summary>The candidate that this resource is for a need on a day.</summary>
    public ref readonly Candidate CandidateOf(int need, int resource, int day)
    {
        ref readonly var row = ref layout.Needs[need];
        var all = layout.Candidates;
        for (var c = row.From; c < row.To; c++)
            if (all[c].Resource == resource && all[c].FromDay <= day && day <= all[c].ToDay) return ref all[c];
        throw new InvalidOperationException($"Resource {resource} does not meet need {need} on day {day}.");
    }

    private void UseKit(in SessionRow row, int day, int start, int sign)
    {
        for (var k = row.KitFrom; k < row.KitTo; k++)
        {
            var use = layout.KitUses[k];
            foreach (ref var free in kitFree.AsSpan((((use.Kit * layout.Days) + day) * layout.Slots) + start, row.Length)) free -= sign * use.Units;
        }
    }

    private int LastDayOn(int group)
    {
        for (var word = wordsOfDays - 1; word >= 0; word--)
            if (daysOn[(group * wordsOfDays) + word] is not 0 and var days) return (word * 64) + 63 - BitOperations.LeadingZeroCount(days);
        return -1;
    }

    private void Disturb(int session, bool isDisturbed)
    {
        var at = disturbedAt[session];
        if (at >= 0 == isDisturbed || layout.Sessions[session].IsPinned) return;
        if (isDisturbed)
        {
            disturbedAt[session] = disturbedCount;
            disturbed[disturbedCount++] = session;
            return;
        }
        // The last one takes its place.
        var last = disturbed[--disturbedCount];
        (disturbed[at], disturbedAt[last]) = (last, at);
        disturbedAt[session] = -1;
    }

    private void Touch(int session)
    {
        if (stamps[session] == stamp) return;
        stamps[session] = stamp;
        touched[touchedCount++] = session;
        (oldDay[session], oldStart[session]) = (Day[session], Start[session]);
        ref readonly var row = ref layout.Sessions[session];
        for (var n = row.NeedFrom; n < row.NeedTo; n++) oldAt[n] = At[n];
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace FibreCentre.Planning.Engine;

/// <summary>Finds where a session that is not placed could go without pushing anything out. What it found is in its properties.</summary>
internal sealed class Seeker
{
    private const int NoneFree = 1 << 30;

    /// <summary>What is looked for, since which day it is waiting, and how good the best found is.</summary>
    private struct Quest
    {
        public int Session, Floor, Most, Blink, Haste, Since, Least, Ties;
        public (int First, int Last) Range;
        public bool IsBackwards;
    }

    private readonly Layout layout;
    private readonly Draft draft;
    private readonly int[] ordered, costs, counts, chosen, best;
    private readonly ulong[] free;
    private readonly int most;

    public Seeker(Draft draft)
    {
        (this.draft, layout) = (draft, draft.Layout);
        var needs = layout.Sessions.Length == 0 ? 0 : layout.Sessions.Max(x => x.NeedTo - x.NeedFrom);
        most = layout.Needs.Length == 0 ? 0 : layout.Needs.Max(x => x.To - x.From);
        (ordered, costs, counts, free) = (new int[needs * most], new int[needs * most], new int[needs], new ulong[needs * most]);
        (chosen, best) = (new int[needs], new int[needs]);
    }

    public int Day { get; private set; }

    public int Start { get; private set; }

    /// <summary>What placing it there adds, without what it cost to have it unplaced.</summary>
    public int Cost { get; private set; }

    /// <summary>Resources of a session with so many needs.</summary>
    public ReadOnlySpan<int> Resources(int session) => best.AsSpan(0, layout.Sessions[session].NeedTo - layout.Sessions[session].NeedFrom);

    /// <summary>Puts the session where it was found to fit.</summary>
    public void Place(int session)
    {
        if (layout.Sessions[session].IsPlain) draft.Place(session, Day, Start, Resources(session), Cost);
        else draft.Place(session, Day, Start, Resources(session));
    }

    /// <summary>
    /// The cheapest place that costs no more than the limit, of equal ones any; or, where it matters when groups finish, the first up to their last day that costs no more than the cheapest
    /// resources. Days are overlooked by chance, <paramref name="blink"/> of 256.
    /// With haste each day of waiting counts as if it cost that much, since what is early leaves room for what comes after.
    /// </summary>
    public bool FindBest(int session, ref Dice dice, int blink = 0, long limit = NoneFree - 1, int haste = 0) => FindBest(session, draft.Range(session), ref dice, blink, limit, haste);

    /// <summary>The cheapest place on a day, of equal ones any.</summary>
    public bool FindBestOn(int session, int day, ref Dice dice)
    {
        var (first, last) = draft.Range(session);
        return FindBest(session, (Math.Max(first, day * 64), Math.Min(last, (day * 64) + 63)), ref dice, 0, NoneFree - 1, 0);
    }

    /// <summary>The cheapest resources at a time; false when order, groups, resources, kit or the limit do not allow it.</summary>
    public bool FindBestAt(int session, int day, int start, ref Dice dice, long limit)
    {
        var ((first, last), at) = (draft.Range(session), (day * 64) + start);
        return first <= at && at <= last && FindBest(session, (at, at), ref dice, 0, limit, 0);
    }

    private bool FindBest(int session, (int First, int Last) range, ref Dice dice, int blink, long limit, int haste)
    {
        ref readonly var row = ref layout.Sessions[session];
        var floor = OrderCandidates(row);
        if (floor - row.MostSaved > Math.Min(limit, NoneFree - 1)) return false;
        var (reached, hastens) = (row.ToldDay, false);
        foreach (var group in layout.GroupsOf(session))
        {
            reached = Math.Max(reached, draft.LastDay(group));
            hastens |= layout.Groups[group].MindsFinish;
        }
        var (from, to) = (Math.Max(range.First >> 6, row.FirstDay), Math.Min(range.Last >> 6, layout.Days - 1));
        if (from > to) return false;
        var quest = new Quest { Session = session, Range = range, Floor = floor, Most = (int)Math.Clamp(limit, -NoneFree, NoneFree - 1), Blink = blink, Haste = hastens ? haste : 0, Since = -1, Least = NoneFree };
        if (hastens && haste == 0 && from <= reached)
        {
            // Up to its groups' last day a day they come on anyway costs nothing: the days are looked at in any order, now and then from the last one
            // backwards, since what others need to finish early then stays free. What costs only its cheapest resources is hardly ever beaten.
            var near = Math.Min(to, reached);
            quest.IsBackwards = dice.Below(4) == 0;
            var begin = quest.IsBackwards ? near : from + dice.Below(near - from + 1);
            for (var left = near - from; left >= 0; left--)
            {
                Look(ref quest, row, begin, ref dice);
                if (quest.Least <= floor) return true;
                begin += quest.IsBackwards ? -1 : 1;
                if (begin > near) begin = from;
            }
            from = near + 1;
        }
        // Beyond the last day of every group a later day is never cheaper.
        for (var day = from; day <= to; day++)
            if (!Look(ref quest, row, day, ref dice) && day > reached) break;
        return quest.Least < NoneFree;
    }

    /// <summary>Looks for a cheaper place on a day; false when what the day costs is too much already.</summary>
    private bool Look(ref Quest quest, in SessionRow row, int day, ref Dice dice)
    {
        var starts = layout.Starts(quest.Session, day) & Between(quest.Range.First, quest.Range.Last, day);
        if (starts == 0) return true;
        if (quest.Since < 0) quest.Since = day;
        var (dayCost, saved) = CostOfDay(row, day);
        var (waiting, cheapest) = (quest.Haste * (day - quest.Since), quest.Floor + dayCost - saved);
        if (cheapest > quest.Most || cheapest + waiting > quest.Least) return false;
        if (quest.Blink > 0 && (int)(dice.Next() >> 56) < quest.Blink) return true;
        starts &= Layout.Fold(~draft.TakenOf(quest.Session, day), row.Length);
        if (starts != 0) starts = ResourceStarts(row, day, starts);
        if (starts == 0) return true;
        // From any start on, or from the last one backwards; of equal ones of a day the first.
        var (from, ofDay) = (quest.IsBackwards ? 0 : (int)(dice.Next() >> 58), NoneFree);
        for (var left = BitOperations.RotateRight(starts, from); left != 0 && ofDay > cheapest;)
        {
            var bit = quest.IsBackwards ? 63 - BitOperations.LeadingZeroCount(left) : BitOperations.TrailingZeroCount(left);
            left &= ~(1UL << bit);
            var start = (bit + from) & 63;
            var time = dayCost + CostOfStart(row, day, start);
            if (time + quest.Floor > quest.Most || time + quest.Floor + waiting > quest.Least || time + quest.Floor >= ofDay || !draft.HasKit(quest.Session, day, start)) continue;
            var resources = Choose(row, day, start);
            if (resources < 0) continue;
            var cost = time + resources + (draft.IsElsewhere(row, day, start, chosen) ? row.DisturbWeight : 0);
            if (cost >= ofDay) continue;
            ofDay = cost;
            if (cost > quest.Most || cost + waiting > quest.Least || (cost + waiting == quest.Least && (quest.IsBackwards || dice.Below(++quest.Ties + 1) > 0))) continue;
            if (cost + waiting < quest.Least) quest.Ties = 0;
            (Day, Start, Cost, quest.Least) = (day, start, cost, cost + waiting);
            chosen.CopyTo(best, 0);
        }
        return true;
    }

    /// <summary>Any start on this day, with resources where they are free: those it had, or others by chance.</summary>
    public bool FindAny(int session, int day, ref Dice dice)
    {
        ref readonly var row = ref layout.Sessions[session];
        var (first, last) = draft.Range(session);
        var starts = layout.Starts(session, day) & Between(first, last, day);
        if (starts != 0) starts &= Layout.Fold(~draft.TakenOf(session, day), row.Length);
        return starts != 0 && FindAt(session, day, dice.Bit(starts), ref dice);
    }

    /// <summary>Resources at a time that its groups and the order of sessions allow.</summary>
    public bool FindAt(int session, int day, int start, ref Dice dice)
    {
        ref readonly var row = ref layout.Sessions[session];
        if (!draft.HasKit(session, day, start)) return false;
        var span = row.Span << start;
        var cost = draft.CostOfTime(session, day, start);
        for (var n = row.NeedFrom; n < row.NeedTo; n++)
        {
            ref readonly var need = ref layout.Needs[n];
            var (count, found) = (need.To - need.From, -1);
            if (count == 0) return false;
            var keep = draft.At[n];
            var coin = dice.Next();
            var from = (coin & 3) == 0 ? -1 : Index(need, keep);
            if (from < 0) from = (int)(((coin >> 32) * (ulong)count) >> 32);
            for (var tried = 0; tried < count && found < 0; tried++)
            {
                ref readonly var candidate = ref layout.Candidates[need.From + from];
                if (Suits(candidate, day, span, row.Length) && !best.AsSpan(0, n - row.NeedFrom).Contains(candidate.Resource)) found = need.From + from;
                if (++from == count) from = 0;
            }
            if (found < 0)
            {
                var seated = n == row.NeedFrom ? -1 : Reseat(row, day, span);
                if (seated < 0) return false;
                chosen.CopyTo(best, 0);
                cost = draft.CostOfTime(session, day, start) + seated;
                break;
            }
            best[n - row.NeedFrom] = layout.Candidates[found].Resource;
            cost += draft.CostOfResource(n, layout.Candidates[found], row.Length);
        }
        (Day, Start, Cost) = (day, start, cost + (draft.IsElsewhere(row, day, start, best) ? row.DisturbWeight : 0));
        return true;
    }

    /// <summary>Whether a session that is not placed could start then as far as groups and order go.</summary>
    public bool MayStart(int session, int day, int start)
    {
        ref readonly var row = ref layout.Sessions[session];
        if (((layout.Starts(session, day) >> start) & 1) == 0 || (draft.TakenOf(session, day) & (row.Span << start)) != 0) return false;
        var (first, last) = draft.Range(session);
        var at = (day * 64) + start;
        return at >= first && at <= last;
    }

    public bool Suits(in Candidate candidate, int day, ulong span, int length) => candidate.FromDay <= day && day <= candidate.ToDay && draft.IsFree(candidate.Resource, day, span, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Between(int first, int last, int day)
    {
        var starts = ulong.MaxValue;
        if (day == first >> 6) starts <<= first & 63;
        if (day < first >> 6 || day > last >> 6) return 0;
        return day == last >> 6 ? starts & (ulong.MaxValue >> (63 - (last & 63))) : starts;
    }

    private int Index(in NeedRow need, int resource)
    {
        for (var c = need.From; c < need.To; c++)
            if (layout.Candidates[c].Resource == resource) return c - need.From;
        return -1;
    }

    /// <summary>Candidates of each need, the cheapest first; returns what the cheapest of all needs cost together.</summary>
    private int OrderCandidates(in SessionRow row)
    {
        var floor = 0;
        for (var n = row.NeedFrom; n < row.NeedTo; n++)
        {
            ref readonly var need = ref layout.Needs[n];
            var (at, count, another) = ((n - row.NeedFrom) * most, 0, draft.CostOfAnother(n));
            for (var c = need.From; c < need.To; c++)
            {
                ref readonly var candidate = ref layout.Candidates[c];
                var cost = candidate.Cost + draft.CostOfLoad(candidate.Resource, row.Length);
                if (another > 0 && !draft.IsKept(need.Keep, candidate.Resource)) cost += another;
                var i = at + count++;
                for (; i > at && costs[i - 1] > cost; i--) (costs[i], ordered[i]) = (costs[i - 1], ordered[i - 1]);
                (costs[i], ordered[i]) = (cost, c);
            }
            counts[n - row.NeedFrom] = count;
            if (count > 0) floor += costs[at];
        }
        return floor;
    }

    /// <summary>What the day costs whatever the start, and the most that the best start could save.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Cost, int Saved) CostOfDay(in SessionRow row, int day)
    {
        var (cost, saved) = (0, 0);
        for (var i = row.GroupFrom; i < row.GroupTo; i++)
        {
            var group = layout.GroupOf[i];
            var taken = draft.Taken(group, day);
            if (taken == 0) cost += draft.CostOfDay(group, day);
            else if (layout.Groups[group].HasShape) saved += layout.Groups[group].Shape(taken);
        }
        var moved = row.ToldDay >= 0 && row.ToldDay != day ? row.MoveWeight : 0;
        return (cost, saved - moved);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int CostOfStart(in SessionRow row, int day, int start)
    {
        var cost = row.ToldDay >= 0 && (row.ToldDay != day || row.ToldStart != start) ? row.MoveWeight : 0;
        var span = row.Span << start;
        for (var i = row.GroupFrom; i < row.GroupTo; i++)
        {
            ref readonly var weights = ref layout.Groups[layout.GroupOf[i]];
            if (!weights.HasShape) continue;
            var taken = draft.Taken(layout.GroupOf[i], day);
            cost += weights.Shape(taken | span) - weights.Shape(taken);
        }
        return cost;
    }

    /// <summary>Of these starts those at which each need has a candidate that is free; where each is free, as far as it matters, is kept for <see cref="Choose"/>.</summary>
    private ulong ResourceStarts(in SessionRow row, int day, ulong starts)
    {
        for (var n = 0; n < row.NeedTo - row.NeedFrom && starts != 0; n++)
        {
            var missing = starts;
            var end = (n * most) + counts[n];
            for (var i = n * most; i < end && missing != 0; i++)
            {
                ref readonly var candidate = ref layout.Candidates[ordered[i]];
                free[i] = candidate.FromDay <= day && day <= candidate.ToDay ? draft.FreeStarts(candidate.Resource, day, row.Length) : 0;
                missing &= ~free[i];
            }
            starts &= ~missing;
        }
        return starts;
    }

    /// <summary>The cheapest candidates that are free then, a start of <see cref="ResourceStarts"/>; returns their cost, or -1 when the needs have none together.</summary>
    private int Choose(in SessionRow row, int day, int start)
    {
        if (!row.IsPlain) return ChooseApart(row, day, start);
        var cost = 0;
        for (var n = 0; n < row.NeedTo - row.NeedFrom; n++)
        {
            var i = n * most;
            while (((free[i] >> start) & 1) == 0) i++;
            chosen[n] = layout.Candidates[ordered[i]].Resource;
            cost += costs[i];
        }
        return cost;
    }

    /// <summary>The same where a candidate may meet two needs: each takes the cheapest that is left.</summary>
    private int ChooseApart(in SessionRow row, int day, int start)
    {
        var (span, cost) = (row.Span << start, 0);
        for (var n = 0; n < row.NeedTo - row.NeedFrom; n++)
        {
            var i = 0;
            for (; i < counts[n]; i++)
            {
                ref readonly var candidate = ref layout.Candidates[ordered[(n * most) + i]];
                if (Suits(candidate, day, span, row.Length) && !chosen.AsSpan(0, n).Contains(candidate.Resource)) break;
            }
            if (i == counts[n]) return Reseat(row, day, span);
            chosen[n] = layout.Candidates[ordered[(n * most) + i]].Resource;
            cost += costs[(n * most) + i];
        }
        return cost;
    }

    /// <summary>When the needs take each other's candidates: a different one for each if there is one, not the cheapest; returns their cost, or -1.</summary>
    private int Reseat(in SessionRow row, int day, ulong span)
    {
        var (needs, cost) = (row.NeedTo - row.NeedFrom, 0);
        chosen.AsSpan().Fill(-1);
        for (var n = 0; n < needs; n++)
        {
            var asked = 0UL;
            if (!Seat(row, n, day, span, ref asked)) return -1;
        }
        for (var n = 0; n < needs; n++) cost += draft.CostOfResource(row.NeedFrom + n, draft.CandidateOf(row.NeedFrom + n, chosen[n], day), row.Length);
        return cost;
    }

    /// <summary>A candidate for a need that nobody has, or that another need gives up for one of its own.</summary>
    private bool Seat(in SessionRow row, int need, int day, ulong span, ref ulong asked)
    {
        asked |= 1UL << need;
        for (var c = layout.Needs[row.NeedFrom + need].From; c < layout.Needs[row.NeedFrom + need].To; c++)
        {
            ref readonly var candidate = ref layout.Candidates[c];
            if (!Suits(candidate, day, span, row.Length)) continue;
            var owner = chosen.AsSpan(0, row.NeedTo - row.NeedFrom).IndexOf(candidate.Resource);
            if (owner >= 0 && (((asked >> owner) & 1) != 0 || !Seat(row, owner, day, span, ref asked))) continue;
            chosen[need] = candidate.Resource;
            return true;
        }
        return false;
    }
}

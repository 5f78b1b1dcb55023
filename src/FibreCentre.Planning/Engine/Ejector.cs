namespace FibreCentre.Planning.Engine;

/// <summary>
/// Makes room for a session that finds none: it goes where what it pushes out has been hard to place least often. A session that found no place
/// counts as harder from then on, so that the same two do not push each other out for ever.
/// </summary>
internal sealed class Ejector
{
    /// <summary>Rather push out some that nobody was told of than one that was told.</summary>
    private const int Told = 8;

    private readonly Layout layout;
    private readonly Draft draft;
    private readonly int[] hardness, out_, bestOut, chosen, bestChosen;
    private readonly long[] marks, holds;
    private readonly int[][] kitUsers;
    private readonly int[] onDay;
    private bool backwards, exactly;
    private int outCount, bestCount, onDayCount;
    private long mark, hold = 1, disturbing;

    public Ejector(Draft draft)
    {
        (this.draft, layout) = (draft, draft.Layout);
        var sessions = layout.Sessions.Length;
        (hardness, marks, holds, out_, bestOut, onDay) = (new int[sessions], new long[sessions], new long[sessions], new int[sessions], new int[sessions], new int[sessions]);
        for (var s = 0; s < sessions; s++) hardness[s] = layout.Sessions[s].ToldDay < 0 ? 1 : Told;
        var needs = sessions == 0 ? 0 : layout.Sessions.Max(x => x.NeedTo - x.NeedFrom);
        (chosen, bestChosen) = (new int[needs], new int[needs]);
        kitUsers = [.. Enumerable.Range(0, layout.Problem.Kit.Count).Select(k => Enumerable.Range(0, sessions).Where(s => layout.KitUses[layout.Sessions[s].KitFrom..layout.Sessions[s].KitTo].Any(x => x.Kit == k)).ToArray())];
    }

    /// <summary>Who was pushed out when room was made, or a place forced, the last time.</summary>
    public ReadOnlySpan<int> PushedOut => bestOut.AsSpan(0, bestCount);

    /// <summary>Places the session and pushes out what is in its way; false when nothing could make room.</summary>
    public bool MakeRoom(int session, ref Dice dice)
    {
        ref readonly var row = ref layout.Sessions[session];
        hardness[session]++;
        var (least, equals, bestDay, bestStart) = (int.MaxValue, 0, -1, 0);
        var offset = dice.Below(layout.Days);
        backwards = dice.Below(2) == 0;
        for (var i = 0; i < layout.Days; i++)
        {
            var day = (i + offset) % layout.Days;
            var starts = layout.Starts(session, day);
            if (starts == 0) continue;
            ListDay(row, day);
            for (; starts != 0; starts &= starts - 1)
            {
                var start = System.Numerics.BitOperations.TrailingZeroCount(starts);
                var weight = Weigh(session, row, day, start, least);
                if (weight > least || (weight == least && (weight == int.MaxValue || dice.Below(++equals + 1) > 0))) continue;
                if (weight < least) equals = 0;
                (least, bestDay, bestStart, bestCount) = (weight, day, start, outCount);
                out_.AsSpan(0, outCount).CopyTo(bestOut);
                chosen.CopyTo(bestChosen, 0);
            }
        }
        if (bestDay < 0)
        {
            bestCount = 0;
            return false;
        }
        foreach (var other in PushedOut) draft.Remove(other);
        draft.Place(session, bestDay, bestStart, bestChosen.AsSpan(0, row.NeedTo - row.NeedFrom));
        return true;
    }

    /// <summary>Gives a session that has no place exactly this time and pushes out at most so many; disturbing those of them that are not disturbed yet costs at most so much. False, and nothing is changed, when that cannot be.</summary>
    public bool Force(int session, int day, int start, int most, long mostDisturbing = long.MaxValue)
    {
        ref readonly var row = ref layout.Sessions[session];
        ListDay(row, day);
        if (Weigh(session, row, day, start, int.MaxValue - 1) == int.MaxValue || outCount > most || disturbing > mostDisturbing) return false;
        bestCount = outCount;
        out_.AsSpan(0, outCount).CopyTo(bestOut);
        foreach (var other in PushedOut) draft.Remove(other);
        draft.Place(session, day, start, chosen.AsSpan(0, row.NeedTo - row.NeedFrom));
        return true;
    }

    /// <summary>The same where it was told, with the resources that were told.</summary>
    public bool ForceHome(int session, int most)
    {
        exactly = true;
        var could = Force(session, layout.Sessions[session].ToldDay, layout.Sessions[session].ToldStart, most);
        exactly = false;
        return could;
    }

    /// <summary>From here on the session is not pushed out, until <see cref="LetGo"/>.</summary>
    public void Hold(int session) => holds[session] = hold;

    /// <summary>Whoever was held may be pushed out again.</summary>
    public void LetGo() => hold++;

    private bool IsFast(int session) => holds[session] == hold || layout.Sessions[session].IsPinned;

    /// <summary>Sessions of its groups on a day.</summary>
    private void ListDay(in SessionRow row, int day)
    {
        onDayCount = 0;
        for (var i = row.GroupFrom; i < row.GroupTo; i++)
            foreach (var other in layout.Members[layout.GroupOf[i]])
                if (draft.Day[other] == day && !onDay.AsSpan(0, onDayCount).Contains(other)) onDay[onDayCount++] = other;
    }

    /// <summary>How hard it is together what stands in the way there; as soon as it is more than the limit, too much. Who it is stands in out_.</summary>
    private int Weigh(int session, in SessionRow row, int day, int start, int limit)
    {
        (outCount, disturbing, var weight) = (0, 0, 0);
        mark++;
        var end = start + row.Length;
        for (var i = 0; i < onDayCount; i++)
            if (draft.Start[onDay[i]] < end && draft.Start[onDay[i]] + layout.Sessions[onDay[i]].Length > start && !Out(onDay[i], ref weight)) return int.MaxValue;
        foreach (var (other, minDays) in layout.AllBefore[session])
            if (draft.IsPlaced(other) && !InOrder(other, day, start, minDays) && !Out(other, ref weight)) return int.MaxValue;
        foreach (var (other, minDays) in layout.AllBehind[session])
            if (draft.IsPlaced(other) && (draft.Day[other] < day + minDays || (draft.Day[other] == day && draft.Start[other] < end)) && !Out(other, ref weight)) return int.MaxValue;
        if (weight > limit) return int.MaxValue;
        chosen.AsSpan().Fill(-1);
        for (var i = 0; i < row.NeedTo - row.NeedFrom; i++)
        {
            // Which need chooses first changes from time to time, since what one takes the next cannot have.
            var n = backwards ? row.NeedTo - 1 - i : row.NeedFrom + i;
            var (least, best) = (int.MaxValue, -1);
            for (var c = layout.Needs[n].From; c < layout.Needs[n].To; c++)
            {
                ref readonly var candidate = ref layout.Candidates[c];
                if (day < candidate.FromDay || day > candidate.ToDay || chosen.AsSpan().Contains(candidate.Resource) || (exactly && candidate.Resource != layout.ToldAt[n])) continue;
                var here = WeighUse(candidate.Resource, day, start, row.Length, row.Span << start);
                // Of equal ones the one that costs least.
                if (here < int.MaxValue) here = (int)Math.Min(((long)here << 10) + draft.CostOfResource(n, candidate, row.Length), int.MaxValue - 1);
                if (here < least) (least, best) = (here, candidate.Resource);
            }
            if (best < 0) return int.MaxValue;
            chosen[n - row.NeedFrom] = best;
            if (least >= 1 << 10 && !OutOf(best, day, start, row.Length, ref weight)) return int.MaxValue;
            if (weight > limit) return int.MaxValue;
        }
        return MakeKitFree(row, day, start, ref weight) ? weight : int.MaxValue;
    }

    private bool InOrder(int before, int day, int start, int minDays)
    {
        var (theirs, over) = (draft.Day[before], draft.Start[before] + layout.Sessions[before].Length);
        return theirs + minDays <= day && (theirs < day || over <= start);
    }

    /// <summary>What using a resource then pushes out besides what is out already.</summary>
    private int WeighUse(int resource, int day, int start, int length, ulong span)
    {
        if ((layout.Closed[(resource * layout.Days) + day] & span) != 0) return int.MaxValue;
        var (weight, left) = (0, draft.SlotsLeft(resource, day));
        if ((draft.Busy(resource, day) & span) == 0 && left >= length) return 0;
        return Clear(resource, day, start, length, ref weight, ref left, false) ? weight : int.MaxValue;
    }

    private bool OutOf(int resource, int day, int start, int length, ref int weight)
    {
        var left = draft.SlotsLeft(resource, day);
        return Clear(resource, day, start, length, ref weight, ref left, true);
    }

    /// <summary>Weighs, or puts out, who uses the resource then, and others of that day until it may be used so long; false when that cannot be.</summary>
    private bool Clear(int resource, int day, int start, int length, ref int weight, ref int left, bool really)
    {
        for (var slot = start; slot < start + length; slot++)
            if (draft.Holder(resource, day, slot) is >= 0 and var other && !Yields(other, ref slot, ref weight, ref left, really)) return false;
        for (var slot = 0; slot < layout.Slots && left < length; slot++)
            if (draft.Holder(resource, day, slot) is >= 0 and var other)
            {
                var end = draft.Start[other] + layout.Sessions[other].Length;
                if ((draft.Start[other] < start + length && end > start) || IsFast(other)) slot = end - 1;
                else if (!Yields(other, ref slot, ref weight, ref left, really)) return false;
            }
        return left >= length;
    }

    private bool Yields(int other, ref int slot, ref int weight, ref int left, bool really)
    {
        slot = draft.Start[other] + layout.Sessions[other].Length - 1;
        left += layout.Sessions[other].Length;
        if (really) return Out(other, ref weight);
        if (marks[other] != mark) weight += hardness[other];
        return !IsFast(other);
    }

    private bool MakeKitFree(in SessionRow row, int day, int start, ref int weight)
    {
        for (var k = row.KitFrom; k < row.KitTo; k++)
        {
            var use = layout.KitUses[k];
            for (var slot = start; slot < start + row.Length; slot++)
            {
                var free = draft.KitFree(use.Kit, day, slot);
                if (free >= use.Units) continue;
                foreach (var other in kitUsers[use.Kit])
                {
                    if (!Uses(other, day, slot)) continue;
                    // What is out already has given its units back; else it goes now.
                    if (marks[other] != mark && !Out(other, ref weight)) continue;
                    free += Units(other, use.Kit);
                    if (free >= use.Units) break;
                }
                if (free < use.Units) return false;
            }
        }
        return true;
    }

    private bool Uses(int other, int day, int slot) => draft.Day[other] == day && draft.Start[other] <= slot && slot < draft.Start[other] + layout.Sessions[other].Length;

    private int Units(int session, int kit)
    {
        for (var k = layout.Sessions[session].KitFrom; k < layout.Sessions[session].KitTo; k++)
            if (layout.KitUses[k].Kit == kit) return layout.KitUses[k].Units;
        return 0;
    }

    /// <summary>It has to go; false when it is pinned or held.</summary>
    private bool Out(int other, ref int weight)
    {
        if (marks[other] == mark) return true;
        if (IsFast(other)) return false;
        marks[other] = mark;
        out_[outCount++] = other;
        if (!draft.IsDisturbed(other)) disturbing += layout.Sessions[other].DisturbWeight;
        weight += hardness[other];
        return true;
    }
}

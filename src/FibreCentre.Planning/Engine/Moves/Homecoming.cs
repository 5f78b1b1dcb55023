namespace FibreCentre.Planning.Engine.Moves;

/// <summary>
/// What a group has goes back to where it was told, or a part of it, and who is in the way gives way, and who is in the way of those.
/// So another group is disturbed instead, which <see cref="Resettle"/> comes to only by way of what disturbs both.
/// </summary>
internal sealed class Homecoming(Search search, Ejector ejector) : Move(search)
{
    private const int MostHome = 24, MostPushedOut = 6, MostSettled = 8, Tries = 5;

    /// <summary>Others that are disturbed already may save so much of what disturbing one costs when they are placed anew.</summary>
    private const double Besides = 0.2;

    private readonly int[] home = new int[MostHome], waiting = new int[MostSettled];
    private readonly bool[] isOpen = [.. Enumerable.Range(0, search.Layout.Sessions.Length).Select(s => IsOpen(search.Layout, s))];
    private int homeCount, waitingCount;

    /// <summary>What those who wait will cost, since where they were told is taken as a rule.</summary>
    private long disturbing;

    public override bool Make(long limit)
    {
        (homeCount, waitingCount, disturbing) = (0, 0, 0);
        if (Draft.Disturbed.Length == 0) return false;
        var session = Draft.Disturbed[Search.Dice.Below(Draft.Disturbed.Length)];
        var groups = Layout.GroupsOf(session);
        if (groups.Length == 0) return false;
        var group = groups[Search.Dice.Below(groups.Length)];
        ListHome(session, group);
        return homeCount > 0 && GoHome() && Settle(group, limit) && Draft.Cost <= limit;
    }

    /// <summary>Those of the group that are disturbed and could be where they were told if nobody else were: all of them as far as there is room, those from the session on, or it alone.</summary>
    private void ListHome(int session, int group)
    {
        var which = Search.Dice.Below(4);
        foreach (var member in Layout.Members[group])
        {
            if (homeCount == MostHome || (which == 0 && member != session) || (which == 1 && Told(member) < Told(session))) continue;
            if (Draft.IsDisturbed(member) && isOpen[member]) home[homeCount++] = member;
        }
    }

    private int Told(int session) => (Layout.Sessions[session].ToldDay * 64) + Layout.Sessions[session].ToldStart;

    /// <summary>Whether the session could be where it was told if nobody else were anywhere.</summary>
    private static bool IsOpen(Layout layout, int session)
    {
        ref readonly var row = ref layout.Sessions[session];
        if (row.ToldDay < 0 || ((layout.Starts(session, row.ToldDay) >> row.ToldStart) & 1) == 0) return false;
        for (var n = row.NeedFrom; n < row.NeedTo; n++)
        {
            var (need, day, suits) = (layout.Needs[n], row.ToldDay, false);
            foreach (ref readonly var candidate in layout.Candidates.AsSpan(need.From, need.To - need.From)) suits |= candidate.Resource == layout.ToldAt[n] && candidate.FromDay <= day && day <= candidate.ToDay;
            if (!suits || layout.DayLimit[layout.ToldAt[n]] < row.Length || (layout.Closed[(layout.ToldAt[n] * layout.Days) + day] & (row.Span << row.ToldStart)) != 0) return false;
        }
        foreach (var use in layout.KitUses.AsSpan(row.KitFrom, row.KitTo - row.KitFrom))
            if (layout.KitUnits[(use.Kit * layout.Days) + row.ToldDay] < use.Units) return false;
        return true;
    }

    private bool GoHome()
    {
        ejector.LetGo();
        foreach (var member in home.AsSpan(0, homeCount))
            if (Draft.IsPlaced(member)) Draft.Remove(member);
        foreach (var member in home.AsSpan(0, homeCount))
        {
            if (!ejector.ForceHome(member, MostPushedOut) || !AwaitPushedOut()) return false;
            ejector.Hold(member);
        }
        return true;
    }

    /// <summary>Places who waits, first of the group itself and then in order, where it fits best or else where it pushes out others, each once; false when that disturbs more than the limit allows.</summary>
    private bool Settle(int group, long limit)
    {
        for (var settled = 0; waitingCount > 0; settled++)
        {
            if (settled + waitingCount > MostSettled) return false;
            var session = TakeNext(group);
            var (weight, spare) = (Layout.Sessions[session].DisturbWeight, LimitOfNext(limit, waitingCount + 1) - disturbing);
            if (Seeker.FindBest(session, ref Search.Dice, Blink, spare)) Seeker.Place(session);
            else if (!PushIn(session, spare - weight + (long)(Besides * weight)) || !AwaitPushedOut()) return false;
            ejector.Hold(session);
        }
        return true;
    }

    private bool PushIn(int session, long spare)
    {
        for (var i = 0; i < Tries && spare >= 0; i++)
        {
            var (day, start) = AnyTime(session);
            if (day >= 0 && ejector.Force(session, day, start, MostPushedOut, spare)) return true;
        }
        return false;
    }

    private int TakeNext(int group)
    {
        var next = 0;
        for (var i = 1; i < waitingCount; i++)
            if (Turn(waiting[i], group) < Turn(waiting[next], group)) next = i;
        var session = waiting[next];
        waiting[next] = waiting[--waitingCount];
        disturbing -= Layout.Sessions[session].DisturbWeight;
        return session;
    }

    private int Turn(int session, int group) => Layout.Rank[session] + (Layout.GroupsOf(session).Contains(group) ? 0 : Layout.Sessions.Length);

    private bool AwaitPushedOut()
    {
        if (waitingCount + ejector.PushedOut.Length > MostSettled) return false;
        foreach (var other in ejector.PushedOut)
        {
            waiting[waitingCount++] = other;
            disturbing += Layout.Sessions[other].DisturbWeight;
        }
        return true;
    }
}

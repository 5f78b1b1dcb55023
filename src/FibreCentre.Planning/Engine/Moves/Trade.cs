namespace FibreCentre.Planning.Engine.Moves;

/// <summary>
/// A session goes to the time of another one, what its groups have then and who uses what it needs come to the time it had, and so to and fro until nobody is in the way:
/// a Kempe chain. Where groups share many sessions hardly any two can trade times alone.
/// </summary>
internal sealed class Trade(Search search) : Move(search)
{
    private const int Most = 10, Near = 5, Tries = 6;

    private readonly (int Session, int Day, int Start, bool GoesThere)[] sent = new (int, int, int, bool)[Most];
    private (int Day, int Start) here, there;
    private int count;

    public override bool Make(long limit)
    {
        var first = AnySession();
        if (!Draft.IsPlaced(first)) return false;
        var other = Other(first);
        if (other < 0) return false;
        (here, there, count) = ((Draft.Day[first], Draft.Start[first]), (Draft.Day[other], Draft.Start[other]), 0);
        if (here == there || !Send(first, true)) return false;
        // Groups first: who has to go for their sake may leave a resource free.
        for (var (ofGroups, ofResources) = (0, 0); ofResources < count;)
            if (!(ofGroups < count ? ClearGroups(sent[ofGroups++]) : ClearResources(sent[ofResources++]))) return false;
        for (var i = 0; i < count; i++)
        {
            if (!Seeker.FindBestAt(sent[i].Session, sent[i].Day, sent[i].Start, ref Search.Dice, LimitOfNext(limit, count - i))) return false;
            Seeker.Place(sent[i].Session);
        }
        return Draft.Cost <= limit;
    }

    /// <summary>One of the same group, or one of about the same time; -1 when none was found.</summary>
    private int Other(int first)
    {
        ref var dice = ref Search.Dice;
        var groups = Layout.GroupsOf(first);
        if (groups.Length > 0 && dice.Below(2) == 0)
        {
            var members = Layout.Members[groups[dice.Below(groups.Length)]];
            var member = members[dice.Below(members.Length)];
            return Draft.IsPlaced(member) ? member : -1;
        }
        for (var tries = 0; tries < Tries; tries++)
        {
            var other = AnySession();
            if (Draft.IsPlaced(other) && Math.Abs(Draft.Day[other] - Draft.Day[first]) <= Near) return other;
        }
        return -1;
    }

    /// <summary>Takes a session out to be placed there or here, as far from the beginning of the one time as it is now from that of the other; false when it may not.</summary>
    private bool Send(int session, bool goesThere)
    {
        var (from, to) = goesThere ? (here, there) : (there, here);
        var start = to.Start + Draft.Start[session] - from.Start;
        if (count == Most || start < 0 || start >= Layout.Slots || Layout.Sessions[session].IsPinned || ((Layout.Starts(session, to.Day) >> start) & 1) == 0) return false;
        Draft.Remove(session);
        sent[count++] = (session, to.Day, start, goesThere);
        return true;
    }

    /// <summary>Sends away what its groups have where it goes.</summary>
    private bool ClearGroups((int Session, int Day, int Start, bool GoesThere) one)
    {
        var span = Layout.Sessions[one.Session].Span << one.Start;
        foreach (var group in Layout.GroupsOf(one.Session))
        {
            if ((Draft.Taken(group, one.Day) & span) == 0) continue;
            foreach (var member in Layout.Members[group])
                if (Draft.Day[member] == one.Day && ((Layout.Sessions[member].Span << Draft.Start[member]) & span) != 0 && !Send(member, !one.GoesThere)) return false;
        }
        return true;
    }

    /// <summary>Where all that meet one of its needs are in use, sends away who has one of them. Others that are out may want the same one: only placing them tells.</summary>
    private bool ClearResources((int Session, int Day, int Start, bool GoesThere) one)
    {
        ref readonly var row = ref Layout.Sessions[one.Session];
        var span = row.Span << one.Start;
        for (var n = row.NeedFrom; n < row.NeedTo; n++)
        {
            ref readonly var need = ref Layout.Needs[n];
            if (need.From == need.To) return false;
            if (HasOneFree(need, one.Day, span, row.Length)) continue;
            ref readonly var candidate = ref Layout.Candidates[need.From + Search.Dice.Below(need.To - need.From)];
            if (one.Day < candidate.FromDay || one.Day > candidate.ToDay || (Layout.Closed[(candidate.Resource * Layout.Days) + one.Day] & span) != 0) return false;
            for (var slot = one.Start; slot < one.Start + row.Length; slot++)
                if (Draft.Holder(candidate.Resource, one.Day, slot) is >= 0 and var holder && !Send(holder, !one.GoesThere)) return false;
            if (!Seeker.Suits(candidate, one.Day, span, row.Length)) return false;
        }
        return true;
    }

    private bool HasOneFree(in NeedRow need, int day, ulong span, int length)
    {
        for (var c = need.From; c < need.To; c++)
            if (Seeker.Suits(Layout.Candidates[c], day, span, length)) return true;
        return false;
    }
}

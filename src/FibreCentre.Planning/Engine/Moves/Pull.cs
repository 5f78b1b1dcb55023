namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Brings a session to a much earlier day, pushes out others there, and places anew what its group has from that day on.</summary>
internal sealed class Pull(Search search, Ejector ejector) : Rebuild(search, 64)
{
    private const int MostPushed = 8, Margin = 4;
    private const long Others = 1 << 20;

    public override bool Make(long limit)
    {
        ref var dice = ref Search.Dice;
        Clear();
        var session = AnySession();
        var groups = Layout.GroupsOf(session);
        if (groups.Length == 0 || !Draft.IsPlaced(session)) return false;
        var group = groups[dice.Below(groups.Length)];
        var (from, to) = (Layout.Groups[group].Earliest, Draft.Day[session]);
        if (to <= from || Layout.Members[group].Length + MostPushed > 64) return false;
        var day = from + dice.Below(to - from);
        if (Layout.Starts(session, day) is 0) return false;
        var since = day - dice.Below(Margin);
        foreach (var member in Layout.Members[group])
            if (member != session && Draft.Day[member] >= since) TakeOut(member, Layout.Rank[member]);
        Draft.Remove(session);
        if (!ejector.Force(session, day, dice.Bit(Layout.Starts(session, day)), MostPushed)) return false;
        foreach (var other in ejector.PushedOut) Await(other, Others + Layout.Rank[other]);
        return PlaceAll(limit, 1 << dice.Below(5), Others);
    }
}

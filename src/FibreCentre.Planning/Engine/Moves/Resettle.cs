namespace FibreCentre.Planning.Engine.Moves;

/// <summary>
/// A session that is not where it was told goes back to that time, or to any other, and who is in the way there where it fits best; or all of its group that are disturbed are placed anew, now and then with one more.
/// Others are not touched, so that a repair seeks only where something may be gained.
/// </summary>
internal sealed class Resettle(Search search, Ejector ejector) : Rebuild(search, Most)
{
    private const int Most = 24, MostPushedOut = 6, Near = 5;

    /// <summary>How often of 100 a whole group's are placed anew, and how often one goes back.</summary>
    private const int Together = 20, Back = 5;

    public override bool Make(long limit)
    {
        Clear();
        if (Draft.Disturbed.Length == 0) return false;
        ref var dice = ref Search.Dice;
        var session = Draft.Disturbed[dice.Below(Draft.Disturbed.Length)];
        var which = dice.Below(100);
        var groups = Layout.GroupsOf(session);
        if (which < Together && groups.Length > 0)
        {
            TakeGroupOut(groups[dice.Below(groups.Length)], AnyWay());
            return Count > 0 && PlaceAll(limit);
        }
        ref readonly var row = ref Layout.Sessions[session];
        var (day, start) = which < Together + Back ? (row.ToldDay, row.ToldStart) : AnyTime(session, ref dice);
        if (day < 0 || ((Layout.Starts(session, day) >> start) & 1) == 0) return false;
        if (Draft.IsPlaced(session)) Draft.Remove(session);
        if (!ejector.Force(session, day, start, MostPushedOut)) return false;
        foreach (var other in ejector.PushedOut) Await(other, Layout.Rank[other]);
        return PlaceAll(limit);
    }

    /// <summary>Those of a group that are disturbed, from any one on; what has no place only now and then, since the others cannot change with it while it finds none.</summary>
    private void TakeGroupOut(int group, int way)
    {
        ref var dice = ref Search.Dice;
        var members = Layout.Members[group];
        var (from, another) = (dice.Below(members.Length), dice.Below(2 * members.Length));
        for (var i = 0; i < members.Length && !IsFull; i++)
        {
            var member = members[(from + i) % members.Length];
            if (i != another && !Draft.IsDisturbed(member)) continue;
            if (Draft.IsPlaced(member)) TakeOut(member, AnyKey(member, way));
            else if (!Layout.Sessions[member].IsPinned && dice.Below(2) == 0) Await(member, AnyKey(member, 0));
        }
    }

    /// <summary>Near where it is, or anywhere; the day is -1 where it may not start on it.</summary>
    private (int Day, int Start) AnyTime(int session, ref Dice dice)
    {
        var around = Draft.IsPlaced(session) ? Draft.Day[session] : Layout.Sessions[session].ToldDay;
        var day = dice.Below(2) == 0 ? around + dice.Below((2 * Near) + 1) - Near : dice.Below(Layout.Days);
        return day < 0 || day >= Layout.Days || Layout.Starts(session, day) is 0 ? (-1, 0) : (day, dice.Bit(Layout.Starts(session, day)));
    }
}

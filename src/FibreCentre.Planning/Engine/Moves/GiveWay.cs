namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Others give way to a group that finishes late: what it has from a day on is placed first, and then who used what one of its sessions needs.</summary>
internal sealed class GiveWay(Search search) : Rebuild(search, 64)
{
    private const int Tries = 4, LongestDays = 10;
    private const long Others = 1 << 20;

    public override bool Make(long limit)
    {
        ref var dice = ref Search.Dice;
        Clear();
        var group = LateGroup(ref dice);
        if (group < 0) return false;
        var last = Draft.LastDay(group);
        var from = Layout.Groups[group].Earliest + dice.Below(last - Layout.Groups[group].Earliest + 1);
        foreach (var member in Layout.Members[group])
            if (Draft.Day[member] >= from) TakeOut(member, -Layout.Tail[member]);
        if (Count == 0) return false;
        ref readonly var row = ref Layout.Sessions[Out(dice.Below(Count))];
        if (row.NeedTo > row.NeedFrom)
        {
            ref readonly var need = ref Layout.Needs[row.NeedFrom + dice.Below(row.NeedTo - row.NeedFrom)];
            var (to, room) = (Math.Min(from + dice.Below(LongestDays), last), Count + 4 + dice.Below(20));
            for (var c = need.From; c < need.To; c++)
                for (var day = from; day <= to; day++)
                    for (var slot = 0; slot < Layout.Slots && Count < room; slot++)
                        if (Draft.Holder(Layout.Candidates[c].Resource, day, slot) is >= 0 and var other) TakeOut(other, Others - Layout.Sessions[other].Length);
        }
        return PlaceAll(limit, 1 << dice.Below(6), Others / 2);
    }

    /// <summary>Of a few groups the one whose last day costs most.</summary>
    private int LateGroup(ref Dice dice)
    {
        var (group, most) = (-1, 0);
        for (var i = 0; i < Tries && Layout.Groups.Length > 0; i++)
        {
            var one = dice.Below(Layout.Groups.Length);
            var cost = Layout.Groups[one].LastDay(Draft.LastDay(one));
            if (cost > most) (group, most) = (one, cost);
        }
        return group;
    }
}

namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Places anew what a few groups have in a window of days.</summary>
internal sealed class RebuildWindow(Search search) : Rebuild(search, 8)
{
    private const int Tries = 12, LongestDays = 3;

    public override bool Make(long limit)
    {
        ref var dice = ref Search.Dice;
        Clear();
        var first = AnySession();
        if (!Draft.IsPlaced(first)) return false;
        var (from, to, way) = (Draft.Day[first], Draft.Day[first] + dice.Below(LongestDays), AnyWay());
        TakeOut(first, AnyKey(first, way));
        for (var tries = 0; tries < Tries && !IsFull; tries++)
        {
            var other = AnySession();
            if (Draft.Day[other] < from || Draft.Day[other] > to) continue;
            var groups = Layout.GroupsOf(other);
            if (groups.Length == 0) TakeOut(other, AnyKey(other, way));
            else
                foreach (var member in Layout.Members[groups[dice.Below(groups.Length)]])
                    if (Draft.Day[member] >= from && Draft.Day[member] <= to) TakeOut(member, AnyKey(member, way));
        }
        return PlaceAll(limit);
    }
}

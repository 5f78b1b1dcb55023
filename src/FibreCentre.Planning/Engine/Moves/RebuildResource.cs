namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Places anew who uses one resource on a day or two.</summary>
internal sealed class RebuildResource(Search search) : Rebuild(search, 8)
{
    private const int LongestDays = 2;

    public override bool Make(long limit)
    {
        ref var dice = ref Search.Dice;
        Clear();
        var first = AnySession();
        ref readonly var row = ref Layout.Sessions[first];
        if (!Draft.IsPlaced(first) || row.NeedFrom == row.NeedTo) return false;
        var (resource, way) = (Draft.At[row.NeedFrom + dice.Below(row.NeedTo - row.NeedFrom)], AnyWay());
        var (from, to) = (Draft.Day[first], Math.Min(Draft.Day[first] + dice.Below(LongestDays), Layout.Days - 1));
        for (var day = from; day <= to; day++)
            for (var slot = 0; slot < Layout.Slots; slot++)
                if (Draft.Holder(resource, day, slot) is >= 0 and var holder) TakeOut(holder, AnyKey(holder, way));
        return PlaceAll(limit);
    }
}

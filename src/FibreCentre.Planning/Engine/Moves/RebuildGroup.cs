namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Places a stretch of a group's sessions anew: some in a row, or the last ones.</summary>
internal sealed class RebuildGroup : Rebuild
{
    private const int Most = 8;
    private readonly int[] groups, row;
    private readonly long[] times;

    public RebuildGroup(Search search)
        : base(search, Most)
    {
        groups = [.. Enumerable.Range(0, Layout.Groups.Length).Where(g => Layout.Members[g].Length > 1)];
        var longest = Layout.Members.Select(x => x.Length).DefaultIfEmpty(0).Max();
        (row, times) = (new int[longest], new long[longest]);
    }

    public override bool Make(long limit)
    {
        if (groups.Length == 0) return false;
        ref var dice = ref Search.Dice;
        Clear();
        var members = Layout.Members[groups[dice.Below(groups.Length)]];
        for (var i = 0; i < members.Length; i++) (row[i], times[i]) = (members[i], ((long)Draft.Day[members[i]] * 64) + Draft.Start[members[i]]);
        Array.Sort(times, row, 0, members.Length);
        var (length, way) = (1 + dice.Below(Math.Min(Most, members.Length)), AnyWay());
        var from = dice.Below(3) == 0 ? members.Length - length : dice.Below(members.Length - length + 1);
        for (var i = from; i < from + length; i++) TakeOut(row[i], AnyKey(row[i], way));
        return Count > 0 && PlaceAll(limit);
    }
}

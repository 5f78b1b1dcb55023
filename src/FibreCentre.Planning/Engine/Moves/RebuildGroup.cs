namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Places a stretch of a group's sessions anew: some in a row, or the last ones.</summary>
internal sealed class RebuildGroup : Rebuild
{
    private const int Most = 8;
    private readonly int[][] rows;
    private readonly long[] times;

    public RebuildGroup(Search search)
        : base(search, Most)
    {
        rows = [.. Layout.Members.Where(x => x.Length > 1).Select(x => x.ToArray())];
        times = new long[rows.Select(x => x.Length).DefaultIfEmpty(0).Max()];
    }

    public override bool Make(long limit)
    {
        if (rows.Length == 0) return false;
        ref var dice = ref Search.Dice;
        Clear();
        var row = rows[dice.Below(rows.Length)];
        for (var i = 0; i < row.Length; i++) times[i] = ((long)Draft.Day[row[i]] * 64) + Draft.Start[row[i]];
        Sort(times, row, row.Length);
        var (length, way) = (1 + dice.Below(Math.Min(Most, row.Length)), AnyWay());
        var from = dice.Below(3) == 0 ? row.Length - length : dice.Below(row.Length - length + 1);
        for (var i = from; i < from + length; i++) TakeOut(row[i], AnyKey(row[i], way));
        return Count > 0 && PlaceAll(limit);
    }
}

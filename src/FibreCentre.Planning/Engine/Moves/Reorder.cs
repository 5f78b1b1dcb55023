namespace FibreCentre.Planning.Engine.Moves;

/// <summary>
/// Groups are placed whole, one after another and each as early as it can be; the move is another order. Which group goes first where something is scarce decides more
/// than anything that comes after, and smaller moves cannot change it.
/// </summary>
internal sealed class Reorder : Rebuild
{
    private const int Nearby = 8, Tries = 4;
    private const long Next = 1 << 24;
    private readonly int[] order;
    private readonly int[][] members;
    private readonly int haste;

    public Reorder(Search search)
        : base(search, search.Layout.Movable.Length)
    {
        var first = Layout.Movable.Where(s => Layout.GroupsOf(s).Length > 0).ToLookup(s => Layout.GroupsOf(s)[0]);
        order = [.. first.Select(x => x.Key).OrderBy(g => Layout.Groups[g].Earliest).ThenBy(g => g)];
        members = [.. Enumerable.Range(0, Layout.Groups.Length).Select(g => first[g].ToArray())];
        // A fifth of what a day costs is haste enough to be early, and little enough to mind the rest.
        haste = Math.Max(1, Layout.Groups.Select(x => x.Finish).DefaultIfEmpty(0).Max() / 5);
    }

    /// <summary>Places all groups in the order in which they may begin, or after a change to the order tried before; false, and to be undone, when that leaves one without a place.</summary>
    public bool Begin(bool again)
    {
        if (order.Length < 2) return false;
        ref var dice = ref Search.Dice;
        var from = dice.Below(order.Length);
        if (again) Shift(from, Near(from, ref dice));
        return PlaceFrom(0, long.MaxValue / 2);
    }

    public override bool Make(long limit)
    {
        ref var dice = ref Search.Dice;
        var from = dice.Below(2) == 0 ? dice.Below(order.Length) : Latest(ref dice);
        var to = dice.Below(3) == 0 ? dice.Below(order.Length) : Near(from, ref dice);
        if (from == to) return false;
        Shift(from, to);
        if (PlaceFrom(Math.Min(from, to), limit)) return true;
        Shift(to, from);
        return false;
    }

    private int Near(int at, ref Dice dice) => Math.Clamp(at + dice.Below((2 * Nearby) + 1) - Nearby, 0, order.Length - 1);

    /// <summary>Of a few places in the order that of the group whose last day costs most.</summary>
    private int Latest(ref Dice dice)
    {
        var (latest, most) = (0, -1);
        for (var i = 0; i < Tries; i++)
        {
            var one = dice.Below(order.Length);
            var cost = Layout.Groups[order[one]].LastDay(Draft.LastDay(order[one]));
            if (cost > most) (latest, most) = (one, cost);
        }
        return latest;
    }

    private void Shift(int from, int to)
    {
        var group = order[from];
        if (from < to) Array.Copy(order, from + 1, order, from, to - from);
        else Array.Copy(order, to, order, to + 1, from - to);
        order[to] = group;
    }

    private bool PlaceFrom(int first, long limit)
    {
        Clear();
        for (var i = first; i < order.Length; i++)
            foreach (var member in members[order[i]]) TakeOut(member, (i * Next) - Layout.Tail[member]);
        return PlaceAll(limit, haste << Search.Dice.Below(3));
    }
}

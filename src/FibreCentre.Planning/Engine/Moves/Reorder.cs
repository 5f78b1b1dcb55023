namespace FibreCentre.Planning.Engine.Moves;

/// <summary>
/// Groups are placed whole, one after another and each as early as it can be; the move is another order. Which group goes first where something is scarce decides more
/// than anything that comes after, and smaller moves cannot change it.
/// </summary>
internal sealed class Reorder : Rebuild
{
    private const int Near = 8, Tries = 4;
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

    /// <summary>Whether it can matter who goes first: there are two groups or more, and of one it matters when it finishes.</summary>
    public static bool Matters(Layout layout)
    {
        var groups = layout.Movable.Where(s => layout.GroupsOf(s).Length > 0).Select(s => layout.GroupsOf(s)[0]).ToHashSet();
        return groups.Count > 1 && groups.Any(g => layout.Groups[g].MindsFinish);
    }

    /// <summary>Places all groups, in the order in which they may begin or in another one near the last that was tried; false, and to be undone, when that leaves one without a place.</summary>
    public bool Begin(bool another)
    {
        if (another)
        {
            var from = Search.Dice.Below(order.Length);
            Shift(from, (from + 1 + Search.Dice.Below(Math.Min(Near, order.Length - 1))) % order.Length);
        }
        return PlaceFrom(0, long.MaxValue / 2);
    }

    public override bool Make(long limit)
    {
        ref var dice = ref Search.Dice;
        var from = dice.Below(2) == 0 ? dice.Below(order.Length) : Latest(ref dice);
        var to = dice.Below(3) == 0 ? dice.Below(order.Length) : Math.Clamp(from + dice.Below((2 * Near) + 1) - Near, 0, order.Length - 1);
        if (from == to) return false;
        Shift(from, to);
        if (PlaceFrom(Math.Min(from, to), limit)) return true;
        Shift(to, from);
        return false;
    }

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

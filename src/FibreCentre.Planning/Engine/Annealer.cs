using FibreCentre.Planning.Engine.Moves;

namespace FibreCentre.Planning.Engine;

/// <summary>Improves a plan: hot at first, when much that costs more is accepted, and cold in the end.</summary>
internal sealed class Annealer
{
    /// <summary>The heat at first as a share of what a session's groups can cost, less after an order of groups was sought, and of what disturbing a session costs, so that it happens once in a while.</summary>
    private const double Hot = 2, Warm = 0.8, Disturbing = 0.06;

    /// <summary>The cold in the end as a share of the greatest weight, and the coldest it gets.</summary>
    private const double Cold = 0.01, Coldest = 0.1;

    /// <summary>How much of the budget goes into the order of groups, from which heat as a share of what a session's groups can cost, and down to which part of it.</summary>
    private const double Ordering = 0.15, OrderingHot = 2, OrderingCold = 0.05;

    private readonly Search search;
    private readonly double costly, disturbing, coldest;

    public Annealer(Search search)
    {
        this.search = search;
        var layout = search.Layout;
        costly = layout.Movable.Average(s => layout.GroupsOf(s).ToArray().Sum(g => layout.Groups[g].Weight));
        coldest = Math.Max(Coldest, Cold * layout.Groups.Select(x => x.Greatest).DefaultIfEmpty(0).Max());
        disturbing = Disturbing * layout.Movable.Max(s => layout.Sessions[s].DisturbWeight);
    }

    /// <summary>Improves until the budget is spent.</summary>
    /// <param name="pace">The budget.</param>
    /// <param name="anew">Whether nobody minds where sessions are now: then an order of groups is sought first.</param>
    /// <param name="progress">Told whenever the time was looked at.</param>
    public void Run(Pace pace, bool anew, Action progress)
    {
        var warm = anew && Order(pace, progress) ? Warm : Hot;
        Cool(pace, 1, Moves.Moves.All(search), Math.Max(10 * coldest, Math.Max(warm * costly, disturbing)), coldest, 1, progress);
    }

    /// <summary>Seeks the order of groups that costs least; false where it does not matter, or where not everything finds a place so.</summary>
    private bool Order(Pace pace, Action progress)
    {
        var layout = search.Layout;
        if (search.Draft.Unplaced > 0 || !layout.Groups.Any(x => x.Finish + x.Late > 0) || layout.Movable.Any(s => layout.Sessions[s].ToldDay >= 0)) return false;
        var reorder = new Reorder(search);
        search.Draft.Begin();
        if (!reorder.Begin())
        {
            search.Draft.Undo();
            return false;
        }
        search.Keep();
        // Placing so many anew is worth as many moves.
        Cool(pace, pace.Spent + ((1 - pace.Spent) * Ordering), [(reorder, 1)], OrderingHot * costly, OrderingHot * OrderingCold * costly, layout.Movable.Length, progress);
        return true;
    }

    private void Cool(Pace pace, double until, (Move Move, double Share)[] moves, double hot, double cold, int worth, Action progress)
    {
        var draft = search.Draft;
        ref var dice = ref search.Dice;
        var (from, heat, shares) = (pace.Spent, hot, moves.Sum(x => x.Share));
        while (!pace.IsOver && pace.Spent < until)
        {
            if (pace.Count(worth))
            {
                heat = hot * Math.Pow(cold / hot, (pace.Spent - from) / (until - from));
                progress();
            }
            var before = draft.Cost;
            draft.Begin();
            if (!Pick(moves, dice.Fraction() * shares).Make(before + (long)(-heat * Math.Log(1 - dice.Fraction())))) draft.Undo();
            else if (draft.Cost < before) search.Keep();
        }
    }

    private static Move Pick((Move Move, double Share)[] moves, double at)
    {
        var which = 0;
        for (; which < moves.Length - 1 && at >= moves[which].Share; which++) at -= moves[which].Share;
        return moves[which].Move;
    }
}

using FibreCentre.Planning.Engine.Moves;

namespace FibreCentre.Planning.Engine;

/// <summary>Improves a plan: hot at first, when much that costs more is accepted, and cold in the end.</summary>
internal sealed class Annealer
{
    /// <summary>
    /// The heat at first as a share of what a session's groups can cost: hot where it matters when they finish, mild where it does not and where a good plan is improved.
    /// And as a share of what disturbing a session costs, so that it happens once in a while.
    /// </summary>
    private const double Hot = 2, Mild = 0.5, Disturbing = 0.06;

    /// <summary>The cold in the end as a share of the greatest weight, and the coldest it gets.</summary>
    private const double Cold = 0.01, Coldest = 0.1;

    /// <summary>How much of a start goes into the order of groups, from which heat as a share of what a session's groups can cost, down to which part of it, and how often an order is changed until everything has a place.</summary>
    private const double Ordering = 0.05, OrderingHot = 2, OrderingCold = 0.05;
    private const int OrderingTries = 20;

    /// <summary>The most starts and the fewest that are worth while, how many moves a session has in each, and what part of the budget goes into them.</summary>
    private const int MostStarts = 5, FewestStarts = 3, MovesOfSession = 12_000;
    private const double Starting = 0.5;

    /// <summary>How much of a repair goes into settling anew what is disturbed: most of it, unless something new is to be planned well besides. And down to which part of its first heat.</summary>
    private const double Resettling = 0.75, ResettlingBesides = 0.25, Settled = 0.2;

    /// <summary>How many of its moves bring back what a group has.</summary>
    private const double Homecomings = 0.05;

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

    /// <summary>Improves until the budget is spent. Where there is time for several starts, the best of them is improved further: the largest decisions are made while it is hot, and some starts make better ones.</summary>
    /// <param name="pace">The budget.</param>
    /// <param name="anew">Whether there was no plan to start from: then an order of groups is sought first.</param>
    /// <param name="progress">Told whenever the time was looked at.</param>
    public void Run(Pace pace, bool anew, Action progress)
    {
        var (layout, moves) = (search.Layout, Moves.Moves.All(search));
        var told = layout.Movable.Any(s => layout.Sessions[s].ToldDay >= 0);
        var ordering = anew && !told && search.Draft.Unplaced == 0 && Reorder.Matters(layout);
        if (told) Resettle(pace, progress);
        var (begun, left) = (pace.Spent, 1 - pace.Spent);
        var starts = ordering ? StartsFor(pace.ExpectedMoves * left, layout.Movable.Length) : 1;
        for (var start = 1; start <= starts && !pace.IsOver; start++)
        {
            var until = starts == 1 ? 1 : begun + (left * Starting * start / starts);
            ordering = ordering && Order(pace, pace.Spent + ((until - pace.Spent) * Ordering), progress);
            Cool(pace, until, moves, Heat(layout.MindsFinish && (anew || told) ? Hot : Mild), coldest, 1, progress);
        }
        if (starts == 1) return;
        search.TakeBest();
        Cool(pace, 1, moves, Heat(Mild), coldest, 1, progress);
    }

    /// <summary>How many starts are worth while: none but the one where there is no limit, or too few moves for three.</summary>
    /// <param name="moves">The moves that are left.</param>
    /// <param name="sessions">How many sessions they are for.</param>
    internal static int StartsFor(double moves, int sessions)
    {
        var starts = Starting * moves / sessions / MovesOfSession;
        return double.IsInfinity(starts) || starts < FewestStarts ? 1 : (int)Math.Min(MostStarts, starts);
    }

    private double Heat(double share) => Math.Max(10 * coldest, Math.Max(share * costly, disturbing));

    /// <summary>
    /// Seeks the fewest to disturb, among those that are and who may give way to them: all others stay. As hot at first as disturbing one costs, so that one more is disturbed where that may spare two.
    /// Over as soon as nobody is disturbed in the best plan.
    /// </summary>
    private void Resettle(Pace pace, Action progress)
    {
        search.TakeBest();
        var (layout, draft, price) = (search.Layout, search.Draft, 0.0);
        foreach (var session in draft.Disturbed) price += (double)layout.Sessions[session].DisturbWeight / draft.Disturbed.Length;
        if (price == 0) return;
        var share = layout.Movable.All(s => layout.Sessions[s].ToldDay >= 0) ? Resettling : ResettlingBesides;
        (Move, double)[] moves = [(new Resettle(search, new Ejector(draft)), 1 - Homecomings), (new Homecoming(search, new Ejector(draft)), Homecomings)];
        Cool(pace, pace.Spent + ((1 - pace.Spent) * share), moves, price, Settled * price, 1, progress, () => draft.Disturbed.Length == 0 && draft.Cost <= search.BestCost);
        search.TakeBest();
    }

    /// <summary>Seeks the order of groups that costs least; false when none was found in which everything has a place.</summary>
    private bool Order(Pace pace, double until, Action progress)
    {
        var reorder = new Reorder(search);
        // Placing so many anew is worth as many moves.
        var worth = search.Layout.Movable.Length;
        for (var tries = 0; tries < OrderingTries && !pace.IsOver && pace.Spent < until; tries++)
        {
            if (pace.Count(worth)) progress();
            search.Draft.Begin();
            if (reorder.Begin(tries > 0))
            {
                search.Keep();
                Cool(pace, until, [(reorder, 1)], OrderingHot * costly, OrderingHot * OrderingCold * costly, worth, progress);
                return true;
            }
            search.Draft.Undo();
        }
        return false;
    }

    private void Cool(Pace pace, double until, (Move Move, double Share)[] moves, double hot, double cold, int worth, Action progress, Func<bool>? isDone = null)
    {
        var draft = search.Draft;
        ref var dice = ref search.Dice;
        var (from, heat, shares) = (pace.Spent, hot, moves.Sum(x => x.Share));
        while (!pace.IsOver && pace.Spent < until && isDone?.Invoke() != true)
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

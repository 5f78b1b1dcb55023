using FibreCentre.Planning.Engine.Moves;

namespace FibreCentre.Planning.Engine;

/// <summary>Improves a plan: hot at first, when much that costs more is accepted, and cold in the end.</summary>
internal sealed class Annealer
{
    /// <summary>The heat at first as a share of what a session's groups can cost, and of what disturbing a session costs, so that it happens once in a while.</summary>
    private const double Hot = 2, Disturbing = 0.06;

    /// <summary>The cold in the end as a share of the greatest weight, and the coldest it gets.</summary>
    private const double Cold = 0.02, Coldest = 0.1;

    private readonly Search search;
    private readonly (Move Move, double Share)[] moves;
    private readonly double hottest, coldest;

    public Annealer(Search search)
    {
        (this.search, moves) = (search, Moves.Moves.All(search));
        var layout = search.Layout;
        var costly = layout.Movable.Average(s => layout.GroupsOf(s).ToArray().Sum(g => layout.Groups[g].Weight));
        coldest = Math.Max(Coldest, Cold * layout.Groups.Select(x => x.Greatest).DefaultIfEmpty(0).Max());
        hottest = Math.Max(10 * coldest, Math.Max(Hot * costly, Disturbing * layout.Movable.Max(s => layout.Sessions[s].DisturbWeight)));
    }

    public void Run(Pace pace, Action progress)
    {
        var draft = search.Draft;
        ref var dice = ref search.Dice;
        var (from, heat, shares) = (pace.Spent, hottest, moves.Sum(x => x.Share));
        while (!pace.IsOver)
        {
            if (pace.Count())
            {
                heat = hottest * Math.Pow(coldest / hottest, (pace.Spent - from) / (1 - from));
                progress();
            }
            var before = draft.Cost;
            draft.Begin();
            if (!Pick(dice.Fraction() * shares).Make(before + (long)(-heat * Math.Log(1 - dice.Fraction())))) draft.Undo();
            else if (draft.Cost < before) search.Keep();
        }
    }

    private Move Pick(double at)
    {
        var which = 0;
        for (; which < moves.Length - 1 && at >= moves[which].Share; which++) at -= moves[which].Share;
        return moves[which].Move;
    }
}

using FibreCentre.Planning.Engine;
using FibreCentre.Planning.Engine.Moves;

namespace FibreCentre.Planning.Tests;

/// <summary>Searches to test, and what they hold.</summary>
internal static class Searches
{
    public static (Move Move, double Share)[] WithRepairs(Search search) => [.. Moves.All(search), (new Resettle(search, new(search.Draft)), 1), (new Homecoming(search, new(search.Draft)), 1)];

    public static Search Constructed(PlanningProblem problem, int seed, long moves = 2_000)
    {
        var search = new Search(new(problem), seed);
        new Constructor(search).Run(Plan.Empty, new(null, moves, default), () => { });
        return search;
    }

    public static void Agree(PlanningProblem problem, Search search)
    {
        var score = PlanScore.Of(problem, Now(search));
        Assert.Empty(score.Hard);
        Assert.Equal(score.Cost, search.Draft.Cost);
        Assert.Equal(score.Unplaced, search.Draft.Unplaced);
    }

    public static Plan Now(Search search)
    {
        var (layout, draft) = (search.Layout, search.Draft);
        return new(Enumerable.Range(0, layout.Sessions.Length).Where(draft.IsPlaced).ToDictionary(
            s => layout.Problem.Sessions[s].Id,
            s => new Placement(draft.Day[s], draft.Start[s], [.. draft.At[layout.Sessions[s].NeedFrom..layout.Sessions[s].NeedTo].Select(r => layout.Problem.Resources[r].Id)])));
    }
}

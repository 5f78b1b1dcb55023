namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Every move and how often it is tried: cheap ones often, dear ones for what cheap ones cannot do.</summary>
internal static class Moves
{
    public static (Move Move, double Share)[] All(Search search)
    {
        var ejector = new Ejector(search.Draft);
        // Where it matters when groups finish, small moves find little: the last session moves only when all before it do.
        return search.Layout.MindsFinish
            ?
            [
                (new Shift(search), 0.1), (new Swap(search), 0.05), (new Exchange(search), 0.1), (new Gather(search), 0.02),
                (new RebuildGroup(search), 0.15), (new RebuildWindow(search), 0.1), (new RebuildResource(search), 0.15),
                (new PushIn(search, ejector), 0.12), (new Pull(search, ejector), 0.005), (new GiveWay(search), 0.07), (new Trade(search), 0.25),
            ]
            :
            [
                (new Shift(search), 0.4), (new Swap(search), 0.2), (new Exchange(search), 0.1), (new Gather(search), 0.02), (new Trade(search), 0.3),
                (new RebuildGroup(search), 0.1), (new RebuildWindow(search), 0.02), (new RebuildResource(search), 0.02),
            ];
    }
}

namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Puts a session where others are, and these where they fit best.</summary>
internal sealed class PushIn(Search search, Ejector ejector) : Rebuild(search, Most)
{
    private const int Most = 6, Near = 5;

    public override bool Make(long limit)
    {
        ref var dice = ref Search.Dice;
        Clear();
        var session = AnySession();
        if (!Draft.IsPlaced(session)) return false;
        var day = Draft.Day[session] + dice.Below((2 * Near) + 1) - Near;
        if (day < 0 || day >= Layout.Days || Layout.Starts(session, day) is 0) return false;
        var start = dice.Bit(Layout.Starts(session, day));
        Draft.Remove(session);
        if (!ejector.Force(session, day, start, Most)) return false;
        foreach (var other in ejector.PushedOut) Await(other, Layout.Rank[other]);
        return PlaceAll(limit);
    }
}

namespace FibreCentre.Planning.Engine.Moves;

/// <summary>
/// A session that is not where it was told goes back to that time, or to any other, and who is in the way there where it fits best.
/// Others are not touched, so that a repair seeks only where something may be gained.
/// </summary>
internal sealed class Resettle(Search search, Ejector ejector) : Rebuild(search, MostPushedOut)
{
    private const int MostPushedOut = 6;

    /// <summary>How often of 100 it goes back.</summary>
    private const int Back = 5;

    public override bool Make(long limit)
    {
        Clear();
        if (Draft.Disturbed.Length == 0) return false;
        ref var dice = ref Search.Dice;
        var session = Draft.Disturbed[dice.Below(Draft.Disturbed.Length)];
        ref readonly var row = ref Layout.Sessions[session];
        var (day, start) = dice.Below(100) < Back ? (row.ToldDay, row.ToldStart) : AnyTime(session);
        if (day < 0 || ((Layout.Starts(session, day) >> start) & 1) == 0) return false;
        if (Draft.IsPlaced(session)) Draft.Remove(session);
        if (!ejector.Force(session, day, start, MostPushedOut)) return false;
        foreach (var other in ejector.PushedOut) Await(other, Layout.Rank[other]);
        return PlaceAll(limit);
    }
}

namespace FibreCentre.Planning.Engine.Moves;

/// <summary>One session to another time, near or far, with the resources it had where they are free.</summary>
internal sealed class Shift(Search search) : Move(search)
{
    private const int Near = 3;

    public override bool Make(long limit)
    {
        ref var dice = ref Search.Dice;
        var session = AnySession();
        if (!Draft.IsPlaced(session)) return Seeker.FindBest(session, ref dice) && Place(session, limit);
        var day = dice.Below(2) == 0 ? Draft.Day[session] + dice.Below((2 * Near) + 1) - Near : dice.Below(Layout.Days);
        if (day < 0 || day >= Layout.Days || Layout.Starts(session, day) == 0) return false;
        Draft.Remove(session);
        return Seeker.FindAny(session, day, ref dice) && Place(session, limit);
    }
}

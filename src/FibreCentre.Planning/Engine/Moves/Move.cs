namespace FibreCentre.Planning.Engine.Moves;

/// <summary>A way to change a plan.</summary>
internal abstract class Move(Search search)
{
    protected Search Search { get; } = search;

    protected Layout Layout { get; } = search.Layout;

    protected Draft Draft { get; } = search.Draft;

    protected Seeker Seeker { get; } = search.Seeker;

    /// <summary>Changes the draft; false when it cannot, or when it costs more than the limit, and the draft is then to be undone.</summary>
    public abstract bool Make(long limit);

    protected int AnySession() => Layout.Movable[Search.Dice.Below(Layout.Movable.Length)];

    /// <summary>Places what the seeker found unless that costs too much.</summary>
    protected bool Place(int session, long limit)
    {
        if (Draft.Cost + Seeker.Cost - Layout.Problem.UnplacedWeight > limit) return false;
        Seeker.Place(session);
        return true;
    }

    /// <summary>Places what the seeker found, whatever it costs.</summary>
    protected bool Put(int session)
    {
        Seeker.Place(session);
        return true;
    }
}

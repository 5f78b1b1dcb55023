namespace FibreCentre.Planning.Engine.Moves;

/// <summary>A way to change a plan.</summary>
internal abstract class Move(Search search)
{
    /// <summary>What filling gaps may save at a guess.</summary>
    private const int Gaps = 10;

    /// <summary>How many days later or earlier is near.</summary>
    private const int Around = 5;

    /// <summary>Days overlooked, of 256.</summary>
    protected const int Blink = 8;

    /// <summary>What those still out may save by filling gaps, keeping company or spreading over days; that can be much.</summary>
    private readonly int saving = search.Layout.Groups.Any(x => x.Lone + x.Missing > 0) ? 1 << 20 : Gaps;

    protected Search Search { get; } = search;

    protected Layout Layout { get; } = search.Layout;

    protected Draft Draft { get; } = search.Draft;

    protected Seeker Seeker { get; } = search.Seeker;

    /// <summary>Changes the draft; false when it cannot, or when it costs more than the limit, and the draft is then to be undone.</summary>
    public abstract bool Make(long limit);

    /// <summary>Near where it is, or was told, or anywhere; the day is -1 where it may not start on it.</summary>
    protected (int Day, int Start) AnyTime(int session)
    {
        ref var dice = ref Search.Dice;
        var around = Draft.IsPlaced(session) ? Draft.Day[session] : Layout.Sessions[session].ToldDay;
        var day = around >= 0 && dice.Below(2) == 0 ? around + dice.Below((2 * Around) + 1) - Around : dice.Below(Layout.Days);
        return day < 0 || day >= Layout.Days || Layout.Starts(session, day) is 0 ? (-1, 0) : (day, dice.Bit(Layout.Starts(session, day)));
    }

    protected int AnySession() => Layout.Movable[Search.Dice.Below(Layout.Movable.Length)];

    /// <summary>
    /// What placing the next of so many that are out may cost. Each that is still out adds something when it is placed, or nothing, so what is spent already only grows; apart from what it may save.
    /// </summary>
    protected long LimitOfNext(long limit, int stillOut) => limit - Draft.Cost + ((long)stillOut * Layout.Problem.UnplacedWeight) + (stillOut > 1 ? saving : 0);

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

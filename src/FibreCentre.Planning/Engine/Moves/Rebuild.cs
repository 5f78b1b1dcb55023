namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Takes some sessions out and places each where it fits best.</summary>
internal abstract class Rebuild(Search search, int most) : Move(search)
{
    private readonly int[] out_ = new int[most];
    private readonly long[] keys = new long[most];

    /// <summary>How many are out.</summary>
    protected int Count { get; private set; }

    protected bool IsFull => Count == out_.Length;

    /// <summary>One of those that are out.</summary>
    protected int Out(int at) => out_[at];

    protected void Clear() => Count = 0;

    /// <summary>Takes a session out that may be; it will be placed in the order of the keys.</summary>
    protected void TakeOut(int session, long key)
    {
        if (IsFull || Layout.Sessions[session].IsPinned || !Draft.IsPlaced(session)) return;
        Draft.Remove(session);
        Await(session, key);
    }

    /// <summary>A session that is out already will be placed in the order of the keys.</summary>
    protected void Await(int session, long key)
    {
        (keys[Count], out_[Count]) = (key, session);
        Count++;
    }

    /// <summary>Places what is out, each where it fits best; those with keys below a limit in haste.</summary>
    protected bool PlaceAll(long limit, int haste = 0, long hasty = long.MaxValue)
    {
        Sort(keys, out_, Count);
        for (var i = 0; i < Count; i++)
        {
            if (!Seeker.FindBest(out_[i], ref Search.Dice, Blink, LimitOfNext(limit, Count - i), keys[i] < hasty ? haste : 0)) return false;
            Seeker.Place(out_[i]);
        }
        return Draft.Cost <= limit;
    }

    /// <summary>Sorts items by their keys; quick where they are few, or nearly sorted, as they are.</summary>
    protected static void Sort(long[] keys, int[] items, int count)
    {
        for (var i = 1; i < count; i++)
        {
            var (key, item, at) = (keys[i], items[i], i);
            for (; at > 0 && keys[at - 1] > key; at--) (keys[at], items[at]) = (keys[at - 1], items[at - 1]);
            (keys[at], items[at]) = (key, item);
        }
    }

    /// <summary>A key that is the session's time, its length, or chance; the same for all of one move.</summary>
    protected long AnyKey(int session, int way) => way switch
    {
        0 => Search.Dice.Below(1 << 20),
        1 => -Layout.Sessions[session].Length,
        _ => ((long)Draft.Day[session] * 64) + Draft.Start[session],
    };

    /// <summary>A way to order for <see cref="AnyKey"/>: by time more often than not.</summary>
    protected int AnyWay() => Search.Dice.Below(4);
}

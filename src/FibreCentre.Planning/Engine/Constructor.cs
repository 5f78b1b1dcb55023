namespace FibreCentre.Planning.Engine;

/// <summary>Places everything: each session where it fits best and, where it fits nowhere, by pushing out what is easier to place again.</summary>
internal sealed class Constructor(Search search)
{
    private const int Shakes = 40;
    private readonly Layout layout = search.Layout;
    private readonly Draft draft = search.Draft;
    private readonly Ejector ejector = new(search.Draft);
    private readonly List<int> waiting = [];
    private readonly Comparer<int> byRank = Comparer<int>.Create((a, b) => search.Layout.Rank[b].CompareTo(search.Layout.Rank[a]));

    /// <summary>Starts from a plan, as far as it can be kept, and places the rest. What is pinned comes first, then what was told.</summary>
    public void Run(Plan start, Pace pace, Action progress, double most = 1)
    {
        search.Load(start);
        waiting.AddRange(layout.Movable.Where(s => !draft.IsPlaced(s)).OrderByDescending(Urgency));
        while (waiting.Count > 0 && !pace.IsOver && pace.Spent < most)
        {
            var session = waiting[^1];
            waiting.RemoveAt(waiting.Count - 1);
            if (pace.Count()) progress();
            if (search.Seeker.FindBest(session, ref search.Dice)) search.Seeker.Place(session);
            else if (ejector.MakeRoom(session, ref search.Dice))
            {
                // The last to wait is the first to be placed: what comes before others.
                foreach (var other in ejector.PushedOut) waiting.Add(other);
                waiting.Sort(waiting.Count - ejector.PushedOut.Length, ejector.PushedOut.Length, byRank);
                Shake();
                pace.Look();
            }
            if (draft.Unplaced < search.BestUnplaced) search.Keep();
        }
        search.Keep();
    }

    /// <summary>Who starts first is placed first, group by group and in order.</summary>
    private (int, int, int, int) Urgency(int session)
    {
        var groups = layout.GroupsOf(session);
        var group = groups.Length > 0 ? groups[0] : -1;
        return (group < 0 ? 0 : layout.Groups[group].Earliest, group, layout.Rank[session], -layout.Sessions[session].Length);
    }

    /// <summary>Moves some sessions nobody was told of to any place that is free, so that the same gap is not tried twice.</summary>
    private void Shake()
    {
        for (var i = 0; i < Shakes; i++)
        {
            var session = layout.Movable[search.Dice.Below(layout.Movable.Length)];
            if (!draft.IsPlaced(session) || layout.Sessions[session].ToldDay >= 0) continue;
            draft.Begin();
            var day = Math.Clamp(draft.Day[session] + search.Dice.Below(7) - 3, 0, layout.Days - 1);
            draft.Remove(session);
            if (search.Seeker.FindAny(session, day, ref search.Dice)) search.Seeker.Place(session);
            else draft.Undo();
        }
        draft.Begin();
    }
}

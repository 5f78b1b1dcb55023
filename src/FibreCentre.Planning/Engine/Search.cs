namespace FibreCentre.Planning.Engine;

/// <summary>What constructing and improving work with.</summary>
internal sealed class Search
{
    private readonly int[] bestDay, bestStart, bestAt;
    private Dice dice;

    public Search(Layout layout, int seed)
    {
        Layout = layout;
        Draft = new(layout);
        Seeker = new(Draft);
        dice = new(seed);
        (bestDay, bestStart, bestAt) = (new int[layout.Sessions.Length], new int[layout.Sessions.Length], new int[layout.Needs.Length]);
        Array.Fill(bestDay, -1);
    }

    public Layout Layout { get; }

    public Draft Draft { get; }

    public Seeker Seeker { get; }

    public ref Dice Dice => ref dice;

    public long BestCost { get; private set; } = long.MaxValue;

    public int BestUnplaced { get; private set; } = int.MaxValue;

    /// <summary>Keeps the draft when it is better than what is kept: more is placed, or the same at less cost.</summary>
    public bool Keep()
    {
        if (Draft.Unplaced > BestUnplaced || (Draft.Unplaced == BestUnplaced && Draft.Cost >= BestCost)) return false;
        (BestCost, BestUnplaced) = (Draft.Cost, Draft.Unplaced);
        Draft.Day.CopyTo(bestDay, 0);
        Draft.Start.CopyTo(bestStart, 0);
        Draft.At.CopyTo(bestAt, 0);
        return true;
    }

    /// <summary>The draft becomes what is kept. That cannot be undone: <see cref="Draft.Begin"/> has to follow.</summary>
    public void TakeBest()
    {
        foreach (var s in Layout.Movable)
            if (Draft.IsPlaced(s)) Draft.Remove(s);
        foreach (var s in Layout.Movable)
            if (bestDay[s] >= 0) Draft.Place(s, bestDay[s], bestStart[s], Slice(bestAt, s));
    }

    public Plan Best()
    {
        var placements = new Dictionary<string, Placement>(StringComparer.Ordinal);
        for (var s = 0; s < bestDay.Length; s++)
            if (bestDay[s] >= 0) placements.Add(Layout.Problem.Sessions[s].Id, new(bestDay[s], bestStart[s], [.. Slice(bestAt, s).ToArray().Select(r => Layout.Problem.Resources[r].Id)]));
        return new(placements);
    }

    /// <summary>Places what of a plan can be: what is pinned first, wherever the plan has it, then what was told.</summary>
    public void Load(Plan plan)
    {
        var sessions = Layout.Problem.Sessions;
        for (var s = 0; s < sessions.Count; s++)
            if (sessions[s].Pinned is { } pinned) PlaceAt(s, pinned);
        foreach (var s in Layout.Movable.OrderBy(s => Layout.Sessions[s].ToldDay < 0))
            if (plan.Placements.TryGetValue(sessions[s].Id, out var there)) PlaceAt(s, there);
    }

    /// <summary>Places a session exactly there, when it may be and is free.</summary>
    public bool PlaceAt(int session, Placement placement)
    {
        ref readonly var row = ref Layout.Sessions[session];
        if (ProblemCheck.Fault(Layout.Problem, Layout.Names, Layout.Problem.Sessions[session], placement) is not null) return false;
        var resources = placement.Resources.Select(x => Layout.Names.Resources[x]).ToArray();
        if (resources.Distinct().Count() < resources.Length || !Seeker.MayStart(session, placement.Day, placement.Start) || !Draft.HasKit(session, placement.Day, placement.Start)) return false;
        for (var n = row.NeedFrom; n < row.NeedTo; n++)
        {
            var suits = false;
            for (var c = Layout.Needs[n].From; c < Layout.Needs[n].To && !suits; c++)
                suits = Layout.Candidates[c].Resource == resources[n - row.NeedFrom] && Seeker.Suits(Layout.Candidates[c], placement.Day, row.Span << placement.Start, row.Length);
            if (!suits) return false;
        }
        Draft.Place(session, placement.Day, placement.Start, resources);
        return true;
    }

    private Span<int> Slice(int[] at, int session) => at.AsSpan(Layout.Sessions[session].NeedFrom, Layout.Sessions[session].NeedTo - Layout.Sessions[session].NeedFrom);
}

namespace FibreCentre.Planning.Engine.Moves;

/// <summary>All needs that want one resource get the same one, as far as it is free.</summary>
internal sealed class Gather : Move
{
    private readonly int[] keeps;
    private readonly int[] resources = new int[PlanningProblem.MostOfSession];

    public Gather(Search search)
        : base(search) => keeps = [.. Enumerable.Range(0, Layout.KeptNeeds.Length).Where(k => Layout.KeptNeeds[k].Length > 1)];

    public override bool Make(long limit)
    {
        if (keeps.Length == 0) return false;
        ref var dice = ref Search.Dice;
        var needs = Layout.KeptNeeds[keeps[dice.Below(keeps.Length)]];
        ref readonly var one = ref Layout.Needs[needs[dice.Below(needs.Length)]];
        if (one.From == one.To) return false;
        var wanted = Layout.Candidates[one.From + dice.Below(one.To - one.From)].Resource;
        var changed = false;
        foreach (var need in needs)
        {
            var session = Layout.SessionOfNeed[need];
            ref readonly var row = ref Layout.Sessions[session];
            if (row.IsPinned || !Draft.IsPlaced(session) || Draft.At[need] == wanted || !Meets(need, wanted, session)) continue;
            Draft.At.AsSpan(row.NeedFrom, row.NeedTo - row.NeedFrom).CopyTo(resources);
            resources[need - row.NeedFrom] = wanted;
            var (day, start) = (Draft.Day[session], Draft.Start[session]);
            Draft.Remove(session);
            Draft.Place(session, day, start, resources.AsSpan(0, row.NeedTo - row.NeedFrom));
            changed = true;
        }
        return changed && Draft.Cost <= limit;
    }

    private bool Meets(int need, int resource, int session)
    {
        for (var c = Layout.Needs[need].From; c < Layout.Needs[need].To; c++)
            if (Layout.Candidates[c].Resource == resource && Seeker.Suits(Layout.Candidates[c], Draft.Day[session], Layout.Sessions[session].Span << Draft.Start[session], Layout.Sessions[session].Length)) return true;
        return false;
    }
}

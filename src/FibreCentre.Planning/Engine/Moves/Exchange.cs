namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Another resource for one need of a session; whoever has it then takes another one.</summary>
internal sealed class Exchange : Move
{
    private readonly int[] needs;
    private readonly int[] resources;

    public Exchange(Search search)
        : base(search)
    {
        needs = [.. Enumerable.Range(0, Layout.Needs.Length).Where(n => Layout.Needs[n].To - Layout.Needs[n].From > 1 && !Layout.Sessions[Layout.SessionOfNeed[n]].IsPinned)];
        resources = new int[PlanningProblem.MostOfSession];
    }

    public override bool Make(long limit)
    {
        if (needs.Length == 0) return false;
        ref var dice = ref Search.Dice;
        var need = needs[dice.Below(needs.Length)];
        var session = Layout.SessionOfNeed[need];
        if (!Draft.IsPlaced(session)) return false;
        ref readonly var row = ref Layout.Sessions[session];
        ref readonly var candidate = ref Layout.Candidates[Layout.Needs[need].From + dice.Below(Layout.Needs[need].To - Layout.Needs[need].From)];
        var (day, start, wanted, span) = (Draft.Day[session], Draft.Start[session], candidate.Resource, row.Span << Draft.Start[session]);
        if (wanted == Draft.At[need] || day < candidate.FromDay || day > candidate.ToDay || (Layout.Closed[(wanted * Layout.Days) + day] & span) != 0) return false;
        var other = -1;
        if ((Draft.Busy(wanted, day) & span) != 0)
            for (var slot = start; slot < start + row.Length; slot++)
                if (Draft.Holder(wanted, day, slot) is >= 0 and var holder && holder != other)
                {
                    if (other >= 0 || holder == session || Layout.Sessions[holder].IsPinned) return false;
                    other = holder;
                }
        Draft.At.AsSpan(row.NeedFrom, row.NeedTo - row.NeedFrom).CopyTo(resources);
        resources[need - row.NeedFrom] = wanted;
        Draft.Remove(session);
        var (otherDay, otherStart) = (0, 0);
        if (other >= 0)
        {
            (otherDay, otherStart) = (Draft.Day[other], Draft.Start[other]);
            Draft.Remove(other);
        }
        if (!Draft.IsFree(wanted, day, span, row.Length)) return false;
        Draft.Place(session, day, start, resources.AsSpan(0, row.NeedTo - row.NeedFrom));
        return other < 0 ? Draft.Cost <= limit : Seeker.FindAt(other, otherDay, otherStart, ref dice) && Place(other, limit);
    }
}

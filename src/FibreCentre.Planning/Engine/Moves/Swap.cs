namespace FibreCentre.Planning.Engine.Moves;

/// <summary>Two sessions take each other's time, and each other's resources where they can.</summary>
internal sealed class Swap(Search search) : Move(search)
{
    public override bool Make(long limit)
    {
        ref var dice = ref Search.Dice;
        var (one, other) = (AnySession(), 0);
        var groups = Layout.GroupsOf(one);
        other = groups.Length > 0 && dice.Below(2) == 0 ? OneOf(Layout.Members[groups[dice.Below(groups.Length)]]) : AnySession();
        if (one == other || Layout.Sessions[other].IsPinned || !Draft.IsPlaced(one) || !Draft.IsPlaced(other)) return false;
        var (oneDay, oneStart, otherDay, otherStart) = (Draft.Day[one], Draft.Start[one], Draft.Day[other], Draft.Start[other]);
        if ((oneDay == otherDay && oneStart == otherStart) || !Opens(one, otherDay, otherStart) || !Opens(other, oneDay, oneStart)) return false;
        Draft.Remove(one);
        Draft.Remove(other);
        return Seeker.MayStart(one, otherDay, otherStart) && Seeker.FindAt(one, otherDay, otherStart, ref dice) && Put(one)
            && Seeker.MayStart(other, oneDay, oneStart) && Seeker.FindAt(other, oneDay, oneStart, ref dice) && Place(other, limit);
    }

    private int OneOf(int[] sessions) => sessions[Search.Dice.Below(sessions.Length)];

    private bool Opens(int session, int day, int start) => ((Layout.Starts(session, day) >> start) & 1) != 0;
}

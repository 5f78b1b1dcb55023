using FibreCentre.Planning.Engine;

namespace FibreCentre.Planning.Explaining;

/// <summary>What stands in the way of a session that is not placed, at each time it could start.</summary>
internal sealed class Blockers
{
    private readonly Layout layout;
    private readonly Draft draft;
    private readonly int session;
    private readonly List<(CauseKind Kind, int Which)> causes = [];
    private readonly Dictionary<(CauseKind, int), SortedSet<int>> days = [];

    public Blockers(Draft draft, int session)
    {
        (this.draft, this.session, layout) = (draft, session, draft.Layout);
        var earliest = 0;
        foreach (var group in layout.GroupsOf(session)) earliest = Math.Max(earliest, layout.Groups[group].Earliest);
        for (var day = earliest; day < layout.Days; day++)
            for (var (starts, start) = (Layout.Fold(layout.Open[day], layout.Sessions[session].Length), 0); start < layout.Slots; start++)
                if (((starts >> start) & 1) != 0) At.Add((day, start, Of(day, start)));
    }

    /// <summary>Each time, and a bit for each cause against it.</summary>
    public List<(int Day, int Start, ulong Causes)> At { get; } = [];

    public int Count => causes.Count;

    public Cause Cause(int at)
    {
        var (kind, what) = (causes[at].Kind, What(causes[at].Kind, causes[at].Which));
        return new(kind, [.. days[causes[at]]], Sentence(kind, what, [.. days[causes[at]]]), what);
    }

    private ulong Of(int day, int start)
    {
        ref readonly var row = ref layout.Sessions[session];
        var (against, span) = (0UL, row.Span << start);
        void Add(CauseKind kind, int which = 0)
        {
            var at = causes.IndexOf((kind, which));
            if (at < 0 && causes.Count == 64) return;
            if (at < 0) (at, days[(kind, which)]) = (causes.Count, []);
            if (at == causes.Count) causes.Add((kind, which));
            days[(kind, which)].Add(day);
            against |= 1UL << at;
        }
        if (((layout.Starts(session, day) >> start) & 1) == 0) Add(CauseKind.GroupClosed);
        if ((draft.TakenOf(session, day) & span) != 0) Add(CauseKind.GroupElsewhere);
        var (first, last) = draft.Range(session);
        if ((day * 64) + start < first || (day * 64) + start > last) Add(CauseKind.Order);
        for (var n = row.NeedFrom; n < row.NeedTo; n++)
            if (Against(n, day, span, row.Length) is { } kind) Add(kind, n);
        for (var k = row.KitFrom; k < row.KitTo; k++)
        {
            var use = layout.KitUses[k];
            if (layout.KitUnits[(use.Kit * layout.Days) + day] < use.Units) Add(CauseKind.KitAway, k);
            else if (Enumerable.Range(start, row.Length).Any(slot => draft.KitFree(use.Kit, day, slot) < use.Units)) Add(CauseKind.KitUsed, k);
        }
        return against;
    }

    private CauseKind? Against(int need, int day, ulong span, int length)
    {
        var (any, open) = (false, false);
        for (var c = layout.Needs[need].From; c < layout.Needs[need].To; c++)
        {
            ref readonly var candidate = ref layout.Candidates[c];
            if (day < candidate.FromDay || day > candidate.ToDay) continue;
            any = true;
            if (draft.IsFree(candidate.Resource, day, span, length)) return null;
            open |= (layout.Closed[(candidate.Resource * layout.Days) + day] & span) == 0 && layout.DayLimit[candidate.Resource] >= length;
        }
        return open ? CauseKind.NeedUsed : any ? CauseKind.NeedClosed : CauseKind.NoneMeets;
    }

    private string? What(CauseKind kind, int which) => kind switch
    {
        CauseKind.NoneMeets or CauseKind.NeedClosed or CauseKind.NeedUsed => Need(layout.Problem.Sessions[session].Needs[which - layout.Sessions[session].NeedFrom]),
        CauseKind.KitAway or CauseKind.KitUsed => layout.Problem.Kit[layout.KitUses[which].Kit].Id,
        _ => null,
    };

    private string Sentence(CauseKind kind, string? what, IReadOnlyList<int> on)
    {
        var groups = string.Join(" or ", layout.Problem.Sessions[session].Groups);
        var when = Words.Days(on);
        return kind switch
        {
            CauseKind.GroupClosed => $"{groups} cannot attend on {when}.",
            CauseKind.GroupElsewhere => $"{groups} is in another session on {when}.",
            CauseKind.Order => $"What comes before it is not over, or what comes after it has begun, on {when}.",
            CauseKind.NoneMeets => $"There is no {what} on {when}.",
            CauseKind.NeedClosed => $"Every {what} is closed, or would be used too long, on {when}.",
            CauseKind.NeedUsed => $"Every {what} that is open is used by others on {when}.",
            CauseKind.KitAway => $"There are too few of {what} on {when}.",
            _ => $"Others leave too few of {what} on {when}.",
        };
    }

    private static string Need(Need need) => need.Kind + (need.Skill is null ? "" : $" with {need.Skill}") + (need.Seats > 0 && need.SeatWeight == 0 ? $" for {need.Seats}" : "");
}

using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Planning;

namespace FibreCentre.Api.Features.Planning;

/// <summary>What the engine says of a plan, in the centre's words: names and dates.</summary>
internal sealed class DraftWords(PlanningTable table)
{
    private const int MostSpans = 4, MostNames = 6, DaysTried = 20;

    /// <summary>Why a session cannot be, in a sentence.</summary>
    /// <param name="then">On the day that is spoken of; else with all the days on which it stands in the way.</param>
    public string Say(Cause cause, TableSession session, bool then = false)
    {
        var (what, when) = (cause.What ?? "", then ? "" : $" {Dates(cause.Days)}");
        return cause.Kind switch
        {
            CauseKind.NoTime => "On no day is the centre open long enough for it.",
            CauseKind.GroupClosed => $"Its trainees cannot come, or the centre closes too soon{when}.",
            CauseKind.GroupElsewhere => $"{session.Cohort.Label} is in another session{when}.",
            CauseKind.Order => $"What comes before it is not over or what comes after it has begun{when}.",
            CauseKind.NoneMeets => $"There is no {what}{when}.",
            CauseKind.NeedClosed => $"Every {what} is out of use, away or would work too long{when}{Names(session, what)}.",
            CauseKind.NeedUsed => $"Every {what} that could be used is taken{when}{Names(session, what)}.",
            CauseKind.KitAway => $"There are too few {what} in use and in calibration{when}.",
            _ => $"Others leave too few {what}{when}.",
        };
    }

    /// <summary>Days as people say them: <c>on Monday 7 December 2026, and from ... to ...</c>.</summary>
    public string Dates(IReadOnlyList<int> days)
    {
        if (days.Count == 0) return "on any day";
        if (days.Count == table.Days.Count) return "on every day that was looked at";
        var spans = new List<(int First, int Last)>();
        foreach (var day in days)
            if (spans.Count > 0 && spans[^1].Last == day - 1) spans[^1] = (spans[^1].First, day);
            else spans.Add((day, day));
        var said = spans.Take(MostSpans).Select(span => span.First == span.Last ? $"on {CohortErrors.Day(table.Days[span.First])}" : $"from {CohortErrors.Day(table.Days[span.First])} to {CohortErrors.Day(table.Days[span.Last])}");
        return string.Join(", ", said) + (spans.Count > MostSpans ? $", and on {spans.Skip(MostSpans).Sum(span => span.Last - span.First + 1)} other days" : "");
    }

    /// <summary>Where the engine finds a place for each need by itself but not for all at once: what is short on the day that comes nearest, as the centre's own planning says it.</summary>
    public IReadOnlyList<string> Shortfalls(TableSession session, Plan plan)
    {
        var places = table.Sessions.Where(each => plan.Placements.ContainsKey(each.Key)).ToDictionary(each => each.Key, each => table.PlaceOf(each, plan.Placements[each.Key]));
        var kit = table.KitFor(places);
        var centre = table.Centre.With(table.Sessions.Where(each => places.ContainsKey(each.Key)).SelectMany(each => places[each.Key].Bays.Concat(places[each.Key].Instructors).Select(id => new ResourceId(id)).Concat(kit[each.Key]).Select(id =>
            new Taken(id, table.Centre.Around(id, each.Pattern.BayKind).Around(table.SlotOf(each, places[each.Key])), each.Cohort.Label, Work: table.Centre.KindOf(id) == ResourceKind.Instructor ? table.SlotOf(each, places[each.Key]) : null))));
        var first = session.Cohort.Wanted?.NotBefore ?? table.Days[0];
        return table.Days.Where(day => day >= first).Take(DaysTried).Where(table.Calendar.IsWorkingDay)
            .Select(day => Proposing.One(session.Cohort.Version.Spec.InstructorQualifications, new(session.Number, session.Pattern, table.Calendar.Time.On(day, session.Pattern.Starts, session.Pattern.Ends), day), session.Cohort.Places, centre).Shortfalls)
            .MinBy(shortfalls => shortfalls.Count) ?? [];
    }

    /// <summary>Who or what it is that is meant.</summary>
    private string Names(TableSession session, string what)
    {
        var names = session.Bays.Any(bay => what.StartsWith(bay.Kind.Replace('-', ' '), StringComparison.Ordinal))
            ? table.Centre.Bays.Where(bay => bay.BayKind == session.Bays[0].Kind && bay.Capacity >= session.Bays.Min(each => each.Seats)).Select(bay => bay.Name).ToList()
            : [.. table.Centre.Instructors.Where(each => session.Cohort.Version.Spec.InstructorQualifications.All(asked => each.Qualifications.Any(held => held.Name == asked))).Select(each => each.Name)];
        return names.Count == 0 ? "" : $": {string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}";
    }
}

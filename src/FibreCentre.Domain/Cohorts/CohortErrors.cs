using System.Globalization;

namespace FibreCentre.Domain.Cohorts;

/// <summary>Everything planning and changing a cohort refuses.</summary>
public static class CohortErrors
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public static Error NotFound() => new(ErrorKind.NotFound, "cohort-not-found", "No such cohort", "Check the reference.");

    public static Error SessionNotFound() => new(ErrorKind.NotFound, "session-not-found", "No such session", "Check the reference.");

    public static Error CapacityOutOfRange() => new(ErrorKind.Invalid, "capacity-out-of-range", "Choose how many places", "A cohort has from 1 to 60 places.");

    public static Error FirstDayPast() => new(ErrorKind.Invalid, "first-day-past", "The first day has passed", "Choose a first day in the future.");

    public static Error TimePast() => new(ErrorKind.Invalid, "time-past", "That time has passed", "Choose a time in the future.");

    public static Error NotADraft(CohortState state) => new(ErrorKind.Conflict, "not-a-draft", "Already published", $"The cohort is {Word(state)}; only a draft can be published. {(state is CohortState.Open or CohortState.Confirmed ? "Providers see it and can book." : "Plan a new one.")}");

    public static Error CannotChange(CohortState state) => new(ErrorKind.Conflict, "cohort-cannot-change", "The cohort cannot change any more", $"It is {Word(state)}. {(state == CohortState.Running ? "Sessions that lie ahead can still be moved; for other places or dates plan a new cohort." : "Plan a new cohort of the course instead.")}");

    public static Error NotOpen(CohortState state) => new(ErrorKind.Conflict, "cohort-not-open", "There is nothing to confirm", $"The cohort is {Word(state)}; only an open one can be confirmed to run. {(state switch { CohortState.Draft => "Publish it first.", CohortState.Cancelled => "Plan a new one.", _ => "There is nothing more to decide." })}");

    public static Error CapacityBelowPlaces(int taken, int kept) =>
        new(ErrorKind.Conflict, "capacity-below-places", "There are more places than that", $"{taken} {(taken == 1 ? "place is" : "places are")} taken{(kept > 0 ? $" and {kept} kept for a provider" : "")}. Choose {taken + kept} or more, or free places first.")
        { Facts = new Dictionary<string, object?> { ["taken"] = taken, ["kept"] = kept } };

    public static Error SessionHasStarted() => new(ErrorKind.Conflict, "session-has-started", "The session has started", "Only a session that lies ahead can move.");

    public static Error SessionsOverlap() => new(ErrorKind.Conflict, "sessions-overlap", "Two sessions of the cohort would overlap", "Choose a time when the cohort has no other session.");

    public static Error ChangedMeanwhile() => new(ErrorKind.Conflict, "changed-meanwhile", "Somebody else changed this", "Look at it again, then repeat your change.");

    public static Error TakenMeanwhile() =>
        new(ErrorKind.Conflict, "resources-taken", "Not everything is free", "A bay, instructor, kit item or trainee was taken for that time in this moment. Look again at what is free.");

    public static Error SameCohort() => new(ErrorKind.Invalid, "same-cohort", "Choose another cohort", "It is the cohort itself.");

    public static Error OtherCourse(string course) => new(ErrorKind.Conflict, "other-course", "Another course", $"Choose a cohort of {course}.");

    public static Error NoRoomThere() => new(ErrorKind.Conflict, "no-room-there", "No place is left there", "The cohort chosen is full. Choose another one, or move nobody.");

    public static Error OtherMoves(int moves) =>
        new(ErrorKind.Conflict, "other-moves", "Not as many move as you saw", $"{(moves == 1 ? "1 place" : $"{moves} places")} can move now. Look at each place again, then decide.")
        { Facts = new Dictionary<string, object?> { ["moves"] = moves } };

    public static Error CentreShut(DateOnly day, string reason) =>
        new(ErrorKind.Conflict, "centre-shut", "The centre is shut that day", $"{Day(day)}: {reason}. Choose a working day.");

    /// <param name="days">How many working days were looked for.</param>
    public static Error TooFewWorkingDays(DateOnly from, int days) =>
        new(ErrorKind.Conflict, "too-few-working-days", "The centre is shut for too long", $"Within a year of {Day(from)} it has no {days} working days. Choose a day well before the closure, or after it.");

    public static Error OutsideOpeningHours(string session, TimeOnly opens, TimeOnly closes) =>
        new(ErrorKind.Conflict, "outside-opening-hours", "Outside opening hours", $"{session} must lie on one day between {Time(opens)} and {Time(closes)}.");

    /// <param name="clashes">One sentence for each resource that is not to be had.</param>
    /// <param name="alternatives">First days on which everything would fit, nearest first; null when none were looked for.</param>
    public static Error ResourcesTaken(IReadOnlyList<string> clashes, IReadOnlyList<DateOnly>? alternatives) =>
        new(ErrorKind.Conflict, "resources-taken", "Not everything is free", string.Join(" ", clashes) +
            (alternatives is null ? "" : alternatives.Count == 0 ? " No day in the six weeks after fits either." : $" It would fit on {string.Join(" or ", alternatives.Select(Day))}."))
        { Facts = new Dictionary<string, object?> { ["clashes"] = clashes, ["alternatives"] = alternatives ?? [] } };

    public static string Day(DateOnly day) => day.ToString("dddd d MMMM yyyy", British);

    /// <summary>As people say it: <c>9:00am</c>.</summary>
    public static string Time(TimeOnly time) => time.ToString("h:mm", CultureInfo.InvariantCulture) + (time.Hour < 12 ? "am" : "pm");

    /// <summary>What is said where trainees are needed in two places.</summary>
    /// <param name="count">From 1.</param>
    public static string Busy(int count) => count == 1 ? "One trainee has another session or practice then." : $"{count} trainees have another session or practice then.";

    private static string Word(CohortState state) => state.ToString().ToLowerInvariant();
}

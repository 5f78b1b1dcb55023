using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Facilities;

/// <summary>Everything refused about bays, kit, instructors and what puts them out of use.</summary>
public static class FacilityErrors
{
    public static Error BayNotFound() => new(ErrorKind.NotFound, "bay-not-found", "No such bay", "Check the reference.");

    public static Error InstructorNotFound() => new(ErrorKind.NotFound, "instructor-not-found", "No such instructor", "Check the reference.");

    public static Error KitNotFound() => new(ErrorKind.NotFound, "kit-not-found", "No such kit item", "Check the reference.");

    public static Error ResourceNotFound() => new(ErrorKind.NotFound, "resource-not-found", "No such bay, instructor or kit item", "Check the reference.");

    public static Error OutageNotFound() => new(ErrorKind.NotFound, "outage-not-found", "No such closure or leave", "Check the reference.");

    public static Error PracticeNotFound() => new(ErrorKind.NotFound, "practice-not-found", "No such practice booking", "Check the reference.");

    public static Error HoursEndBeforeTheyStart() => new(ErrorKind.Invalid, "hours-end-before-they-start", "The hours end before they start", "Enter an end after the start, or leave the day empty.");

    public static Error HoursOverlap() => new(ErrorKind.Invalid, "hours-overlap", "Two spells of one day overlap", "Join them, or leave a gap between them.");

    public static Error OutageDoesNotSuit(OutageKind kind) => new(ErrorKind.Invalid, "outage-does-not-suit", "That does not happen to this", kind switch
    {
        OutageKind.Closure => "Only a bay is closed. Choose a bay.",
        OutageKind.Leave => "Only an instructor is on leave. Choose an instructor.",
        OutageKind.Calibration => "Only kit is calibrated. Choose a kit item.",
        OutageKind.CentreClosure => "The whole centre is shut: choose no bay, instructor or kit item.",
        _ => "Only a bay or a kit item breaks or is maintained. Choose one of those.",
    });

    public static Error OutagePast() => new(ErrorKind.Invalid, "outage-past", "That time has passed", "Choose an end in the future.");

    public static Error OutageDecided(OutageState state) => new(ErrorKind.Conflict, "outage-decided", "That is decided", state == OutageState.InForce ? "It is in force already." : "It was withdrawn.");

    public static Error OutageOver() => new(ErrorKind.Conflict, "outage-over", "It is over", "There is nothing left to end.");

    public static Error OutageThere(string reason) => new(ErrorKind.Conflict, "outage-there", "It is out of use then already", $"{reason} End that first, or choose another time.");

    /// <param name="left">Sessions that nothing was said about, or that do not fit where they were to go: a sentence each.</param>
    public static Error ImpactNotSettled(IReadOnlyList<string> left) =>
        new(ErrorKind.Conflict, "impact-not-settled", "Not everything has found a place", string.Join(" ", left) + " Nothing was changed. Look again at what is proposed.") { Facts = new Dictionary<string, object?> { ["left"] = left } };

    public static Error TooManyHours() =>
        new(ErrorKind.Conflict, "instructor-within-hours", "Too many hours", "An instructor would teach more than their most hours of that day or week. Choose somebody else, or another time.");

    public static Error ShutMeanwhile() =>
        new(ErrorKind.Conflict, "centre-shut", "The centre is shut that day", "A day was shut, or something was put on it, in this moment. Look again at what is there.");

    public static Error WeekTooLong() => new(ErrorKind.Invalid, "window-too-long", "Choose a shorter time", "Look at up to 92 days at once.");

    public static Error PracticeReleased() => new(ErrorKind.Conflict, "practice-released", "It was given back", "Book another time.");

    public static Error PracticeBegun() => new(ErrorKind.Conflict, "practice-begun", "It has begun", "Only practice that lies ahead can be given back.");

    public static Error NothingToMove() => new(ErrorKind.Conflict, "nothing-to-move", "There is nothing to move", "Every session of the cohort has begun.");

    public static Error NotOfTheSession() => new(ErrorKind.Invalid, "not-of-the-session", "That does not serve the session", "Exchange a bay, instructor or kit item that serves it now.");

    public static Error AlreadyServes() => new(ErrorKind.Invalid, "already-serves", "That serves the session already", "Choose another bay, instructor or kit item.");

    public static Error BayKindNotFound() => new(ErrorKind.NotFound, "bay-kind-not-found", "No such kind of bay", "Check its name.");

    public static Error BayKindThere() => new(ErrorKind.Conflict, "bay-kind-there", "There is a kind of bay with that name", "Choose another name, or change the kind that has it.");

    public static Error BayThere() => new(ErrorKind.Conflict, "bay-there", "There is a bay with that code", "Choose another code, or change the bay that has it.");

    public static Error InstructorThere() => new(ErrorKind.Conflict, "instructor-there", "There is an instructor with that code", "Choose another code, or change the instructor who has it.");

    public static Error KitThere() => new(ErrorKind.Conflict, "kit-there", "There is an item of that type with that serial number", "Check the serial number, or look at the item that has it.");

    public static Error RetiresInThePast() => new(ErrorKind.Invalid, "retires-in-the-past", "That day has passed", "Choose today or a later day; what was done with it stays as it was.");

    /// <param name="what">What was to go, such as <c>Splice bench 1</c>.</param>
    /// <param name="planned">What it is reserved for from that day on, a line each.</param>
    /// <param name="first">What to do before.</param>
    public static Error StillPlanned(string what, IReadOnlyList<string> planned, string first) =>
        new(ErrorKind.Conflict, "still-planned", "It is still planned with", $"{what} serves {Named(planned)} from that day on. {first}") { Facts = new Dictionary<string, object?> { ["planned"] = planned } };

    public static Error GoneMeanwhile() =>
        new(ErrorKind.Conflict, "resources-taken", "Not everything is to be had", "A bay, instructor or kit item was taken out of use for good in this moment. Look again at what is free.");

    /// <param name="planned">How much on which day or in which week.</param>
    public static Error MoreIsPlanned(IReadOnlyList<string> planned) =>
        new(ErrorKind.Conflict, "more-is-planned", "More is planned than that", $"Planned already: {Named(planned)}. Give some of it to somebody else first, or set higher limits. Nothing was changed.") { Facts = new Dictionary<string, object?> { ["planned"] = planned } };

    public static Error QualificationNotFound() => new(ErrorKind.NotFound, "qualification-not-found", "No such qualification", "Check the reference.");

    public static Error QualificationThere() => new(ErrorKind.Conflict, "qualification-there", "That is recorded already", "The instructor has this qualification from that day on. End it, or enter another first day.");

    public static Error QualificationEndsBeforeItBegins(DateOnly begins) => new(ErrorKind.Invalid, "qualification-ends-before-it-begins", "It would end before it begins", $"It counts from {CohortErrors.Day(begins)}. Choose that day or a later one.");

    public static Error CheckAhead() => new(ErrorKind.Invalid, "check-ahead", "That day lies ahead", "Record a calibration or inspection once it is done.");

    public static Error LaterCheckThere(DateOnly doneOn) => new(ErrorKind.Conflict, "later-check-there", "A later one is recorded", $"One of {CohortErrors.Day(doneOn)} is recorded, and the latest counts.");

    /// <param name="outside">Sessions and practice to come that would lie outside, a line each.</param>
    public static Error HoursLeaveSomethingOutside(IReadOnlyList<string> outside) =>
        new(ErrorKind.Conflict, "hours-leave-something-outside", "Something planned would lie outside", $"Outside those hours or days would lie {Named(outside)}. Move them first, or keep the hours wider. Nothing was changed.")
        { Facts = new Dictionary<string, object?> { ["outside"] = outside } };

    public static Error NotForPractice(string kind) => new(ErrorKind.Conflict, "not-for-practice", "Nobody practises there", $"The centre does not open its {kind.Replace('-', ' ')} for practice.");

    public static Error PracticeTooSoon(int leadHours) => new(ErrorKind.Conflict, "practice-too-soon", "That is too soon", $"Book practice at least {Hours(leadHours)} before it begins.");

    public static Error PracticeTooFar(int daysAhead) => new(ErrorKind.Conflict, "practice-too-far", "That is too far ahead", $"Practice can be booked up to {(daysAhead == 1 ? "1 day" : $"{daysAhead} days")} ahead.");

    public static Error PracticeHoursSpent(DateOnly monday, int minutesLeft, int hoursAWeek) =>
        new(ErrorKind.Conflict, "practice-hours-spent", "The hours of that week are used up", $"Each person has {Hours(hoursAWeek)} of practice a week; in the week of {CohortErrors.Day(monday)} {(minutesLeft <= 0 ? "none" : Minutes(minutesLeft))} of them {(minutesLeft == 60 ? "is" : "are")} left.")
        { Facts = new Dictionary<string, object?> { ["minutesLeft"] = Math.Max(0, minutesLeft) } };

    /// <param name="why">What is not free, naming nobody else.</param>
    /// <param name="instead">Times that would fit, nearest first.</param>
    public static Error PracticeTaken(string why, IReadOnlyList<PracticeOffer> instead) =>
        new(ErrorKind.Conflict, "practice-taken", "That time is not free", $"{why} {(instead.Count == 0 ? "Nothing in the week after would fit either." : $"Free instead: {string.Join("; ", instead.Select(each => each.InWords))}.")}")
        { Facts = new Dictionary<string, object?> { ["instead"] = instead } };

    public static Error OtherKind(string from) => new(ErrorKind.Invalid, "other-kind", "That is of another kind", $"Choose something of the same kind in place of {from}.");

    private const int MostNamed = 5;

    private static string Named(IReadOnlyList<string> all) => string.Join("; ", all.Take(MostNamed)) + (all.Count > MostNamed ? $"; and {all.Count - MostNamed} more" : "");

    private static string Hours(int hours) => hours == 1 ? "1 hour" : $"{hours} hours";

    private static string Minutes(int minutes) => minutes % 60 == 0 ? Hours(minutes / 60) : minutes < 60 ? $"{minutes} minutes" : $"{Hours(minutes / 60)} {minutes % 60} minutes";
}

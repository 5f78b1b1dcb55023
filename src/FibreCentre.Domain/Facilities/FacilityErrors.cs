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

    public static Error WeekTooLong() => new(ErrorKind.Invalid, "window-too-long", "Choose a shorter time", "Look at up to 92 days at once.");

    public static Error PracticeReleased() => new(ErrorKind.Conflict, "practice-released", "It was given back", "Book another time.");

    public static Error PracticeBegun() => new(ErrorKind.Conflict, "practice-begun", "It has begun", "Only practice that lies ahead can be given back.");

    public static Error NothingToMove() => new(ErrorKind.Conflict, "nothing-to-move", "There is nothing to move", "Every session of the cohort has begun.");

    public static Error NotOfTheSession() => new(ErrorKind.Invalid, "not-of-the-session", "That does not serve the session", "Exchange a bay, instructor or kit item that serves it now.");

    public static Error AlreadyServes() => new(ErrorKind.Invalid, "already-serves", "That serves the session already", "Choose another bay, instructor or kit item.");

    public static Error OtherKind(string from) => new(ErrorKind.Invalid, "other-kind", "That is of another kind", $"Choose something of the same kind in place of {from}.");

}

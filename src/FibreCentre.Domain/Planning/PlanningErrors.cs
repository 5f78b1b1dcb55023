namespace FibreCentre.Domain.Planning;

/// <summary>Everything planning with the timetabling engine refuses.</summary>
public static class PlanningErrors
{
    private const int MostNamed = 8;

    public static Error RunNotFound() => new(ErrorKind.NotFound, "planning-run-not-found", "No such draft", "Check the reference.");

    /// <param name="orOutages">Whether outages could be chosen where it is asked.</param>
    public static Error NothingToPlan(bool orOutages = true) => new(ErrorKind.Invalid, "nothing-to-plan", "There is nothing to plan", $"Choose a course and how many cohorts{(orOutages ? ", or an outage that waits to be settled" : "")}.");

    /// <param name="most">How many sessions one plan may have.</param>
    public static Error TooMuchAtOnce(int most) => new(ErrorKind.Invalid, "too-much-at-once", "That is too much for one plan", $"A plan has at most {most} sessions. Plan fewer cohorts at once, or repair fewer outages together.");

    public static Error NotFinished() => new(ErrorKind.Conflict, "planning-not-finished", "Planning is not finished", "Wait until it is, or stop it with what it has.");

    public static Error AlreadyFinished() => new(ErrorKind.Conflict, "planning-finished", "Planning has finished", "There is nothing to stop any more.");

    public static Error AlreadyDecided(PlanningRunState state) =>
        new(ErrorKind.Conflict, "draft-decided", "This draft is decided", state == PlanningRunState.Accepted ? "It has been accepted: its cohorts and sessions are in the timetable." : "It has been dropped. Plan again to get another one.");

    public static Error OtherDraftAccepted() => new(ErrorKind.Conflict, "other-draft-accepted", "Another draft of this plan was accepted", "What was asked for is in the timetable already. Plan again if more is needed.");

    public static Error EnoughDrafts(int most) => new(ErrorKind.Conflict, "enough-drafts", "There are enough drafts of this plan", $"At most {most} are made of one plan. Accept one of them, or plan again.");

    public static Error NothingPlaced() => new(ErrorKind.Conflict, "nothing-placed", "The draft changes nothing", "It places no cohort in full and moves no session, so there is nothing to accept.");

    public static Error SessionNotPlaced() => new(ErrorKind.Conflict, "session-not-placed", "The session has no place", "Look at the reasons on the draft's page.");

    /// <param name="inTheWay">Sessions that no plan moves: under way, within the hour, or meant to stay; a sentence each.</param>
    public static Error StillInTheWay(IReadOnlyList<string> inTheWay) =>
        new(ErrorKind.Conflict, "still-in-the-way", "A session is in the way and stays", $"{Named(inTheWay)} Settle it on the outage's own page first. Nothing was changed.")
        { Facts = new Dictionary<string, object?> { ["inTheWay"] = inTheWay } };

    public static Error LeavesOut(string session) => new(ErrorKind.Conflict, "announced-without-place", "An announced session has no place", $"The draft has none for {session}. Make another draft with more time, or settle it on the outage's page.");

    /// <param name="why">What the engine says.</param>
    public static Error CannotBePlanned(string why) => new(ErrorKind.Invalid, "cannot-be-planned", "This cannot be planned", $"The opening hours, or what a course asks for, make no timetable: {why}.");

    /// <param name="broken">What stands in the way now, a sentence each.</param>
    public static Error NoLongerFits(IReadOnlyList<string> broken) =>
        new(ErrorKind.Conflict, "draft-no-longer-fits", "The timetable has changed, and the draft no longer fits",
            $"{Named(broken)} Nothing was changed. Plan again from the timetable as it is now.")
        { Facts = new Dictionary<string, object?> { ["broken"] = broken } };

    private static string Named(IReadOnlyList<string> sentences) => $"{string.Join(" ", sentences.Take(MostNamed))}{(sentences.Count > MostNamed ? $" And {sentences.Count - MostNamed} more." : "")}";
}

namespace FibreCentre.Domain.Quality;

/// <summary>Everything that sampling, reviewing and appealing refuse.</summary>
public static class QualityErrors
{
    public static Error NotDrawn() => new(ErrorKind.NotFound, "decision-not-drawn", "No such decision in the sample", "Only what the system has drawn is reviewed.");

    public static Error DrawNotFound() => new(ErrorKind.NotFound, "draw-not-found", "No such draw", "Check the reference.");

    public static Error PlanNotFound() => new(ErrorKind.NotFound, "plan-not-found", "No such sampling plan", "Check the reference.");

    public static Error QueryNotFound() => new(ErrorKind.NotFound, "query-not-found", "No such question", "Only who signed a decision is asked about it.");

    public static Error OwnSignature() => new(ErrorKind.Conflict, "own-decision", "Somebody else has to look at it", "You signed this decision.");

    public static Error OwnCountersignature() => new(ErrorKind.Conflict, "own-countersignature", "Somebody else has to look at it", "You countersigned this decision.");

    public static Error OwnTraining() => new(ErrorKind.Conflict, "own-training", "Somebody else has to look at it", "It is about your own training.");

    /// <summary>The database's word for all three.</summary>
    public static Error NotYours() => new(ErrorKind.Conflict, "not-your-review", "Somebody else has to look at it", "Whoever signed or countersigned a decision, or was assessed, does not review it.");

    public static Error ReviewedIt() => new(ErrorKind.Conflict, "reviewed-it", "Somebody else has to countersign", "You have looked at this decision for quality assurance.");

    public static Error WaitsForAnswer() => new(ErrorKind.Conflict, "waits-for-answer", "The assessor has been asked", "It comes back to the queue when the question is answered, or when a week has gone by without an answer.");

    public static Error WentOnWithout() => new(ErrorKind.Conflict, "went-on-without", "The review went on without your answer", "It waited for a week. Talk to the quality assurer if something was missed.");

    public static Error AlreadyReviewed() => new(ErrorKind.Conflict, "already-reviewed", "Already looked at", "Nothing more is needed.");

    public static Error CorrectedSince() => new(ErrorKind.Conflict, "corrected-since", "The decision does not stand any more", "It was corrected after it was drawn. There is nothing left to look at.");

    public static Error ReviewedMeanwhile() => new(ErrorKind.Conflict, "reviewed-meanwhile", "A colleague was quicker", "Somebody has just said something of this decision. Look at it again.");

    public static Error AlreadyAnswered() => new(ErrorKind.Conflict, "already-answered", "Already answered", "Nothing more is asked of you.");

    public static Error UnknownCode(string code) => new(ErrorKind.Invalid, "unknown-code", "Check what the plan covers", $"{code} is neither a course nor a unit of the catalogue.");

    public static Error CoveredElsewhere(string code, string plan) => new(ErrorKind.Conflict, "covered-elsewhere", "Another plan covers it", $"{code} stands in the plan \"{plan}\". Take it out there first.");

    public static Error CoversTheRest() => new(ErrorKind.Conflict, "covers-the-rest", "This plan is for everything else", "Courses and units that no other plan names need one. It can be changed, but it keeps covering the rest.");

    public static Error CoversNothing() => new(ErrorKind.Invalid, "covers-nothing", "Say what the plan covers", "Name at least one course or unit; there is a plan for the rest already.");

    public static Error PlanEnded() => new(ErrorKind.Conflict, "plan-ended", "The plan has ended", "Make a new one.");
}

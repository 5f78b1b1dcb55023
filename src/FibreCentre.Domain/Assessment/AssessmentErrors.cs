using System.Globalization;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Domain.Assessment;

/// <summary>Everything the register, the assessment, the sign-off and the certificate refuse.</summary>
public static class AssessmentErrors
{
    public static Error PlaceNotFound() => new(ErrorKind.NotFound, "place-not-found", "No such place", "Check the reference.");

    public static Error UnitNotFound() => new(ErrorKind.NotFound, "unit-not-found", "No such unit", "Check the unit code.");

    public static Error DecisionNotFound() => new(ErrorKind.NotFound, "decision-not-found", "No such decision", "Check the reference.");

    public static Error CertificateNotFound() => new(ErrorKind.NotFound, "certificate-not-found", "No such certificate", "Check the address or the number.");

    public static Error NotOnTheRegister() => new(ErrorKind.NotFound, "not-on-the-register", "Not on the register", "This trainee has no place on the session.");

    public static Error NotYetStarted() => new(ErrorKind.Conflict, "session-not-started", "The session is on another day", "The register opens on the day of the session.");

    public static Error PlaceCancelled() => new(ErrorKind.Conflict, "place-cancelled", "The place was cancelled", "There is nothing to assess.");

    public static Error AnotherEngineer() => new(ErrorKind.Conflict, "another-engineer", "Somebody else has this place now", "The engineer was substituted since. What was marked is not about who comes now.");

    public static Error EntryNotFound() => new(ErrorKind.NotFound, "entry-not-found", "No such entry", "Check the reference.");

    public static Error EntryDiffers() => new(ErrorKind.Conflict, "entry-differs", "This id is in use", "Something else was received under this id. Give each entry an id of its own.");

    public static Error EntrySettled() => new(ErrorKind.Conflict, "entry-settled", "Somebody has seen to it", "Nothing more is needed.");

    public static Error MarkedMeanwhile() => new(ErrorKind.Conflict, "marked-meanwhile", "Marked again meanwhile", "Look at how it stands now, then choose again.");

    public static Error NotPresent() => new(ErrorKind.Conflict, "not-present", "Not marked present", "Take the register first: the trainee is not marked present or late on any session of the cohort.");

    /// <param name="takes">As in <see cref="AttendanceRule.InWords"/>.</param>
    /// <param name="missing">Sessions by title and time.</param>
    public static Error AttendanceMissing(string takes, IReadOnlyList<string> missing) =>
        new(ErrorKind.Conflict, "attendance-missing", "Not enough was attended", $"This course is assessed after {takes}. Not marked present or late: {string.Join("; ", missing)}.") { Facts = new Dictionary<string, object?> { ["missing"] = missing } };

    public static Error RetrainingNeeded() => new(ErrorKind.Conflict, "retraining-needed", "Retraining is needed", "The first attempt and two more have been used.");

    public static Error AlreadyCompetent() => new(ErrorKind.Conflict, "already-competent", "Already signed off", "This unit was signed off as competent. A correction is a new record.");

    public static Error AlreadyDecided() => new(ErrorKind.Conflict, "already-decided", "Already signed", "A signed decision is never edited. A correction is a new record.");

    public static Error NothingToSign() => new(ErrorKind.Conflict, "nothing-to-sign", "Nothing to sign", "Mark the criteria first.");

    public static Error FeedbackMissing() => new(ErrorKind.Invalid, "feedback-missing", "Write feedback for the trainee", "When the outcome is not competent, say what to practise before the next attempt.");

    public static Error CriterionNotFound(string code) => new(ErrorKind.Invalid, "criterion-not-found", "No such criterion", $"{code} is not a criterion of this unit.");

    public static Error VerdictMissing(Criterion criterion) => new(ErrorKind.Invalid, "verdict-missing", "Choose met, not met or not measured", criterion.Text);

    public static Error ReadingMissing(Criterion criterion) => new(ErrorKind.Invalid, "reading-missing", $"Enter the value in {criterion.Limit!.Unit}", criterion.Text);

    public static Error ReadingImpossible(Criterion criterion, decimal reading) => new(ErrorKind.Invalid, "reading-impossible", $"Enter a value {criterion.Limit!.DescribeRange()}", string.Create(CultureInfo.InvariantCulture, $"{reading} cannot be: {criterion.Text}"));

    public static Error ReadingNotExpected(Criterion criterion) => new(ErrorKind.Invalid, "reading-not-expected", "This criterion takes no value", criterion.Text);

    public static Error NotAllMarked(Criterion criterion) => new(ErrorKind.Conflict, "not-all-marked", "Not everything is marked", $"Still open: {criterion.Text}. Not measured is an answer too.");

    public static Error NotAuthorised(string missing) => new(ErrorKind.Forbidden, "not-authorised", "Not authorised for this unit today", $"It takes the qualification {missing}, valid today.");

    public static Error CredentialRefused() => new(ErrorKind.Forbidden, "credential-refused", "The password is not right", "Signing asks for your password again, or for a passkey or the PIN of this sign-in. After five wrong PINs only the password counts. Nothing was signed.");

    public static Error OwnAssessment() => new(ErrorKind.Forbidden, "own-assessment", "Nobody signs for themselves", "Somebody else has to assess this.");

    public static Error SameSignature() => new(ErrorKind.Conflict, "same-signature", "Somebody else has to countersign", "The person who signed the decision cannot countersign it.");

    public static Error AlreadyCountersigned() => new(ErrorKind.Conflict, "already-countersigned", "Already countersigned", "Nothing more is needed.");

    public static Error NoCountersignatureNeeded() => new(ErrorKind.Conflict, "no-countersignature-needed", "No countersignature needed", "Only a competent decision with a safety-critical criterion takes two people.");

    public static Error AlreadyCorrected() => new(ErrorKind.Conflict, "already-corrected", "Already corrected", "The decision does not count any more. The unit can be assessed anew.");

    public static Error LaterDecision(int attempt) => new(ErrorKind.Conflict, "later-decision", "A later decision rests on it", $"What was met here was carried over into attempt {attempt}, which was decided since. Correct that one first.");

    public static Error OwnDecision() => new(ErrorKind.Conflict, "own-decision", "Somebody else has to correct it", "The person who signed a decision cannot correct it.");

    public static Error NoSigningKey() => new(ErrorKind.Unavailable, "no-signing-key", "Nothing can be signed just now", "The centre has no signing key. Whoever runs it sets Signing__Keys to a folder that lasts.");

    public static Error AlreadyRevoked() => new(ErrorKind.Conflict, "already-revoked", "Already revoked", "The public page already says so.");
}

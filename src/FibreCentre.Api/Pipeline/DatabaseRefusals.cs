using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Planning;
using FibreCentre.Domain.Providers;
using FibreCentre.Domain.Quality;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FibreCentre.Api.Pipeline;

/// <summary>What the database refuses, in the words of the domain. The constraint is the guard; the domain's check before it is the courtesy.</summary>
internal static class DatabaseRefusals
{
    /// <summary>Whether the same transaction may well succeed when it is run again.</summary>
    public static bool IsPassing(Exception exception) =>
        Postgres(exception) is { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure }
            // Two bookings at once brought the same engineer, declaration or certificate, two inlets the same mail, or a phone the same evidence twice; run again, the second finds it there.
            or { ConstraintName: "invitation_reply_content_hash_key" or "trainee_provider_id_email_key" or "declaration_pkey" or "outside_certificate_trainee_id_course_code_number_key" or "evidence_pkey" };

    public static Error? ErrorFor(Exception exception) => Postgres(exception) switch
    {
        { ConstraintName: "cohort_never_oversold" } => PlaceErrors.SoldMeanwhile(),
        { ConstraintName: "one_draft_accepted" } => PlanningErrors.OtherDraftAccepted(),
        { ConstraintName: "nothing_in_two_places" } => CohortErrors.TakenMeanwhile(),
        { ConstraintName: "instructor_within_hours" } => FacilityErrors.TooManyHours(),
        { ConstraintName: "centre_is_shut" } => FacilityErrors.ShutMeanwhile(),
        { ConstraintName: "nothing_of_what_is_gone" } => FacilityErrors.GoneMeanwhile(),
        { ConstraintName: "bay_kind_pkey" } => FacilityErrors.BayKindThere(),
        { ConstraintName: "bay_code_key" } => FacilityErrors.BayThere(),
        { ConstraintName: "instructor_code_key" } => FacilityErrors.InstructorThere(),
        { ConstraintName: "kit_item_kit_type_serial_number_key" } => FacilityErrors.KitThere(),
        { ConstraintName: "qualification_once_a_day" } => FacilityErrors.QualificationThere(),
        { ConstraintName: "outside_certificate_course_code_fkey" } => RequestErrors.Invalid("certificates", "One of the certificates is of a course that is not in the catalogue. Use its code, such as FTC-101."),
        { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } => RequestErrors.Invalid("text", "Remove characters that cannot be printed."),
        { ConstraintName: "place_of_an_employee" } => PeopleErrors.MovedMeanwhile(),
        { ConstraintName: "place_once_a_cohort" } => PlaceErrors.AlreadyBooked(),
        { ConstraintName: "nobody_signs_for_themselves" } => AssessmentErrors.OwnAssessment(),
        { ConstraintName: "countersigned_by_somebody_else" } => AssessmentErrors.SameSignature(),
        { ConstraintName: "evidence_stands" } => EvidenceErrors.DecisionRestsOnIt(),
        { ConstraintName: "one_correction" } => AssessmentErrors.AlreadyCorrected(),
        { ConstraintName: "reviewed_by_somebody_else" } => QualityErrors.NotYours(),
        { ConstraintName: "reviewer_does_not_countersign" } => QualityErrors.ReviewedIt(),
        { ConstraintName: "one_review_a_step" or "review_follows" } => QualityErrors.ReviewedMeanwhile(),
        { ConstraintName: "appeal_one_open" } => AppealErrors.OpenAlready(),
        { ConstraintName: "appeal_once_each" } => AppealErrors.Once(),
        { ConstraintName: "appeal_decided_by_somebody_else" } => AppealErrors.HadAPart(),
        { ConstraintName: "appeal_keeps" } => AppealErrors.Taken(),
        { ConstraintName: "sampling_plan_pkey" } => CohortErrors.ChangedMeanwhile(),
        { ConstraintName: "draws_follow_one_another" } => RequestErrors.Busy(),
        { ConstraintName: "one_price_a_day" } => PlaceErrors.AgreementOverlaps(),
        { ConstraintName: "booking_one_hold" } => PlaceErrors.OneHoldAtATime(),
        { ConstraintName: "waiting_once_a_provider" } => PlaceErrors.AlreadyWaiting(),
        { ConstraintName: "reminder_rule_once" or "reminder_rule_once_by_hours" } => ReminderRuleErrors.There(),
        { ConstraintName: "allocation_one_live" } => PlaceErrors.AllocationThere(),
        { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => RequestErrors.Busy(),
        null when exception is DbUpdateConcurrencyException => CohortErrors.ChangedMeanwhile(),
        _ => null,
    };

    /// <summary>The database's own word, however deep: EF wraps what fails while saving, and wraps it once more when it may pass (a deadlock, a lock not given).</summary>
    public static PostgresException? Postgres(Exception? exception) => exception is null or PostgresException ? exception as PostgresException : Postgres(exception.InnerException);
}

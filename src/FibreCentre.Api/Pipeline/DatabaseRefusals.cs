using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FibreCentre.Api.Pipeline;

/// <summary>What the database refuses, in the words of the domain. The constraint is the guard; the domain's check before it is the courtesy.</summary>
internal static class DatabaseRefusals
{
    /// <summary>Whether the same transaction may well succeed when it is run again.</summary>
    public static bool IsPassing(Exception exception) =>
        Postgres(exception)?.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    public static Error? ErrorFor(Exception exception) => Postgres(exception) switch
    {
        { ConstraintName: "cohort_never_oversold" } => PlaceErrors.SoldMeanwhile(),
        { ConstraintName: "nothing_in_two_places" } => CohortErrors.TakenMeanwhile(),
        { ConstraintName: "place_once_a_cohort" } => PlaceErrors.AlreadyBooked(),
        { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => RequestErrors.Busy(),
        null when exception is DbUpdateConcurrencyException => CohortErrors.ChangedMeanwhile(),
        _ => null,
    };

    public static PostgresException? Postgres(Exception exception) => exception as PostgresException ?? exception.InnerException as PostgresException;
}

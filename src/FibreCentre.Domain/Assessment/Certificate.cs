using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Assessment;

public readonly record struct CertificateId(Guid Value)
{
    public static CertificateId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

public enum CertificateState { Valid, Expired, Revoked, Superseded }

/// <summary>The proof that a trainee was signed off in every unit of a course.</summary>
public sealed class Certificate
{
    public required CertificateId Id { get; init; }

    /// <summary>Printed on it, such as <c>FTC-2026-000123</c>.</summary>
    public required string Number { get; init; }

    /// <summary>The unguessable part of its public address: 128 random bits.</summary>
    public required string PublicId { get; init; }

    public required ProviderId Provider { get; init; }

    public required TraineeId Trainee { get; init; }

    public required PlaceId Place { get; init; }

    public required CourseCode Course { get; init; }

    public required CourseVersionId CourseVersion { get; init; }

    public required string CourseTitle { get; init; }

    public required string HolderName { get; init; }

    public required DateOnly AchievedOn { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The last day by its own rule; null when it never expires.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>The last day it counts: no later than the keys it depends on; null when it does not expire.</summary>
    public DateOnly? ExpiresOn { get; private set; }

    /// <summary>The course of the key that ends it sooner than its own rule; null when none does.</summary>
    public CourseCode? LimitedBy { get; private set; }

    /// <summary>The one that renewed it.</summary>
    public CertificateId? SupersededBy { get; private set; }

    public required Guid LedgerEntry { get; init; }

    /// <summary>Its bit in the list of revoked certificates.</summary>
    public long StatusIndex { get; private init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public string? RevocationReason { get; private set; }

    public CertificateState StateOn(DateOnly day) =>
        RevokedAt is not null ? CertificateState.Revoked : SupersededBy is not null ? CertificateState.Superseded : ExpiresOn is { } last && day > last ? CertificateState.Expired : CertificateState.Valid;

    /// <summary>Counts until its own last day, or until a key it depends on lapses.</summary>
    public void LastAsLongAs(IReadOnlyCollection<KeyHeld> keys, Validity validity) => (ExpiresOn, LimitedBy) = validity.Limited(EndsOn, keys);

    public void FollowedBy(CertificateId next) => SupersededBy = next;

    /// <summary>The one that renewed it has been revoked: it is in force again, or followed by what renewed that one.</summary>
    /// <param name="next">Null where nothing did.</param>
    public void ReturnToForce(CertificateId? next = null) => SupersededBy = next;

    /// <summary>What it is to certificates that depend on it.</summary>
    public KeyHeld AsKey(CentreTime time) => new(Course, RevokedAt is not { } at ? ExpiresOn : time.DayOf(at).AddDays(-1) is var before && before < (ExpiresOn ?? DateOnly.MaxValue) ? before : ExpiresOn);

    public Result<CertificateRevoked> Revoke(string reason, DateTimeOffset now)
    {
        if (RevokedAt is not null) return AssessmentErrors.AlreadyRevoked();
        (RevokedAt, RevocationReason) = (now, reason);
        return new CertificateRevoked(Id, reason, now);
    }
}

public sealed record CertificateRevoked(CertificateId Certificate, string Reason, DateTimeOffset At);

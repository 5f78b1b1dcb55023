using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Assessment;

public readonly record struct CertificateId(Guid Value)
{
    public static CertificateId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

public enum CertificateState { Valid, Expired, Revoked }

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

    /// <summary>The last day it counts; null when it does not expire.</summary>
    public DateOnly? ExpiresOn { get; init; }

    public required Guid LedgerEntry { get; init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public string? RevocationReason { get; private set; }

    public CertificateState StateOn(DateOnly day) =>
        RevokedAt is not null ? CertificateState.Revoked : ExpiresOn is { } last && day > last ? CertificateState.Expired : CertificateState.Valid;

    public Result<CertificateRevoked> Revoke(string reason, DateTimeOffset now)
    {
        if (RevokedAt is not null) return AssessmentErrors.AlreadyRevoked();
        (RevokedAt, RevocationReason) = (now, reason);
        return new CertificateRevoked(Id, reason, now);
    }
}

public sealed record CertificateRevoked(CertificateId Certificate, string Reason, DateTimeOffset At);

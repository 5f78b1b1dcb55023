using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;

namespace FibreCentre.Domain.Providers;

public readonly record struct TraineeId(Guid Value)
{
    public ResourceId AsResource => new(Value);

    public static TraineeId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>How a trainee hears of sessions.</summary>
public enum TraineeTelling
{
    /// <summary>An invitation a session, which a calendar program takes up and answers.</summary>
    Invitations,

    /// <summary>A calendar address that a calendar program reads by itself; changes come as plain mails.</summary>
    Feed,
}

/// <summary>An engineer employed by a provider. The e-mail address is unique within that provider only.</summary>
public sealed class Trainee
{
    private readonly List<Declaration> _declarations = [];
    private readonly List<OutsideCertificate> _outsideCertificates = [];

    public required TraineeId Id { get; init; }

    /// <summary>The employer of today. The ones before are <see cref="Employment"/>s.</summary>
    public required ProviderId Provider { get; init; }

    public required string GivenName { get; set; }

    public required string FamilyName { get; set; }

    public required string Email { get; set; }

    public required DateOnly DateOfBirth { get; set; }

    public string? EmployeeReference { get; set; }

    public TraineeTelling ToldBy { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the employer of today took over from another; null for who has had one only.</summary>
    public DateTimeOffset? MovedAt { get; private set; }

    /// <summary>When the person was erased; what is left is a pseudonym.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    public string Name => $"{GivenName} {FamilyName}";

    public IReadOnlyList<Declaration> Declarations => _declarations;

    /// <summary>Certificates of this centre's courses that were earned elsewhere or before.</summary>
    public IReadOnlyList<OutsideCertificate> OutsideCertificates => _outsideCertificates;

    /// <summary>A declaration made again replaces the one before, so that its period starts anew.</summary>
    public void Declare(Declaration declaration)
    {
        _declarations.RemoveAll(held => held.Kind == declaration.Kind);
        _declarations.Add(declaration);
    }

    public void Withdraw(string kind) => _declarations.RemoveAll(held => held.Kind == kind);

    public void Bring(OutsideCertificate certificate)
    {
        if (Brought(certificate.Course, certificate.Number) is null) _outsideCertificates.Add(certificate);
    }

    /// <summary>The certificate of this course with this number, however the number is written; null when there is none.</summary>
    public OutsideCertificate? Brought(CourseCode course, string number) => _outsideCertificates.Find(held => OutsideCertificate.Key(held.Course, held.Number) == OutsideCertificate.Key(course, number));

    /// <summary>Takes back a certificate that was brought by mistake.</summary>
    public void TakeBack(Guid certificate) => _outsideCertificates.RemoveAll(held => held.Id == certificate);
}

/// <summary>Something the employer has declared to be so, such as <c>fitness</c> or <c>photo-id</c>.</summary>
/// <param name="ValidUntil">The last day it counts; null when it stands until withdrawn.</param>
public sealed record Declaration(string Kind, DateOnly DeclaredOn, DateOnly? ValidUntil)
{
    /// <summary>Asbestos awareness is to be refreshed every 12 months; the others stand.</summary>
    public static Declaration Made(string kind, DateOnly on) => new(kind, on, kind == Catalogue.Declarations.AsbestosAwareness ? on.AddMonths(12) : null);

    public bool CountsOn(DateOnly day) => ValidUntil is not { } last || day <= last;
}

/// <summary>Whether the centre has looked at it. What is unverified counts, and is marked; what is rejected never counts.</summary>
public enum OutsideCertificateState { Unverified, Verified, Rejected }

/// <param name="ExpiresOn">The last day it counts; null when it does not run out.</param>
public sealed record OutsideCertificate(Guid Id, CourseCode Course, string Number, string Issuer, DateOnly AchievedOn, DateOnly? ExpiresOn)
{
    public OutsideCertificateState State { get; private set; } = OutsideCertificateState.Unverified;

    /// <summary>When and by whom it was recorded on its own; null for one that came with a booking or a file.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    public Guid? RecordedBy { get; init; }

    /// <summary>Who of the centre looked at it last, and when; null while nobody has.</summary>
    public Guid? CheckedBy { get; private set; }

    public DateTimeOffset? CheckedAt { get; private set; }

    public string? RejectionReason { get; private set; }

    /// <summary>What tells one from another: a number written in small letters, or with a space beside it, is the same number.</summary>
    public static (CourseCode Course, string Number) Key(CourseCode course, string number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return (course, number.Trim().ToUpperInvariant());
    }

    public bool CountsOn(DateOnly day) => State != OutsideCertificateState.Rejected && AchievedOn <= day && (ExpiresOn is not { } last || day <= last);

    /// <summary>Somebody of the centre has seen it and believes it. What was rejected may be verified later, and the other way about.</summary>
    public void Verify(Guid by, DateTimeOffset now) => (State, CheckedBy, CheckedAt, RejectionReason) = (OutsideCertificateState.Verified, by, now, null);

    public void Reject(Guid by, string reason, DateTimeOffset now) => (State, CheckedBy, CheckedAt, RejectionReason) = (OutsideCertificateState.Rejected, by, now, reason);
}

/// <summary>
/// That a provider employs or employed a person, and under what name it knew them. The database keeps it in step with <see cref="Trainee"/>: what a former
/// employer reads of its own past is this, and nothing of what came after.
/// </summary>
public sealed class Employment
{
    public required TraineeId Trainee { get; init; }

    public required ProviderId Provider { get; init; }

    public required string GivenName { get; init; }

    public required string FamilyName { get; init; }

    public required string Email { get; init; }

    public string? EmployeeReference { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? Until { get; init; }

    public string Name => $"{GivenName} {FamilyName}";
}

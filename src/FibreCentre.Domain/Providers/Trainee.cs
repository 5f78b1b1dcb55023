using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;

namespace FibreCentre.Domain.Providers;

public readonly record struct TraineeId(Guid Value)
{
    public ResourceId AsResource => new(Value);

    public static TraineeId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>An engineer employed by a provider. The e-mail address is unique within that provider only.</summary>
public sealed class Trainee
{
    private readonly List<Declaration> _declarations = [];
    private readonly List<OutsideCertificate> _outsideCertificates = [];

    public required TraineeId Id { get; init; }

    public required ProviderId Provider { get; init; }

    public required string GivenName { get; set; }

    public required string FamilyName { get; set; }

    public required string Email { get; init; }

    public required DateOnly DateOfBirth { get; set; }

    public string? EmployeeReference { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

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

    public void Bring(OutsideCertificate certificate)
    {
        if (!_outsideCertificates.Exists(held => held.Course == certificate.Course && held.Number == certificate.Number)) _outsideCertificates.Add(certificate);
    }
}

/// <summary>Something the employer has declared to be so, such as <c>fitness</c> or <c>photo-id</c>.</summary>
/// <param name="ValidUntil">The last day it counts; null when it stands until withdrawn.</param>
public sealed record Declaration(string Kind, DateOnly DeclaredOn, DateOnly? ValidUntil)
{
    /// <summary>Asbestos awareness is to be refreshed every 12 months; the others stand.</summary>
    public static Declaration Made(string kind, DateOnly on) => new(kind, on, kind == Catalogue.Declarations.AsbestosAwareness ? on.AddMonths(12) : null);
}

/// <param name="ExpiresOn">The last day it counts; null when it does not run out.</param>
public sealed record OutsideCertificate(Guid Id, CourseCode Course, string Number, string Issuer, DateOnly AchievedOn, DateOnly? ExpiresOn);

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>Everything that can be edited of an engineer, as it stood at one moment: two that are equal are one state.</summary>
internal sealed record EngineerRecord(
    string GivenName, string FamilyName, string Email, DateOnly DateOfBirth, string? EmployeeReference, IReadOnlyList<Declaration> Declarations, IReadOnlyList<EngineerRecord.Certificate> Certificates)
{
    internal sealed record Certificate(Guid Id, string Course, string Number, string Issuer, DateOnly AchievedOn, DateOnly? ExpiresOn, string State);

    public static EngineerRecord Of(Trainee trainee) => new(
        trainee.GivenName, trainee.FamilyName, trainee.Email, trainee.DateOfBirth, trainee.EmployeeReference, [.. trainee.Declarations.OrderBy(each => each.Kind, StringComparer.Ordinal)],
        [.. trainee.OutsideCertificates.OrderBy(each => each.Course.Value, StringComparer.Ordinal).ThenBy(each => each.Number, StringComparer.Ordinal)
            .Select(each => new Certificate(each.Id, each.Course.Value, each.Number, each.Issuer, each.AchievedOn, each.ExpiresOn, each.State.ToString()))]);

    public string ToJson() => JsonSerializer.Serialize(this);

    public static EngineerRecord FromJson(string json) => JsonSerializer.Deserialize<EngineerRecord>(json)!;

    /// <summary>What an ETag is made of.</summary>
    [JsonIgnore]
    public string Revision => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())))[..16];

    /// <summary>Makes the engineer what this says. Certificates that it does not name are taken back; none is made.</summary>
    public void Restore(Trainee trainee)
    {
        (trainee.GivenName, trainee.FamilyName, trainee.Email, trainee.DateOfBirth, trainee.EmployeeReference) = (GivenName, FamilyName, Email, DateOfBirth, EmployeeReference);
        foreach (var kind in trainee.Declarations.Select(each => each.Kind).Except(Declarations.Select(each => each.Kind)).ToList()) trainee.Withdraw(kind);
        foreach (var declaration in Declarations.Except(trainee.Declarations).ToList()) trainee.Declare(declaration);
        foreach (var brought in trainee.OutsideCertificates.Select(each => each.Id).Except(Certificates.Select(each => each.Id)).ToList()) trainee.TakeBack(brought);
    }
}

/// <summary>What a description would change of a known engineer, and changing it.</summary>
internal static class EngineerChanges
{
    /// <summary>A sentence for each change; empty when the engineer is like that already.</summary>
    public static List<string> Of(Trainee known, EngineerDetails details, DateOnly today)
    {
        var changes = new List<string>();
        Changed("First name", known.GivenName, details.GivenName);
        Changed("Last name", known.FamilyName, details.FamilyName);
        if (!string.Equals(known.Email, details.Email, StringComparison.OrdinalIgnoreCase)) Changed("E-mail", known.Email, details.Email);
        Changed("Date of birth", Written(known.DateOfBirth), Written(details.BornOn!.Value));
        if (!string.IsNullOrEmpty(details.EmployeeReference)) Changed("Employee number", known.EmployeeReference ?? "none", details.EmployeeReference);
        changes.AddRange(NewDeclarations(known, details, today).Select(each => $"Declares {each.Kind.Replace('-', ' ')}."));
        changes.AddRange(NewCertificates(known, details).Select(each => $"Brings a certificate of {each.Course}, {each.Number}."));
        return changes;

        void Changed(string what, string from, string to)
        {
            if (from != to) changes.Add($"{what}: {from} becomes {to}.");
        }
    }

    public static void Apply(Trainee known, EngineerDetails details, DateOnly today, DateTimeOffset now)
    {
        (known.GivenName, known.FamilyName, known.DateOfBirth) = (details.GivenName, details.FamilyName, details.BornOn!.Value);
        if (!string.Equals(known.Email, details.Email, StringComparison.OrdinalIgnoreCase)) known.Email = details.Email;
        if (!string.IsNullOrEmpty(details.EmployeeReference)) known.EmployeeReference = details.EmployeeReference;
        foreach (var declaration in NewDeclarations(known, details, today).ToList()) known.Declare(declaration);
        foreach (var certificate in NewCertificates(known, details).ToList()) known.Bring(Brought(certificate, now));
    }

    public static Trainee Made(EngineerDetails details, ProviderId provider, DateOnly today, DateTimeOffset now)
    {
        var trainee = new Trainee
        {
            Id = TraineeId.New(now), Provider = provider, GivenName = details.GivenName, FamilyName = details.FamilyName, Email = details.Email, DateOfBirth = details.BornOn!.Value,
            EmployeeReference = details.EmployeeReference, CreatedAt = now,
        };
        Apply(trainee, details, today, now);
        return trainee;
    }

    public static OutsideCertificate Brought(CertificateDetails certificate, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), new(certificate.Course), certificate.Number, certificate.Issuer, Dates.Read(certificate.AchievedOn)!.Value, Dates.Read(certificate.ExpiresOn));

    /// <summary>A declaration that stands is not made again; one that runs out is, when that makes it last longer.</summary>
    private static IEnumerable<Declaration> NewDeclarations(Trainee known, EngineerDetails details, DateOnly today) =>
        from kind in (details.Declarations ?? []).Distinct()
        let made = Declaration.Made(kind, today)
        let held = known.Declarations.FirstOrDefault(each => each.Kind == kind)
        where held is null || (held.ValidUntil is { } until && until < made.ValidUntil)
        select made;

    private static IEnumerable<CertificateDetails> NewCertificates(Trainee known, EngineerDetails details) =>
        (details.Certificates ?? []).DistinctBy(each => OutsideCertificate.Key(new(each.Course), each.Number)).Where(each => known.Brought(new(each.Course), each.Number) is null);

    private static string Written(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"));
}

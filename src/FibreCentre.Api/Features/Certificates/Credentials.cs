using System.IO.Compression;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace FibreCentre.Api.Features.Certificates;

/// <summary>A certificate as an Open Badge 3.0, which is a W3C Verifiable Credential, signed by the centre: for those who may know of the certificate.</summary>
public sealed record ShowCredential(CertificateId Certificate) : IQuery<Credential>;

/// <summary>The same for whoever holds the certificate's address.</summary>
internal sealed record CheckCredential(string PublicId) : IQuery<Credential>;

/// <param name="Jwt">Of the type <c>vc+jwt</c> (VC-JOSE-COSE); its key is found by its <c>kid</c> in <c>/.well-known/jwks.json</c>.</param>
public sealed record Credential(string Number, string Jwt);

/// <summary>Which certificates have been revoked, a bit for each, signed: Bitstring Status List 1.0.</summary>
internal sealed record ShowStatusList : IQuery<StatusList>;

internal sealed record StatusList(string Jwt);

/// <summary>Writes what is signed.</summary>
internal sealed class CredentialWriting(CentreDbContext db, SigningKeys keys, IConfiguration configuration, TimeProvider clock)
{
    public const string Type = "vc+jwt", MediaType = "application/vc+jwt", StatusPath = "/status/revocation", IssuerPath = "/.well-known/issuer.json";

    /// <summary>The least that the standard allows, so that one entry does not tell whom it is about.</summary>
    private const int LeastBits = 131_072;

    private static readonly string[] Contexts = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];

    private string Base => configuration["Centre:BaseUrl"]?.TrimEnd('/') ?? "";

    public async Task<Result<Credential>> OfAsync(IQueryable<Certificate> certificates, CancellationToken cancellationToken)
    {
        if (!keys.CanSign) return AssessmentErrors.NoSigningKey();
        var found = await (from certificate in certificates join version in db.CourseVersions on certificate.CourseVersion equals version.Id select new { certificate, version }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (found is not { certificate: var held, version: var course }) return AssessmentErrors.CertificateNotFound();
        var centre = await db.CentreAsync(cancellationToken);
        var time = CentreTime.In(centre.TimeZone);
        DateTimeOffset? until = held.ExpiresOn is { } last ? time.At(last.AddDays(1), TimeOnly.MinValue).AddSeconds(-1) : null;
        var address = $"{Base}/c/{held.PublicId}";
        var payload = new Dictionary<string, object?>
        {
            ["@context"] = Contexts, ["id"] = address, ["type"] = new[] { "VerifiableCredential", "OpenBadgeCredential" }, ["name"] = $"{held.Course} {held.CourseTitle}", ["issuer"] = Issuer(centre),
            ["validFrom"] = held.IssuedAt.UtcDateTime.ToString("O"), ["validUntil"] = until?.UtcDateTime.ToString("O"),
            ["credentialSubject"] = new
            {
                type = new[] { "AchievementSubject" },
                identifier = new[] { new { type = "IdentityObject", hashed = false, identityHash = held.HolderName, identityType = "name" } },
                achievement = new
                {
                    id = $"{Base}/courses/{held.Course}", type = new[] { "Achievement" }, achievementType = "Certificate", humanCode = held.Course.Value, name = held.CourseTitle, description = course.Spec.Summary,
                    criteria = new { narrative = $"Assessed as competent in every unit: {string.Join("; ", course.Spec.Units.Select(unit => unit.Title))}." },
                },
            },
            ["credentialStatus"] = new { id = $"{Base}{StatusPath}#{held.StatusIndex}", type = "BitstringStatusListEntry", statusPurpose = "revocation", statusListIndex = $"{held.StatusIndex}", statusListCredential = Base + StatusPath },
            ["iss"] = Base + IssuerPath, ["jti"] = address, ["sub"] = address, ["nbf"] = held.IssuedAt.ToUnixTimeSeconds(), ["exp"] = until?.ToUnixTimeSeconds(),
        };
        return new Credential(held.Number, keys.Sign(Said(payload), Type).Token);
    }

    public async Task<Result<StatusList>> StatusAsync(CancellationToken cancellationToken)
    {
        if (!keys.CanSign) return AssessmentErrors.NoSigningKey();
        var revoked = await db.Certificates.Where(each => each.RevokedAt != null).Select(each => each.StatusIndex).ToListAsync(cancellationToken);
        var newest = await db.Certificates.Select(each => each.StatusIndex).DefaultIfEmpty().MaxAsync(cancellationToken);
        var bits = new byte[Math.Max(LeastBits, (newest / LeastBits + 1) * LeastBits) / 8];
        foreach (var index in revoked) bits[index / 8] |= (byte)(0x80 >> (int)(index % 8));   // the first index is the left-most bit
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) await gzip.WriteAsync(bits, cancellationToken);
        var (now, address) = (clock.GetUtcNow(), Base + StatusPath);
        var payload = new Dictionary<string, object?>
        {
            ["@context"] = new[] { Contexts[0] }, ["id"] = address, ["type"] = new[] { "VerifiableCredential", "BitstringStatusListCredential" }, ["issuer"] = Issuer(await db.CentreAsync(cancellationToken)),
            ["validFrom"] = now.UtcDateTime.ToString("O"),
            ["credentialSubject"] = new { id = $"{address}#list", type = "BitstringStatusList", statusPurpose = "revocation", encodedList = "u" + Base64UrlEncoder.Encode(packed.ToArray()), ttl = 60_000 },
            ["iss"] = Base + IssuerPath, ["jti"] = address, ["iat"] = now.ToUnixTimeSeconds(),
        };
        return new StatusList(keys.Sign(payload, Type).Token);
    }

    /// <summary>Who signs, as the profile at <see cref="IssuerPath"/> says it too.</summary>
    public object Issuer(Centre centre) => new { id = Base + IssuerPath, type = new[] { "Profile" }, name = centre.Name, url = Base };

    private static Dictionary<string, object?> Said(Dictionary<string, object?> payload) => payload.Where(each => each.Value is not null).ToDictionary();
}

internal sealed class ShowCredentialHandler(CentreDbContext db, CredentialWriting writing) : IRequestHandler<ShowCredential, Result<Credential>>
{
    public Task<Result<Credential>> Handle(ShowCredential request, CancellationToken cancellationToken) => writing.OfAsync(db.Certificates.Where(each => each.Id == request.Certificate), cancellationToken);
}

internal sealed class CheckCredentialHandler(CentreDbContext db, CredentialWriting writing) : IRequestHandler<CheckCredential, Result<Credential>>
{
    public Task<Result<Credential>> Handle(CheckCredential request, CancellationToken cancellationToken) => writing.OfAsync(db.Certificates.Where(each => each.PublicId == request.PublicId), cancellationToken);
}

internal sealed class ShowStatusListHandler(CredentialWriting writing) : IRequestHandler<ShowStatusList, Result<StatusList>>
{
    public Task<Result<StatusList>> Handle(ShowStatusList request, CancellationToken cancellationToken) => writing.StatusAsync(cancellationToken);
}

/// <summary>Who signs for the centre.</summary>
internal sealed record ShowIssuer : IQuery<IssuerProfile>;

internal sealed record IssuerProfile(object Profile);

internal sealed class ShowIssuerHandler(CentreDbContext db, CredentialWriting writing) : IRequestHandler<ShowIssuer, Result<IssuerProfile>>
{
    public async Task<Result<IssuerProfile>> Handle(ShowIssuer request, CancellationToken cancellationToken) => new IssuerProfile(writing.Issuer(await db.CentreAsync(cancellationToken)));
}

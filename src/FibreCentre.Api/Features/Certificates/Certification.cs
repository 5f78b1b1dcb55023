using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Certificates;

/// <summary>Issues the certificate in the same transaction as the signature that completes the course.</summary>
internal sealed class Certification(CentreDbContext db)
{
    /// <summary>Null while a unit is open or waits for a second signature, or when it was issued before.</summary>
    public async Task<Certificate?> IssueIfCompleteAsync(Place place, CourseVersion version, Guid signedBy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var standing = await UnitStanding.OfAsync(db, [place.Id], cancellationToken);
        if (!version.Spec.Units.All(unit => standing.Stands(place.Id, unit.Code))) return null;
        if (await db.Certificates.AnyAsync(each => each.Place == place.Id, cancellationToken)) return null;

        var trainee = await db.Trainees.AsNoTracking().SingleAsync(each => each.Id == place.Trainee, cancellationToken);
        var achieved = (await db.TimeAsync(cancellationToken)).DayOf(now);
        var number = await NumberAsync(achieved.Year, cancellationToken);
        var expires = version.Spec.Validity.ExpiresOn(achieved);
        var content = JsonSerializer.Serialize(new { number, course = version.Course.Value, courseVersion = version.Number, achievedOn = achieved, expiresOn = expires }, JsonSerializerOptions.Web);
        var entry = await LedgerBook.AppendAsync(db, head => Chain.Append(head, LedgerKind.Certificate, place.Provider, place.Named, null, null, signedBy, null, content, now), cancellationToken);
        var certificate = new Certificate
        {
            Id = CertificateId.New(now), Number = number, PublicId = RandomNumberGenerator.GetString("23456789abcdefghjkmnpqrstvwxyz", 27),   // 27 of 30 letters: 132 bits
            Provider = place.Provider, Trainee = place.Named, Place = place.Id, Course = version.Course, CourseVersion = version.Id, CourseTitle = version.Title,
            HolderName = trainee.Name, AchievedOn = achieved, IssuedAt = now, ExpiresOn = expires, LedgerEntry = entry.Id,
        };
        db.Add(certificate);
        place.Complete();
        await db.SaveChangesAsync(cancellationToken);
        await db.AnnounceAsync(place.Provider, Domain.Providers.WebhookEvents.CertificateIssued, new { certificateId = certificate.Id.Value, traineeId = place.Named.Value, placeId = place.Id.Value }, now, cancellationToken);
        return certificate;
    }

    private async Task<string> NumberAsync(int year, CancellationToken cancellationToken)
    {
        var next = await db.Database.SqlQuery<long>($"select nextval('certificate_number') as \"Value\"").SingleAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"FTC-{year}-{next:000000}");
    }
}

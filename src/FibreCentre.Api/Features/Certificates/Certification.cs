using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Certificates;

/// <summary>Issues the certificate in the same transaction as the signature that completes the course.</summary>
internal sealed class Certification(CentreDbContext db, PublishedCourses courses)
{
    /// <summary>Null while a unit is open or waits for a second signature, or when it was issued before.</summary>
    public async Task<Certificate?> IssueIfCompleteAsync(Place place, CourseVersion version, Guid signedBy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var standing = await UnitStanding.OfAsync(db, [place.Id], cancellationToken);
        if (!version.Spec.Units.All(unit => standing.Stands(place.Id, unit.Code))) return null;
        if (await db.Certificates.AnyAsync(each => each.Place == place.Id && each.RevokedAt == null, cancellationToken)) return null;

        await LockHolderAsync(place.Named, cancellationToken);
        var trainee = await db.Trainees.AsNoTracking().SingleAsync(each => each.Id == place.Trainee, cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        var achieved = time.DayOf(now);
        var held = await db.Certificates.Where(each => each.Trainee == place.Named).ToListAsync(cancellationToken);
        var renewed = held.Where(each => each.Course == version.Course && each is { RevokedAt: null, SupersededBy: null }).ToList();
        var elsewhere = trainee.OutsideCertificates.Where(each => each.State == OutsideCertificateState.Verified).ToList();
        var number = await NumberAsync(achieved.Year, cancellationToken);
        var expires = version.Spec.Validity.ExpiresOn(achieved, renewed.Select(each => each.EndsOn).Concat(elsewhere.Where(each => each.Course == version.Course).Select(each => each.ExpiresOn)).Max());
        var holder = LedgerText.Of(trainee.Name)!;
        var content = JsonSerializer.Serialize(new { number, course = version.Course.Value, courseVersion = version.Number, achievedOn = achieved, expiresOn = expires, supersedes = renewed.Select(each => each.Number), holderHash = holder.Hash }, JsonSerializerOptions.Web);
        var entry = await LedgerBook.AppendAsync(db, head => Chain.Append(head, LedgerKind.Certificate, place.Provider, place.Named, null, null, signedBy, null, content, now), holder, cancellationToken);
        var certificate = new Certificate
        {
            Id = CertificateId.New(now), Number = number, PublicId = RandomNumberGenerator.GetString("23456789abcdefghjkmnpqrstvwxyz", 27),   // 27 of 30 letters: 132 bits
            Provider = place.Provider, Trainee = place.Named, Place = place.Id, Course = version.Course, CourseVersion = version.Id, CourseTitle = version.Title,
            HolderName = trainee.Name, AchievedOn = achieved, IssuedAt = now, EndsOn = expires, LedgerEntry = entry.Id,
        };
        db.Add(certificate);
        foreach (var before in renewed) before.FollowedBy(certificate.Id);
        await FollowKeysAsync([.. held, certificate], elsewhere, time, cancellationToken);
        place.Complete();
        await db.SaveChangesAsync(cancellationToken);
        await db.AnnounceAsync(place.Provider, WebhookEvents.CertificateIssued, new { certificateId = certificate.Id.Value, traineeId = place.Named.Value, placeId = place.Id.Value }, now, cancellationToken);
        return certificate;
    }

    /// <summary>Withdraws it: the ledger gets a line, the provider's webhooks are told.</summary>
    public async Task<Result<CertificateRevoked>> RevokeAsync(Certificate certificate, string reason, Guid by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await LockHolderAsync(certificate.Trainee, cancellationToken);
        var revoked = certificate.Revoke(reason, now);
        if (!revoked.Succeeded) return revoked;
        var words = LedgerText.Of(reason)!;
        var content = JsonSerializer.Serialize(new { number = certificate.Number, reasonHash = words.Hash }, JsonSerializerOptions.Web);
        await LedgerBook.AppendAsync(db, head => Chain.Append(head, LedgerKind.Revocation, certificate.Provider, certificate.Trainee, null, null, by, null, content, now), words, cancellationToken);
        foreach (var before in await db.Certificates.Where(each => each.SupersededBy == certificate.Id).ToListAsync(cancellationToken)) before.ReturnToForce(certificate.SupersededBy);
        await FollowKeysAsync(await db.Trainees.AsNoTracking().SingleAsync(each => each.Id == certificate.Trainee, cancellationToken), cancellationToken);
        await db.AnnounceAsync(certificate.Provider, WebhookEvents.CertificateRevoked, new { certificateId = certificate.Id.Value, traineeId = certificate.Trainee.Value, placeId = certificate.Place.Value }, now, cancellationToken);
        return revoked;
    }

    /// <summary>What somebody holds counts as long as its keys do, once a certificate from elsewhere was verified or rejected.</summary>
    /// <param name="holder">As saved; nobody else is changing the person.</param>
    public async Task FollowKeysAsync(Trainee holder, CancellationToken cancellationToken) => await FollowKeysAsync(
        await db.Certificates.Where(each => each.Trainee == holder.Id).ToListAsync(cancellationToken), [.. holder.OutsideCertificates.Where(each => each.State == OutsideCertificateState.Verified)], await db.TimeAsync(cancellationToken), cancellationToken);

    /// <summary>Whatever is issued to one person and taken back comes one after the other: each looks at all that the person holds. Bookings do not wait for it.</summary>
    public Task<int> LockHolderAsync(TraineeId holder, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"select 1 from trainee where id = {holder.Value} for no key update", cancellationToken);

    /// <summary>What depends on a key counts as long as the key does: longer when the key is renewed, not any more when it is revoked.</summary>
    /// <param name="held">All of one person.</param>
    private async Task FollowKeysAsync(IReadOnlyList<Certificate> held, IReadOnlyList<OutsideCertificate> elsewhere, CentreTime time, CancellationToken cancellationToken)
    {
        var validities = new List<(Certificate Certificate, Validity Validity)>();
        foreach (var each in held.Where(each => each.RevokedAt is null)) validities.Add((each, (await courses.OfAsync(each.CourseVersion, db, cancellationToken)).Spec.Validity));
        // Keys depend on none themselves, so that they are settled first and the others by them.
        foreach (var (certificate, validity) in validities.OrderBy(each => each.Validity.Keys?.Count ?? 0))
            certificate.LastAsLongAs([.. held.Select(each => each.AsKey(time)), .. elsewhere.Select(each => new KeyHeld(each.Course, each.ExpiresOn))], validity);
    }

    private async Task<string> NumberAsync(int year, CancellationToken cancellationToken)
    {
        var next = await db.Database.SqlQuery<long>($"select nextval('certificate_number') as \"Value\"").SingleAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"FTC-{year}-{next:000000}");
    }
}

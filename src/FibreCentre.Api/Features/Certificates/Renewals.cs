using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Certificates;

/// <summary>When and how a certificate can be renewed, and the next cohort to do it on.</summary>
/// <param name="State"><c>none</c> (never expires, or superseded or revoked), <c>not-yet</c>, <c>open</c> (renewing now loses nothing), <c>late</c> (it has run out and can be renewed by test) or <c>over</c> (it takes the full course).</param>
/// <param name="OpensOn">The first day on which renewing loses nothing; null when there is no such day.</param>
/// <param name="Until">The last day of that state; null when there is none.</param>
/// <param name="Next">The soonest cohort of the course with places left; null while it is too early, and when there is none.</param>
public sealed record CertificateRenewal(string State, DateOnly? OpensOn, DateOnly? Until, RenewalCohort? Next);

public sealed record RenewalCohort(Guid CohortId, string Code, DateOnly FirstDay, int PlacesLeft);

internal static class Renewals
{
    private static readonly CertificateRenewal None = new("none", null, null, null);

    /// <summary>By certificate. The rules are those of the course as it is published now: that is what one renews on.</summary>
    public static async Task<IReadOnlyDictionary<CertificateId, CertificateRenewal>> OfAsync(CentreDbContext db, IReadOnlyCollection<Certificate> certificates, DateOnly today, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<CourseCode> courses = [.. certificates.Select(each => each.Course).Distinct()];
        var validities = courses.Count == 0 ? [] : await db.CurrentVersions().Where(version => courses.Contains(version.Course)).ToDictionaryAsync(version => version.Course, version => version.Spec.Validity, cancellationToken);
        var renewals = certificates.ToDictionary(each => each.Id, each => each is { RevokedAt: null, SupersededBy: null } ? validities.GetValueOrDefault(each.Course)?.RenewalOn(each.EndsOn, today) : null);
        var due = certificates.Where(each => renewals[each.Id]?.State is RenewalState.Open or RenewalState.Late or RenewalState.Over).Select(each => each.Course).Distinct().ToList();
        var cohorts = await NextCohorts.OfAsync(db, due, now, cancellationToken);
        return certificates.ToDictionary(each => each.Id, each => renewals[each.Id] is not { } renewal ? None : new CertificateRenewal(
            SnakeCase.Kebab(renewal.State.ToString()), renewal.OpensOn, renewal.Until,
            renewal.State is RenewalState.None or RenewalState.NotYet || cohorts[each.Course].FirstOrDefault() is not ({ } next, var places) ? null : new(next.Id.Value, next.Code, next.FirstDay, places)));
    }
}

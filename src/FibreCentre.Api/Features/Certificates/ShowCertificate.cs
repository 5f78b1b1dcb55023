using System.Text.Json.Serialization;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Cohorts;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Certificates;

/// <summary>Certificates, newest first: a trainee's own, a provider's people's, or for staff all.</summary>
/// <param name="Before">The cursor of the page before, or a moment; null for the newest.</param>
public sealed record ListCertificates(string? Before = null, int Limit = 50) : IQuery<ListedCertificates>;

/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedCertificates(IReadOnlyList<CertificateAnswer> Certificates, string? Next);

/// <summary>One certificate, for those who may know of it.</summary>
public sealed record ShowCertificate(CertificateId Certificate) : IQuery<CertificateAnswer>;

/// <param name="State"><c>valid</c>, <c>expired</c>, <c>superseded</c> (renewed since) or <c>revoked</c>, today on the centre's clocks.</param>
/// <param name="EndsOn">The last day by its own rule; it counts until <c>expiresOn</c>, which comes sooner where a certificate it depends on lapses.</param>
/// <param name="LimitedBy">The course of that certificate; null when none ends it sooner.</param>
/// <param name="SupersededBy">The certificate that renewed it; null when none did.</param>
/// <param name="CheckPath">The public page that anyone can check it on, below the centre's own address.</param>
public sealed record CertificateAnswer(
    Guid Id, string Number, string HolderName, string Provider, string Course, string CourseTitle, int CourseVersion, DateOnly AchievedOn, DateTimeOffset IssuedAt, DateOnly? ExpiresOn, string State,
    string? RevocationReason, string CheckPath, IReadOnlyList<string> Units, string IssuedBy, DateOnly? EndsOn, string? LimitedBy, Guid? SupersededBy, CertificateRenewal Renewal, Guid TraineeId)
{
    /// <summary>Why it does not count, for whoever holds it; null while it does.</summary>
    public string? WhyItDoesNotCount() => State switch
    {
        "valid" => null,
        "revoked" => "Revoked: this certificate does not count",
        "superseded" => "Renewed since: the newer certificate counts",
        _ => $"Expired: this certificate counted until {CohortErrors.Day(ExpiresOn!.Value)}",
    };
}

/// <summary>What anyone may learn who holds a certificate's address: the minimum that proves it.</summary>
internal sealed record CheckCertificate(string PublicId) : IQuery<CheckedCertificate>;

public sealed record CheckedCertificate(string Number, string HolderName, string Course, string CourseTitle, DateOnly AchievedOn, DateOnly? ExpiresOn, string State, string IssuedBy, DateTimeOffset CheckedAt);

/// <summary>Withdraws a certificate. Its public page says so from then on; the ledger gets a line.</summary>
/// <param name="Password">Of whoever revokes, asked for again: it cannot be undone. Never serialised.</param>
public sealed record RevokeCertificate(CertificateId Certificate, string Reason, [property: JsonIgnore] string Password) : ICommand<RevokedCertificate>
{
    Guid? ICommand.Subject => Certificate.Value;
}

public sealed record RevokedCertificate(Guid Id, DateTimeOffset RevokedAt);

internal sealed class ListCertificatesValidator : AbstractValidator<ListCertificates>
{
    public ListCertificatesValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
        RuleFor(request => request.Before).IsPageEnd();
    }
}

internal sealed class RevokeCertificateValidator : AbstractValidator<RevokeCertificate>
{
    public RevokeCertificateValidator()
    {
        RuleFor(request => request.Reason).NotEmpty().WithMessage("Say why it is revoked.").MaximumLength(400).WithMessage("Shorten the reason to 400 characters.");
        RuleFor(request => request.Password).NotEmpty().WithMessage("Enter your password to sign.");
    }
}

internal static class CertificateAnswers
{
    /// <summary>Who changed employer brings the certificates along; whom they were earned with is nobody's business any more.</summary>
    private const string EarlierEmployer = "an earlier employer";

    public static async Task<List<CertificateAnswer>> OfAsync(CentreDbContext db, IQueryable<Certificate> certificates, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var centre = await db.CentreAsync(cancellationToken);
        var time = CentreTime.In(centre.TimeZone);
        var rows = await (
            from certificate in certificates
            join known in db.Providers on certificate.Provider equals known.Id into providers
            from provider in providers.DefaultIfEmpty()
            join version in db.CourseVersions on certificate.CourseVersion equals version.Id
            orderby certificate.IssuedAt descending, certificate.Id descending
            select new { certificate, Name = provider == null ? EarlierEmployer : provider.Name, version }).AsNoTracking().ToListAsync(cancellationToken);
        var renewals = await Renewals.OfAsync(db, rows.ConvertAll(each => each.certificate), time.DayOf(now), now, cancellationToken);
        return rows.ConvertAll(each => new CertificateAnswer(
            each.certificate.Id.Value, each.certificate.Number, each.certificate.HolderName, each.Name, each.certificate.Course.Value, each.certificate.CourseTitle, each.version.Number,
            each.certificate.AchievedOn, time.Civil(each.certificate.IssuedAt), each.certificate.ExpiresOn, SnakeCase.Kebab(each.certificate.StateOn(time.DayOf(now)).ToString()),
            each.certificate.RevocationReason, $"/c/{each.certificate.PublicId}", [.. each.version.Spec.Units.Select(unit => unit.Title)], centre.Name,
            each.certificate.EndsOn, each.certificate.LimitedBy?.Value, each.certificate.SupersededBy?.Value, renewals[each.certificate.Id], each.certificate.Trainee.Value));
    }
}

internal sealed class ListCertificatesHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListCertificates, Result<ListedCertificates>>
{
    public async Task<Result<ListedCertificates>> Handle(ListCertificates request, CancellationToken cancellationToken)
    {
        IQueryable<Certificate> certificates = db.Certificates;
        if (PageEnd.TryParse(request.Before, out var end))
        {
            var last = new CertificateId(end.Id);
            certificates = certificates.Where(each => EF.Functions.LessThan(ValueTuple.Create(each.IssuedAt, each.Id), ValueTuple.Create(end.At, last)));
        }
        var page = await CertificateAnswers.OfAsync(db, certificates.OrderByDescending(each => each.IssuedAt).ThenByDescending(each => each.Id).Take(request.Limit + 1), clock.GetUtcNow(), cancellationToken);
        return new ListedCertificates([.. page.Take(request.Limit)], page.Count > request.Limit ? new PageEnd(page[request.Limit - 1].IssuedAt, page[request.Limit - 1].Id).ToString() : null);
    }
}

internal sealed class ShowCertificateHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowCertificate, Result<CertificateAnswer>>
{
    public async Task<Result<CertificateAnswer>> Handle(ShowCertificate request, CancellationToken cancellationToken) =>
        await CertificateAnswers.OfAsync(db, db.Certificates.Where(each => each.Id == request.Certificate), clock.GetUtcNow(), cancellationToken) is [var found] ? found : AssessmentErrors.CertificateNotFound();
}

internal sealed class CheckCertificateHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<CheckCertificate, Result<CheckedCertificate>>
{
    public async Task<Result<CheckedCertificate>> Handle(CheckCertificate request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var centre = await db.CentreAsync(cancellationToken);
        var time = CentreTime.In(centre.TimeZone);
        return await db.Certificates.AsNoTracking().SingleOrDefaultAsync(each => each.PublicId == request.PublicId, cancellationToken) is { } certificate
            ? new CheckedCertificate(
                certificate.Number, certificate.HolderName, certificate.Course.Value, certificate.CourseTitle, certificate.AchievedOn, certificate.ExpiresOn,
                SnakeCase.Kebab(certificate.StateOn(time.DayOf(now)).ToString()), centre.Name, time.Civil(now))
            : AssessmentErrors.CertificateNotFound();
    }
}

internal sealed class RevokeCertificateHandler(CentreDbContext db, Actor actor, Credentials credentials, Certification certification, TimeProvider clock) : IRequestHandler<RevokeCertificate, Result<RevokedCertificate>>
{
    public async Task<Result<RevokedCertificate>> Handle(RevokeCertificate request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!await credentials.AreRightAsync(actor, request.Password)) return AssessmentErrors.CredentialRefused();
        // The holder first, as everybody who changes what a person holds.
        if (await db.Certificates.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Certificate, cancellationToken) is not { Trainee: var holder }) return AssessmentErrors.CertificateNotFound();
        await certification.LockHolderAsync(holder, cancellationToken);
        var certificate = await db.Certificates.FromSql($"select * from certificate where id = {request.Certificate.Value} for update").SingleAsync(cancellationToken);
        var revoked = await certification.RevokeAsync(certificate, request.Reason.Trim(), actor.Account, now, cancellationToken);
        if (!revoked.Succeeded) return revoked.Error;
        await db.SaveChangesAsync(cancellationToken);
        return new RevokedCertificate(certificate.Id.Value, now);
    }
}

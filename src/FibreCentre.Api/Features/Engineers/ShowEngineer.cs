using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>One engineer with everything that the asker may know: details, places, certificates from here and from elsewhere, declarations, employers.</summary>
public sealed record ShowEngineer(TraineeId Trainee) : IQuery<EngineerAnswer>;

/// <param name="Revision">Another after every change: what an ETag is made of.</param>
/// <param name="Today">On the centre's clocks: what an expiry is to be compared with.</param>
/// <param name="Employers">The employer of today first. A provider sees itself only.</param>
public sealed record EngineerAnswer(
    Guid Id, string GivenName, string FamilyName, string Email, DateOnly DateOfBirth, string? EmployeeReference, Guid ProviderId, string Provider, string Revision, DateOnly Today,
    IReadOnlyList<EngineerPlace> Places, IReadOnlyList<EngineerCertificate> Certificates, IReadOnlyList<EngineerOutsideCertificate> OutsideCertificates, IReadOnlyList<EngineerDeclaration> Declarations,
    IReadOnlyList<EngineerEmployer> Employers)
{
    public string Name => $"{GivenName} {FamilyName}";
}

public sealed record EngineerPlace(Guid PlaceId, Guid BookingId, Guid CohortId, string CohortCode, string Course, string Title, DateOnly FirstDay, DateOnly LastDay, string State, bool IsAhead);

/// <param name="State"><c>valid</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="RunsOut">How soon, in days: the least of 30, 60 and 90 that holds; null when later or never.</param>
public sealed record EngineerCertificate(Guid Id, string Course, string Title, string Number, DateOnly AchievedOn, DateOnly? ExpiresOn, string State, int? RunsOut);

/// <param name="State"><c>unverified</c>, <c>verified</c> or <c>rejected</c>. An unverified one counts, and is marked; a rejected one never counts.</param>
public sealed record EngineerOutsideCertificate(
    Guid Id, string Course, string Number, string Issuer, DateOnly AchievedOn, DateOnly? ExpiresOn, string State, int? RunsOut, bool HasExpired, DateTimeOffset? CheckedAt, string? RejectionReason);

/// <param name="Stands">Whether it counts today.</param>
public sealed record EngineerDeclaration(string Kind, DateOnly DeclaredOn, DateOnly? ValidUntil, bool Stands);

/// <param name="Until">Null while it lasts.</param>
public sealed record EngineerEmployer(string Provider, string NameThen, DateTimeOffset Since, DateTimeOffset? Until);

internal sealed class ShowEngineerHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowEngineer, Result<EngineerAnswer>>
{
    public Task<Result<EngineerAnswer>> Handle(ShowEngineer request, CancellationToken cancellationToken) => EngineerReading.OfAsync(db, request.Trainee, clock.GetUtcNow(), cancellationToken);
}

internal static class EngineerReading
{
    public static async Task<Result<EngineerAnswer>> OfAsync(CentreDbContext db, TraineeId trainee, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Trainees.AsNoTracking().SingleOrDefaultAsync(each => each.Id == trainee, cancellationToken) is not { } engineer) return PeopleErrors.EngineerNotFound();
        var time = await db.TimeAsync(cancellationToken);
        var today = time.DayOf(now);
        var employers = await (
            from employment in db.Employments
            join provider in db.Providers on employment.Provider equals provider.Id
            where employment.Trainee == engineer.Id
            orderby employment.Until == null descending, employment.Since descending
            select new { employment, provider.Name }).AsNoTracking().ToListAsync(cancellationToken);
        var places = await (
            from place in db.Places
            join cohort in db.Cohorts on place.Cohort equals cohort.Id
            where place.Trainee == engineer.Id
            orderby cohort.FirstDay descending, place.Id
            select new { place, cohort }).AsNoTracking().ToListAsync(cancellationToken);
        var certificates = await db.Certificates.AsNoTracking().Where(each => each.Trainee == engineer.Id).OrderByDescending(each => each.AchievedOn).ThenBy(each => each.Id).ToListAsync(cancellationToken);
        return new EngineerAnswer(
            engineer.Id.Value, engineer.GivenName, engineer.FamilyName, engineer.Email, engineer.DateOfBirth, engineer.EmployeeReference, engineer.Provider.Value,
            employers.First(each => each.employment.Provider == engineer.Provider).Name, EngineerRecord.Of(engineer).Revision, today,
            [.. places.Select(each => new EngineerPlace(
                each.place.Id.Value, each.place.Booking.Value, each.cohort.Id.Value, each.cohort.Code, each.cohort.Course.Value, each.cohort.Title, each.cohort.FirstDay, each.cohort.LastDay,
                SnakeCase.Kebab(each.place.State.ToString()), each.place.State is not (PlaceState.Cancelled or PlaceState.Completed) && each.cohort.LastDay >= today))],
            [.. certificates.Select(each => new EngineerCertificate(
                each.Id.Value, each.Course.Value, each.CourseTitle, each.Number, each.AchievedOn, each.ExpiresOn, SnakeCase.Kebab(each.StateOn(today).ToString()), each.RevokedAt is null ? Expiry.Within(each.ExpiresOn, today) : null))],
            [.. engineer.OutsideCertificates.OrderBy(each => each.Course.Value, StringComparer.Ordinal).ThenByDescending(each => each.AchievedOn).Select(each => new EngineerOutsideCertificate(
                each.Id, each.Course.Value, each.Number, each.Issuer, each.AchievedOn, each.ExpiresOn, SnakeCase.Kebab(each.State.ToString()),
                each.State == OutsideCertificateState.Rejected ? null : Expiry.Within(each.ExpiresOn, today), each.ExpiresOn < today, each.CheckedAt is { } at ? time.Civil(at) : null, each.RejectionReason))],
            [.. engineer.Declarations.OrderBy(each => each.Kind, StringComparer.Ordinal).Select(each => new EngineerDeclaration(each.Kind, each.DeclaredOn, each.ValidUntil, each.CountsOn(today)))],
            [.. employers.Select(each => new EngineerEmployer(each.Name, each.employment.Name, time.Civil(each.employment.Since), each.employment.Until is { } until ? time.Civil(until) : null))]);
    }
}

internal static class Expiry
{
    /// <summary>The moments at which a certificate that runs out is pointed out, in days before.</summary>
    public static readonly IReadOnlyList<int> Warnings = [30, 60, 90];

    public static int? Within(DateOnly? expiresOn, DateOnly today)
    {
        if (expiresOn is not { } last || last < today) return null;
        var days = last.DayNumber - today.DayNumber;
        return Warnings.FirstOrDefault(limit => days <= limit) is var limit and > 0 ? limit : null;
    }
}

/// <summary>Changes an engineer's details and what is declared of them. A declaration that is not named is withdrawn.</summary>
/// <param name="Seen">The revision the editor looked at; null to change it whatever it is now.</param>
public sealed record EditEngineer(TraineeId Trainee, EngineerDetails Details, string? Seen) : ICommand<EngineerAnswer>
{
    Guid? ICommand.Subject => Trainee.Value;
}

internal sealed class EditEngineerValidator : AbstractValidator<EditEngineer>
{
    private static readonly EngineerDetailsValidator Details = new();

    public EditEngineerValidator() => RuleFor(request => request).Custom((request, context) =>
    {
        foreach (var fault in Details.Validate(request.Details).Errors) context.AddFailure(fault.PropertyName, fault.ErrorMessage);
        if (request.Details.Certificates is { Count: > 0 }) context.AddFailure("certificates", "Record certificates one by one, on their own.");
    });
}

internal sealed class EditEngineerHandler(CentreDbContext db, SignInOfRecord signIn, TimeProvider clock) : IRequestHandler<EditEngineer, Result<EngineerAnswer>>
{
    public async Task<Result<EngineerAnswer>> Handle(EditEngineer request, CancellationToken cancellationToken)
    {
        if (await db.LockedAsync(request.Trainee, cancellationToken) is not { } engineer) return PeopleErrors.EngineerNotFound();
        if (request.Seen is { } seen && seen != EngineerRecord.Of(engineer).Revision) return PeopleErrors.EngineerChanged();
        var details = request.Details;
        if (await db.Trainees.AnyAsync(other => other.Provider == engineer.Provider && other.Id != engineer.Id && other.Email == details.Email, cancellationToken)) return PeopleErrors.EmailInUse();

        var today = (await db.TimeAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        if (EngineerFaults.OfBirth(details, today) is { } young) return RequestErrors.Invalid("dateOfBirth", young);
        if (await signIn.FollowAsync(engineer.Id.Value, null, $"{details.GivenName.Trim()} {details.FamilyName.Trim()}", details.Email, cancellationToken) is { } taken) return taken;
        (engineer.GivenName, engineer.FamilyName, engineer.Email, engineer.DateOfBirth) = (details.GivenName.Trim(), details.FamilyName.Trim(), details.Email, details.BornOn!.Value);
        engineer.EmployeeReference = string.IsNullOrWhiteSpace(details.EmployeeReference) ? null : details.EmployeeReference.Trim();
        var declared = (details.Declarations ?? []).ToHashSet();
        foreach (var kind in engineer.Declarations.Select(each => each.Kind).Except(declared).ToList()) engineer.Withdraw(kind);
        foreach (var kind in declared.Except(engineer.Declarations.Where(each => each.CountsOn(today)).Select(each => each.Kind)).ToList()) engineer.Declare(Declaration.Made(kind, today));
        await db.SaveChangesAsync(cancellationToken);
        return await EngineerReading.OfAsync(db, engineer.Id, clock.GetUtcNow(), cancellationToken);
    }
}

internal static class EngineerLock
{
    /// <summary>The engineer with the row locked until the transaction ends; null when there is none that the asker may know of.</summary>
    public static async Task<Trainee?> LockedAsync(this CentreDbContext db, TraineeId engineer, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"select from trainee where id = {engineer.Value} for update", cancellationToken);
        return await db.Trainees.SingleOrDefaultAsync(each => each.Id == engineer, cancellationToken);
    }
}

using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>The provider's engineers by name, with what they hold; for staff, everybody's.</summary>
/// <param name="After">The id of the last engineer of the page before: a cursor that names nobody. Null for the first page.</param>
/// <param name="Search">A part of the name, the e-mail address or the employee number.</param>
/// <param name="RunsOutIn">Only those with a certificate that runs out within so many days and has no later one of its course: 30, 60 or 90.</param>
/// <param name="Booked">Only those with a place that is not over.</param>
/// <param name="Holds">Only those who hold a certificate of this course that counts today.</param>
/// <param name="QualifiedFor">Only those who meet every prerequisite of this course today.</param>
public sealed record ListTrainees(
    Guid? After = null, int Limit = 50, string? Search = null, int? RunsOutIn = null, bool Booked = false, string? Holds = null, string? QualifiedFor = null) : IQuery<ListedTrainees>;

/// <param name="Next">The cursor of the next page; null on the last one.</param>
/// <param name="Today">On the centre's clocks: what an expiry is to be compared with.</param>
public sealed record ListedTrainees(IReadOnlyList<TraineeLine> Trainees, Guid? Next, DateOnly Today);

public sealed record TraineeLine(Guid Id, string Name, string Email, string? EmployeeReference, string Provider, IReadOnlyList<string> Declarations, IReadOnlyList<HeldLine> Certificates);

/// <param name="ExpiresOn">The last day it counts; null when it does not run out.</param>
/// <param name="CertificateId">Null when it was earned elsewhere.</param>
/// <param name="State">Null when it was earned here; of one from elsewhere <c>unverified</c>, <c>verified</c> or <c>rejected</c>, which never counts.</param>
public sealed record HeldLine(string Course, string Number, DateOnly AchievedOn, DateOnly? ExpiresOn, Guid? CertificateId, string? State = null);

internal sealed class ListTraineesValidator : AbstractValidator<ListTrainees>
{
    public ListTraineesValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
        RuleFor(request => request.Search).MaximumLength(100).WithMessage("Search for 100 characters at most.");
        RuleFor(request => request.RunsOutIn).Must(days => days is null or 30 or 60 or 90).WithMessage("Choose 30, 60 or 90 days.");
        foreach (var course in new System.Linq.Expressions.Expression<Func<ListTrainees, string?>>[] { request => request.Holds, request => request.QualifiedFor })
            RuleFor(course).Must(code => string.IsNullOrEmpty(code) || CourseCode.TryParse(code, out _)).WithMessage("Enter a course code like FTC-101.");
    }
}

internal sealed class ListTraineesHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListTrainees, Result<ListedTrainees>>
{
    public async Task<Result<ListedTrainees>> Handle(ListTrainees request, CancellationToken cancellationToken)
    {
        var today = (await db.TimeAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        var some = Booked(Holding(RunningOut(Found(db.Trainees, request.Search), request.RunsOutIn, today), request.Holds, today), request.Booked, today);
        if (!string.IsNullOrEmpty(request.QualifiedFor))
        {
            if (await db.CurrentVersionAsync(new(request.QualifiedFor), cancellationToken) is not { } version) return CatalogueErrors.CourseNotFound();
            foreach (var prerequisite in version.Spec.Prerequisites) some = Meeting(some, prerequisite, today);
        }
        var all = from trainee in some
                  join provider in db.Providers on trainee.Provider equals provider.Id
                  select new { trainee, provider.Name, Key = trainee.FamilyName + " " + trainee.GivenName + " " + (string)(object)trainee.Email };
        if (request.After is { } last)
        {
            var id = new TraineeId(last);
            var after = await all.Where(each => each.trainee.Id == id).Select(each => each.Key).SingleOrDefaultAsync(cancellationToken);
            all = all.Where(each => each.Key.CompareTo(after) > 0);
        }
        var page = await all.OrderBy(each => each.Key).Take(request.Limit + 1).AsNoTracking().ToListAsync(cancellationToken);
        var shown = page.Take(request.Limit).ToList();
        var ids = shown.ConvertAll(each => each.trainee.Id);
        var earned = (await db.Certificates.AsNoTracking().Where(each => ids.Contains(each.Trainee) && each.RevokedAt == null).ToListAsync(cancellationToken)).ToLookup(each => each.Trainee);
        return new ListedTrainees(
            [.. shown.Select(each => new TraineeLine(
                each.trainee.Id.Value, each.trainee.Name, each.trainee.Email, each.trainee.EmployeeReference, each.Name, [.. each.trainee.Declarations.Select(held => held.Kind).Order()],
                [
                    .. each.trainee.OutsideCertificates.Select(held => new HeldLine(held.Course.Value, held.Number, held.AchievedOn, held.ExpiresOn, null, SnakeCase.Kebab(held.State.ToString())))
                        .Concat(earned[each.trainee.Id].Select(held => new HeldLine(held.Course.Value, held.Number, held.AchievedOn, held.ExpiresOn, held.Id.Value)))
                        .OrderBy(held => held.Course).ThenByDescending(held => held.AchievedOn),
                ]))],
            page.Count > request.Limit ? page[request.Limit - 1].trainee.Id.Value : null,
            today);
    }

    private static IQueryable<Trainee> Found(IQueryable<Trainee> trainees, string? search)
    {
        if (string.IsNullOrWhiteSpace(search)) return trainees;
        var pattern = Like.Containing(search);
        return trainees.Where(each => EF.Functions.ILike(each.GivenName + " " + each.FamilyName, pattern, @"\") || EF.Functions.ILike(each.FamilyName + " " + each.GivenName, pattern, @"\")
            || EF.Functions.ILike((string)(object)each.Email, pattern, @"\") || EF.Functions.ILike(each.EmployeeReference!, pattern, @"\"));
    }

    private IQueryable<Trainee> RunningOut(IQueryable<Trainee> trainees, int? days, DateOnly today)
    {
        if (days is not { } limit) return trainees;
        var until = today.AddDays(limit);
        return trainees.Where(each =>
            db.Certificates.Any(held => held.Trainee == each.Id && held.RevokedAt == null && held.ExpiresOn >= today && held.ExpiresOn <= until
                && !db.Certificates.Any(later => later.Trainee == each.Id && later.Course == held.Course && later.RevokedAt == null && (later.ExpiresOn == null || later.ExpiresOn > until))
                && !each.OutsideCertificates.Any(later => later.Course == held.Course && later.State != OutsideCertificateState.Rejected && (later.ExpiresOn == null || later.ExpiresOn > until)))
            || each.OutsideCertificates.Any(held => held.State != OutsideCertificateState.Rejected && held.ExpiresOn >= today && held.ExpiresOn <= until
                && !db.Certificates.Any(later => later.Trainee == each.Id && later.Course == held.Course && later.RevokedAt == null && (later.ExpiresOn == null || later.ExpiresOn > until))
                && !each.OutsideCertificates.Any(later => later.Course == held.Course && later.State != OutsideCertificateState.Rejected && (later.ExpiresOn == null || later.ExpiresOn > until))));
    }

    private IQueryable<Trainee> Booked(IQueryable<Trainee> trainees, bool booked, DateOnly today) => !booked ? trainees : trainees.Where(each =>
        db.Places.Any(place => place.Trainee == each.Id && place.State != PlaceState.Cancelled && place.State != PlaceState.Completed && db.Cohorts.Any(cohort => cohort.Id == place.Cohort && cohort.LastDay >= today)));

    private IQueryable<Trainee> Holding(IQueryable<Trainee> trainees, string? code, DateOnly today)
    {
        if (string.IsNullOrEmpty(code)) return trainees;
        var course = new CourseCode(code);
        return trainees.Where(each =>
            db.Certificates.Any(held => held.Trainee == each.Id && held.Course == course && held.RevokedAt == null && held.AchievedOn <= today && (held.ExpiresOn == null || held.ExpiresOn >= today))
            || each.OutsideCertificates.Any(held => held.Course == course && held.State != OutsideCertificateState.Rejected && held.AchievedOn <= today && (held.ExpiresOn == null || held.ExpiresOn >= today)));
    }

    private IQueryable<Trainee> Meeting(IQueryable<Trainee> trainees, Prerequisite prerequisite, DateOnly today)
    {
        switch (prerequisite)
        {
            case HoldsCertificate holds: return Holding(trainees, holds.Course.Value, today);
            case Declares declares:
                var kind = declares.Declaration;
                return trainees.Where(each => each.Declarations.Any(held => held.Kind == kind && (held.ValidUntil == null || held.ValidUntil >= today)));
            case MinimumAge age:
                var born = today.AddYears(-age.Years);
                return trainees.Where(each => each.DateOfBirth <= born);
            default: throw new InvalidOperationException($"{prerequisite.GetType().Name} cannot be asked of many at once.");
        }
    }
}

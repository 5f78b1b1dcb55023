using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>How one engineer stands to every prerequisite of a cohort, on its days, and what would help.</summary>
public sealed record ExplainEligibility(CohortId Cohort, TraineeId Trainee) : IQuery<ExplainedEligibility>;

/// <param name="Eligible">Whether every prerequisite is met; a place may still be refused for another reason, such as a clash.</param>
/// <param name="Before">By course code: cohorts of a missing course with places left that end before this one begins, soonest first.</param>
public sealed record ExplainedEligibility(
    Guid CohortId, string CohortCode, string Course, DateOnly FirstDay, DateOnly LastDay, Guid TraineeId, string Name, bool Eligible, IReadOnlyList<ExplainedPrerequisite> Prerequisites,
    IReadOnlyDictionary<string, IReadOnlyList<CohortBefore>> Before);

/// <param name="Course">The course whose certificate is asked for; null for a declaration or an age.</param>
/// <param name="Holds">What the engineer has of it; null when nothing.</param>
/// <param name="Until">The last day of what is held; null when nothing is, or it does not run out.</param>
/// <param name="NotYetVerified">Met by a certificate from elsewhere that the centre has not looked at yet. It counts until it is rejected.</param>
/// <param name="Remedy">What would satisfy it; null when it is met.</param>
public sealed record ExplainedPrerequisite(string? Course, string Requires, bool Met, string? Holds, DateOnly? Until, bool NotYetVerified, string? Remedy)
{
    internal static ExplainedPrerequisite Of(PrerequisiteStanding standing) =>
        new(standing.Course?.Value, standing.Requires, standing.IsMet, standing.Holds, standing.Until, standing.NotYetVerified, standing.Remedy);
}

public sealed record CohortBefore(Guid Id, string Code, string Title, DateOnly FirstDay, DateOnly LastDay, int PlacesLeft);

internal sealed class ExplainEligibilityHandler(CentreDbContext db, PublishedCourses courses, TimeProvider clock) : IRequestHandler<ExplainEligibility, Result<ExplainedEligibility>>
{
    public async Task<Result<ExplainedEligibility>> Handle(ExplainEligibility request, CancellationToken cancellationToken)
    {
        var facts = await new BookingFacts(db, courses).ReadAsync(request.Cohort, null, [request.Trainee.Value], [], lockCohort: false, cancellationToken);
        if (facts is null || facts.Cohort.State == CohortState.Draft) return CohortErrors.NotFound();
        if (facts.Engineers is not [var engineer]) return PeopleErrors.EngineerNotFound();
        var marked = (await Unverified.OfAsync(db, [engineer.Id], cancellationToken)).Mark(engineer.Id, engineer.Facts, null);
        var standings = Eligibility.Explain(facts.Cohort.Course, facts.Cohort.FirstDay, facts.Cohort.LastDay, marked).Select(ExplainedPrerequisite.Of).ToList();
        return new ExplainedEligibility(
            request.Cohort.Value, facts.CohortCode, facts.Cohort.Course.Code.Value, facts.Cohort.FirstDay, facts.Cohort.LastDay, engineer.Id.Value, engineer.Name, standings.TrueForAll(each => each.Met), standings,
            await CohortsBefore.OfAsync(db, standings, facts.Cohort.FirstDay, clock.GetUtcNow(), cancellationToken));
    }
}

internal static class CohortsBefore
{
    private const int Most = 3;

    /// <summary>For each course whose certificate is missing, a few cohorts that would give it in time.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<CohortBefore>>> OfAsync(
        CentreDbContext db, IEnumerable<ExplainedPrerequisite> prerequisites, DateOnly begins, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var missing = prerequisites.Where(each => !each.Met && each.Course is not null).Select(each => new CourseCode(each.Course!)).Distinct().ToList();
        if (missing.Count == 0) return new Dictionary<string, IReadOnlyList<CohortBefore>>();
        var byCourse = await NextCohorts.OfAsync(db, missing, now, cancellationToken);
        return missing.ToDictionary(course => course.Value, IReadOnlyList<CohortBefore> (course) =>
            [.. byCourse[course].Where(cohort => cohort.LastDay < begins).Take(Most).Select(cohort => new CohortBefore(cohort.Id.Value, cohort.Code, cohort.Title, cohort.FirstDay, cohort.LastDay, cohort.PlacesLeft))]);
    }
}

/// <summary>Which certificates from elsewhere the centre has not looked at yet.</summary>
internal sealed class Unverified
{
    private readonly ILookup<TraineeId, (CourseCode Course, string Number)> _held;

    private Unverified(ILookup<TraineeId, (CourseCode, string)> held) => _held = held;

    public static async Task<Unverified> OfAsync(CentreDbContext db, IReadOnlyList<TraineeId> engineers, CancellationToken cancellationToken)
    {
        var held = engineers.Count == 0 ? [] : await (
            from trainee in db.Trainees
            from certificate in trainee.OutsideCertificates
            where engineers.Contains(trainee.Id) && certificate.State == OutsideCertificateState.Unverified
            select new { trainee.Id, certificate.Course, certificate.Number }).AsNoTracking().ToListAsync(cancellationToken);
        return new(held.ToLookup(each => each.Id, each => (each.Course, each.Number)));
    }

    /// <param name="brought">Certificates that the request itself speaks of: nobody has looked at those either.</param>
    public EngineerFacts Mark(TraineeId engineer, EngineerFacts facts, IReadOnlyList<CertificateDetails>? brought)
    {
        var unverified = _held[engineer].Concat((brought ?? []).Where(each => CourseCode.TryParse(each.Course, out _)).Select(each => (Course: new CourseCode(each.Course), each.Number))).ToHashSet();
        return unverified.Count == 0 ? facts : facts with { Certificates = [.. facts.Certificates.Select(held => unverified.Contains((held.Course, held.Number)) ? held with { Verified = false } : held)] };
    }
}

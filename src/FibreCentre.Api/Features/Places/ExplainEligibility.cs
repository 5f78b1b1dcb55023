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

/// <param name="PlacesLeft">For whoever asks, those kept for its provider among them.</param>
public sealed record CohortBefore(Guid Id, string Code, string Title, DateOnly FirstDay, DateOnly LastDay, int PlacesLeft);

internal sealed class ExplainEligibilityHandler(CentreDbContext db, PublishedCourses courses, TimeProvider clock) : IRequestHandler<ExplainEligibility, Result<ExplainedEligibility>>
{
    public async Task<Result<ExplainedEligibility>> Handle(ExplainEligibility request, CancellationToken cancellationToken)
    {
        var facts = await new BookingFacts(db, courses).ReadAsync(request.Cohort, null, [request.Trainee.Value], [], lockCohort: false, cancellationToken);
        if (facts is null || facts.Cohort.State == CohortState.Draft) return CohortErrors.NotFound();
        if (facts.Engineers is not [var engineer]) return PeopleErrors.EngineerNotFound();
        var standings = Eligibility.Explain(facts.Cohort.Course, facts.Cohort.FirstDay, facts.Cohort.LastDay, engineer.Facts).Select(ExplainedPrerequisite.Of).ToList();
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
            [.. byCourse[course].Where(each => each.Cohort.LastDay < begins).Take(Most).Select(each => new CohortBefore(each.Cohort.Id.Value, each.Cohort.Code, each.Cohort.Title, each.Cohort.FirstDay, each.Cohort.LastDay, each.PlacesForYou))]);
    }
}

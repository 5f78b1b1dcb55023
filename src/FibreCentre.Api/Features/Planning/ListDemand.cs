using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Planning;

/// <summary>Every course with the places that providers wait for.</summary>
public sealed record ListDemand : IQuery<ListedDemand>;

/// <param name="Courses">Those waited for most first, then by code.</param>
public sealed record ListedDemand(IReadOnlyList<CourseDemand> Courses);

/// <param name="Places">Waited for on the lists of full cohorts that lie ahead.</param>
/// <param name="Capacity">Of a cohort, as the course has it.</param>
/// <param name="Cohorts">How many cohorts of that size the places would fill.</param>
public sealed record CourseDemand(string Course, string Title, int Places, int Capacity, int Cohorts);

internal sealed class ListDemandHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListDemand, Result<ListedDemand>>
{
    public async Task<Result<ListedDemand>> Handle(ListDemand request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var waiting = await (
            from entry in db.WaitingEntries
            join cohort in db.Cohorts on entry.Cohort equals cohort.Id
            where entry.State == WaitingState.Waiting && cohort.BookingClosesAt > now && (cohort.State == CohortState.Open || cohort.State == CohortState.Confirmed)
            group entry.Places - entry.Offered by cohort.Course into course
            select new { Course = course.Key, Places = course.Sum() }).ToDictionaryAsync(each => each.Course, each => each.Places, cancellationToken);
        var courses = await db.CurrentVersions().ToListAsync(cancellationToken);
        return new ListedDemand([.. courses.Select(version => (version, Places: waiting.GetValueOrDefault(version.Course), Capacity: version.Spec.DefaultCapacity))
            .Select(each => new CourseDemand(each.version.Course.Value, each.version.Title, each.Places, each.Capacity, (each.Places + each.Capacity - 1) / each.Capacity))
            .OrderByDescending(each => each.Places).ThenBy(each => each.Course, StringComparer.Ordinal)]);
    }
}

using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>Cohorts that take bookings and have places left for whoever asks: free to everybody, or kept for the provider that asks.</summary>
internal static class NextCohorts
{
    /// <summary>By course, the soonest first, each with how many places the asker can take.</summary>
    public static async Task<ILookup<CourseCode, (Cohort Cohort, int PlacesForYou)>> OfAsync(CentreDbContext db, IReadOnlyCollection<CourseCode> courses, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Of the allocations row-level security shows a provider its own; nothing is kept for staff.
        var kept = courses.Count == 0 ? [] : await db.Allocations.FromSql($"select * from allocation where app_scope() = 'provider'").AsNoTracking()
            .Where(each => each.ReleasedAt == null && each.Used < each.Places).ToDictionaryAsync(each => each.Cohort, each => each.Left, cancellationToken);
        var cohorts = courses.Count == 0 ? [] : await db.Cohorts.AsNoTracking()
            .Where(cohort => courses.Contains(cohort.Course) && cohort.BookingClosesAt > now && (cohort.State == CohortState.Open || cohort.State == CohortState.Confirmed)
                && (cohort.PlacesTaken + cohort.PlacesKept < cohort.Capacity || kept.Keys.Contains(cohort.Id)))
            .OrderBy(cohort => cohort.FirstDay).ThenBy(cohort => cohort.Code).ToListAsync(cancellationToken);
        return cohorts.ToLookup(cohort => cohort.Course, cohort => (cohort, cohort.PlacesLeft + kept.GetValueOrDefault(cohort.Id)));
    }
}

using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>Cohorts that take bookings and have places left for anybody.</summary>
internal static class NextCohorts
{
    /// <summary>By course, the soonest first.</summary>
    public static async Task<ILookup<CourseCode, Cohort>> OfAsync(CentreDbContext db, IReadOnlyCollection<CourseCode> courses, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var cohorts = courses.Count == 0 ? [] : await db.Cohorts.AsNoTracking()
            .Where(cohort => courses.Contains(cohort.Course) && cohort.BookingClosesAt > now && (cohort.State == CohortState.Open || cohort.State == CohortState.Confirmed) && cohort.PlacesTaken + cohort.PlacesKept < cohort.Capacity)
            .OrderBy(cohort => cohort.FirstDay).ThenBy(cohort => cohort.Code).ToListAsync(cancellationToken);
        return cohorts.ToLookup(cohort => cohort.Course);
    }
}

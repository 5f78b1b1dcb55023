using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>Who of those named holds the course already, or has a place on another cohort of it that is ahead or running. Said, never decided.</summary>
internal static class Repetitions
{
    /// <returns>By row, what to look at.</returns>
    public static async Task<ILookup<int, string>> OfAsync(CentreDbContext db, BookingFacts.Read facts, IReadOnlyList<RollEntry> roll, CancellationToken cancellationToken)
    {
        var (course, cohort) = (facts.Cohort.Course, facts.Cohort.Id);
        var able = roll.Where(each => each.Faults.Count == 0 && !each.Asked.HasPlace).ToList();
        var known = able.Where(each => each.IsKnown).Select(each => (TraineeId?)each.Asked.Trainee).ToList();
        var booked = known.Count == 0 ? [] : await (
            from place in db.Places
            join other in db.Cohorts on place.Cohort equals other.Id
            where known.Contains(place.Trainee) && place.State == PlaceState.Confirmed && other.Course == course.Code && other.Id != cohort
                && (other.State == CohortState.Open || other.State == CohortState.Confirmed || other.State == CohortState.Running)
            orderby other.FirstDay
            select new { place.Trainee, other.Code, other.FirstDay }).AsNoTracking().ToListAsync(cancellationToken);
        var places = booked.ToLookup(each => each.Trainee!.Value, each => Repetition.OfPlace(course.Code, each.Code, each.FirstDay));
        return able.SelectMany(each => places[each.Asked.Trainee].Prepend(Repetition.OfCertificate(course, facts.Cohort.LastDay, each.Asked.Facts)).OfType<string>(), (each, note) => (each.Asked.Row, note))
            .ToLookup(each => each.Row, each => each.note);
    }
}

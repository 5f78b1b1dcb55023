using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>Reads the centre's bays, instructors and kit with everything they are taken for in a window of time.</summary>
internal static class FacilitiesInWindow
{
    /// <summary>How far ahead of the wished day alternatives are looked for.</summary>
    public const int AlternativeDays = 42;

    public static async Task<CentreFacilities> FacilitiesAsync(this CentreDbContext db, WorkingCalendar calendar, DateOnly firstDay, DateOnly lastDay, CancellationToken cancellationToken)
    {
        var window = new TimeSlot(calendar.Time.At(firstDay, TimeOnly.MinValue), calendar.Time.At(lastDay.AddDays(1), TimeOnly.MinValue)).ToRange();
        var taken = await (
            from reservation in db.Reservations.FromSql($"select * from reservation where during && {window} and resource_kind <> 'trainee'")
            join session in db.Sessions on reservation.Session equals session.Id into sessions
            from session in sessions.DefaultIfEmpty()
            join cohort in db.Cohorts on session.Cohort equals cohort.Id into cohorts
            from cohort in cohorts.DefaultIfEmpty()
            select new { reservation.Resource, reservation.During, reservation.Session, reservation.Purpose, reservation.Note, CohortCode = cohort == null ? null : cohort.Code })
            .AsNoTracking().ToListAsync(cancellationToken);
        return new(
            calendar,
            await db.Bays.AsNoTracking().ToListAsync(cancellationToken),
            await db.Instructors.AsNoTracking().ToListAsync(cancellationToken),
            await db.KitItems.AsNoTracking().ToListAsync(cancellationToken),
            taken.Select(each => new Taken(each.Resource, each.During, each.CohortCode ?? each.Note ?? each.Purpose.ToString().ToLowerInvariant(), each.Session)));
    }

    /// <summary>First days after the wished one on which everything fits: at most three, nearest first.</summary>
    public static IReadOnlyList<DateOnly> Alternatives(CourseSpec course, DateOnly wished, int trainees, CentreFacilities centre) =>
        [.. Enumerable.Range(1, AlternativeDays).Select(wished.AddDays)
            .Where(day => SessionLayout.Lay(course, day, centre.Calendar) is { Succeeded: true, Value: var laid }
                && Proposing.For(course, laid, trainees, centre).All(proposal => proposal.Shortfalls.Count == 0))
            .Take(3)];

    /// <summary>The last day anything of the alternatives could touch.</summary>
    public static DateOnly LastDayToRead(CourseSpec course, DateOnly firstDay) => firstDay.AddDays(AlternativeDays + (course.Days * 3) + 14);
}

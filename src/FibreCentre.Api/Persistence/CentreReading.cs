using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Persistence;

/// <summary>What nearly every use case reads: the centre's calendar and its courses.</summary>
internal static class CentreReading
{
    /// <summary>Opening hours and every day the centre is shut.</summary>
    /// <exception cref="InvalidOperationException">The centre has not been set up.</exception>
    public static async Task<WorkingCalendar> CalendarAsync(this CentreDbContext db, CancellationToken cancellationToken)
    {
        var centre = await db.CentreAsync(cancellationToken);
        var closures = await db.CentreClosures.AsNoTracking().OrderBy(closure => closure.FirstDay).ToListAsync(cancellationToken);
        return new(CentreTime.In(centre.TimeZone), centre.Opens, centre.Closes, centre.WorkingDays.Select(day => (DayOfWeek)(day % 7)).ToHashSet(), closures);
    }

    public static async Task<CentreTime> TimeAsync(this CentreDbContext db, CancellationToken cancellationToken) =>
        CentreTime.In((await db.CentreAsync(cancellationToken)).TimeZone);

    public static async Task<Centre> CentreAsync(this CentreDbContext db, CancellationToken cancellationToken) =>
        await db.Centres.AsNoTracking().SingleOrDefaultAsync(cancellationToken)
        ?? throw new InvalidOperationException("The centre is not set up. Run the migrations, which put its defaults there.");

    /// <summary>The version of a course that new cohorts are planned from; null when there is no such course.</summary>
    public static Task<CourseVersion?> CurrentVersionAsync(this CentreDbContext db, CourseCode code, CancellationToken cancellationToken) =>
        (from course in db.Courses
         join version in db.CourseVersions on new { Course = course.Code, Number = course.CurrentVersion } equals new { version.Course, version.Number }
         where course.Code == code
         select version).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
}

/// <summary>A published version never changes, so one read of it serves for as long as the process lives.</summary>
internal sealed class PublishedCourses
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<CourseVersionId, CourseVersion> _versions = new();

    public async ValueTask<CourseVersion> OfAsync(CourseVersionId id, CentreDbContext db, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue(id, out var known)) return known;
        var version = await db.CourseVersions.AsNoTracking().SingleAsync(each => each.Id == id, cancellationToken);
        return _versions.GetOrAdd(id, version);
    }
}

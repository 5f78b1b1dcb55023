using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FibreCentre.Api.Persistence;

/// <summary>What nearly every use case reads: the centre's calendar and its courses.</summary>
internal static class CentreReading
{
    private const string NotSetUp = "The centre is not set up. Run the migrations, which put its defaults there.";

    /// <summary>Opening hours and every day the centre is shut. The rest of the transaction is bound to these hours: what it puts on the calendar is refused, and tried again, if others have been set meanwhile.</summary>
    /// <exception cref="InvalidOperationException">The centre has not been set up.</exception>
    public static async Task<WorkingCalendar> CalendarAsync(this CentreDbContext db, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(db.Connection)
        {
            BatchCommands = { new("select time_zone, opens, closes, working_days, set_config('app.hours_seen', revision::text, true) from centre"), new("select id, first_day, last_day, reason from centre_closure order by first_day") },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!reader.Read()) throw new InvalidOperationException(NotSetUp);
        var (zone, opens, closes) = (reader.GetString(0), reader.GetFieldValue<TimeOnly>(1), reader.GetFieldValue<TimeOnly>(2));
        var days = reader.GetFieldValue<int[]>(3).Select(day => (DayOfWeek)(day % 7)).ToHashSet();
        await reader.NextResultAsync(cancellationToken);
        var closures = new List<CentreClosure>();
        while (reader.Read()) closures.Add(new(reader.GetGuid(0), reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<DateOnly>(2), reader.GetString(3)));
        return new(CentreTime.In(zone), opens, closes, days, closures);
    }

    public static async Task<CentreTime> TimeAsync(this CentreDbContext db, CancellationToken cancellationToken) =>
        CentreTime.In((await db.CentreAsync(cancellationToken)).TimeZone);

    public static async Task<Centre> CentreAsync(this CentreDbContext db, CancellationToken cancellationToken) =>
        await db.Centres.AsNoTracking().SingleOrDefaultAsync(cancellationToken)
        ?? throw new InvalidOperationException(NotSetUp);

    /// <summary>The codes of the courses there are.</summary>
    public static async Task<IReadOnlySet<string>> CatalogueAsync(this CentreDbContext db, CancellationToken cancellationToken) =>
        (await db.Courses.Select(course => course.Code).ToListAsync(cancellationToken)).Select(code => code.Value).ToHashSet();

    /// <summary>The version of a course that new cohorts are planned from; null when there is no such course.</summary>
    public static Task<CourseVersion?> CurrentVersionAsync(this CentreDbContext db, CourseCode code, CancellationToken cancellationToken) =>
        db.CurrentVersions().SingleOrDefaultAsync(version => version.Course == code, cancellationToken);

    /// <summary>Of every course the version that is published now.</summary>
    public static IQueryable<CourseVersion> CurrentVersions(this CentreDbContext db) => (
        from course in db.Courses
        join version in db.CourseVersions on new { Course = course.Code, Number = course.CurrentVersion } equals new { version.Course, version.Number }
        select version).AsNoTracking();
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

using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Screens;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Screens;

/// <summary>The centre's day, for whoever passes a screen. The actor is whoever holds its token, and the database shows that actor sessions with their bays and instructors, and nothing else of the centre.</summary>
internal sealed record ShowScreen(string TokenHash) : IQuery<ScreenAnswer>;

/// <param name="Bays">Those in use today, by name, each with its sessions in the order of time; last those without a bay.</param>
/// <param name="News">What was moved or cancelled since this morning, the soonest first.</param>
/// <param name="Shut">Why the centre is shut today; null when it is open.</param>
internal sealed record ScreenAnswer(
    Guid Id, string Name, string Centre, DateTimeOffset Now, DateOnly Day, string TimeZone, string? Shut, IReadOnlyList<ScreenBay> Bays, IReadOnlyList<ScreenNews> News, DateTimeOffset? LastSeenAt);

/// <param name="Name">Empty where a session has no bay.</param>
internal sealed record ScreenBay(string Name, IReadOnlyList<ScreenSession> Sessions);

/// <param name="Instructors">Empty where the screen does not name them.</param>
internal sealed record ScreenSession(string Course, string CourseTitle, string Title, CivilSlot During, string Instructors);

/// <param name="Was">When it was this morning.</param>
/// <param name="Is">When it is now; null when it is cancelled.</param>
/// <param name="WasIn">The bays it had this morning, as <paramref name="Where"/> those it has now; empty for none.</param>
internal sealed record ScreenNews(string Course, string Title, CivilSlot Was, CivilSlot? Is, string WasIn, string Where)
{
    /// <summary>Whether it is at its time, and only elsewhere.</summary>
    public bool OnlyElsewhere => Is == Was;
}

internal sealed class ShowScreenHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowScreen, Result<ScreenAnswer>>
{
    public async Task<Result<ScreenAnswer>> Handle(ShowScreen request, CancellationToken cancellationToken)
    {
        if (await db.WallScreens.AsNoTracking().SingleOrDefaultAsync(each => each.TokenHash == request.TokenHash, cancellationToken) is not { } screen) return ScreenErrors.NotFound();
        var now = clock.GetUtcNow();
        var centre = await db.CentreAsync(cancellationToken);
        var calendar = await db.CalendarAsync(cancellationToken);
        var (time, day) = (calendar.Time, calendar.Time.DayOf(now));
        var today = new TimeSlot(time.At(day, TimeOnly.MinValue), time.At(day.AddDays(1), TimeOnly.MinValue));
        var during = today.ToRange();
        var sessions = await db.Database.SqlQuery<SessionRow>($"""
            select c.course_code as "Course", c.title as "CourseTitle", s.title as "Title", lower(s.during) as "Starts", upper(s.during) as "Ends",
              array(select b.name from reservation r join bay b on b.id = r.resource_id where r.session_id = s.id order by b.name) as "Bays",
              array(select i.name from reservation r join instructor i on i.id = r.resource_id where r.session_id = s.id order by i.name) as "Instructors"
            from session s join cohort c on c.id = s.cohort_id
            where s.during && {during} and c.state not in ('draft', 'cancelled') order by lower(s.during), c.code
            """).ToListAsync(cancellationToken);
        // Of several changes the first one says how it was this morning; what went away and came back is no news.
        var news = await db.Database.SqlQuery<NewsRow>($"""
            with moved as (select distinct on (session_id) session_id, was from session_change where at >= {today.Start} and at < {today.End} order by session_id, id),
              rehoused as (select distinct on (session_id, bay_id) session_id, bay_id, not came as was_there from session_bay_change where at >= {today.Start} and at < {today.End} order by session_id, bay_id, id)
            select c.course_code as "Course", s.title as "Title", lower(coalesce(m.was, s.during)) as "Was", upper(coalesce(m.was, s.during)) as "WasUntil", lower(s.during) as "Starts", upper(s.during) as "Ends", c.state = 'cancelled' as "Cancelled",
              coalesce((select string_agg(b.name, ', ' order by b.name) from bay b
                where coalesce((select h.was_there from rehoused h where h.session_id = s.id and h.bay_id = b.id), exists (select from reservation r where r.session_id = s.id and r.resource_id = b.id))), '') as "WasIn",
              coalesce((select string_agg(b.name, ', ' order by b.name) from reservation r join bay b on b.id = r.resource_id where r.session_id = s.id), '') as "Bays"
            from session s join cohort c on c.id = s.cohort_id left join moved m on m.session_id = s.id
            where s.id in (select session_id from moved union select session_id from rehoused) and c.state <> 'draft' and (m.was && {during} or s.during && {during})
            """).ToListAsync(cancellationToken);
        return new ScreenAnswer(
            screen.Id, screen.Name, centre.Name, time.Civil(now), day, time.ZoneId, calendar.WhyShut(day),
            [.. sessions.SelectMany(each => (each.Bays.Length == 0 ? [""] : each.Bays).Select(bay => (bay, Session: Shown(each)))).GroupBy(each => each.bay, each => each.Session)
                .OrderBy(bay => bay.Key.Length == 0).ThenBy(bay => bay.Key, StringComparer.Ordinal).Select(bay => new ScreenBay(bay.Key, [.. bay]))],
            [.. news.Where(each => each.Cancelled || each.Was != each.Starts || each.WasUntil != each.Ends || each.WasIn != each.Bays).OrderBy(each => each.Starts)
                .Select(each => new ScreenNews(each.Course, each.Title, Civil(each.Was, each.WasUntil), each.Cancelled ? null : Civil(each.Starts, each.Ends), each.WasIn, each.Bays))],
            screen.LastSeenAt);

        ScreenSession Shown(SessionRow each) => new(each.Course, each.CourseTitle, each.Title, Civil(each.Starts, each.Ends), screen.NamesInstructors ? string.Join(", ", each.Instructors) : "");

        CivilSlot Civil(DateTime starts, DateTime ends) => CivilSlot.Of(new(Utc(starts), Utc(ends)), time);
    }

    private static DateTimeOffset Utc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc));

    internal sealed record SessionRow(string Course, string CourseTitle, string Title, DateTime Starts, DateTime Ends, string[] Bays, string[] Instructors);

    internal sealed record NewsRow(string Course, string Title, DateTime Was, DateTime WasUntil, DateTime Starts, DateTime Ends, bool Cancelled, string WasIn, string Bays);
}

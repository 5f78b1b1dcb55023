using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>The sessions of a day: for an instructor its own, for other staff all of them.</summary>
/// <param name="Day">Null is today on the centre's clocks.</param>
public sealed record ShowToday(DateOnly? Day = null) : IQuery<TodaysSessions>;

public sealed record TodaysSessions(DateOnly Day, bool IsToday, IReadOnlyList<TodaysSession> Sessions);

public sealed record TodaysSession(Guid Id, string Course, string Title, string CohortCode, CivilSlot During, string Where, int Expected, int Present, int Absent);

/// <summary>Who is expected at a session, how each was marked, and what there is to assess.</summary>
public sealed record ShowRegister(SessionId Session) : IQuery<RegisterAnswer>;

public sealed record RegisterAnswer(
    Guid SessionId, Guid CohortId, string Course, string CourseTitle, string Title, string CohortCode, CivilSlot During, string Where, bool IsOpen, IReadOnlyList<RegisterUnit> Units, IReadOnlyList<RegisterLine> Trainees);

public sealed record RegisterUnit(string Code, string Title);

/// <param name="Mark"><c>present</c>, <c>late</c>, <c>absent</c>, or null while nobody has said.</param>
/// <param name="MarkedAt">When that was said last.</param>
public sealed record RegisterLine(Guid PlaceId, Guid TraineeId, string Name, string Provider, string? Mark, DateTimeOffset? MarkedAt, IReadOnlyList<UnitState> Units);

/// <param name="State"><c>open</c> (nothing yet), <c>started</c>, <c>competent</c>, <c>provisional</c> (waits for a countersignature), <c>referred</c>, <c>stopped</c>.</param>
public sealed record UnitState(string Code, string State);

/// <summary>Marks one trainee on the register. Marking again replaces the mark; the audit keeps who did.</summary>
public sealed record MarkAttendance(SessionId Session, PlaceId Place, AttendanceMark Mark) : ICommand<MarkedAttendance>
{
    Guid? ICommand.Subject => Place.Value;
}

public sealed record MarkedAttendance(Guid SessionId, Guid PlaceId, string Mark, DateTimeOffset MarkedAt);

internal sealed class ShowTodayValidator : AbstractValidator<ShowToday>
{
    public ShowTodayValidator() => RuleFor(request => request.Day).WithinCentreDays();
}

internal sealed class ShowTodayHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<ShowToday, Result<TodaysSessions>>
{
    public async Task<Result<TodaysSessions>> Handle(ShowToday request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var today = time.DayOf(clock.GetUtcNow());
        var day = request.Day ?? today;
        var window = new TimeSlot(time.At(day, TimeOnly.MinValue), time.At(day.AddDays(1), TimeOnly.MinValue)).ToRange();
        var sessions = await (
            from session in db.Sessions.FromSql($"select * from session where during && {window}")
            join cohort in db.Cohorts on session.Cohort equals cohort.Id
            where cohort.State != CohortState.Draft && cohort.State != CohortState.Cancelled
            select new { session, cohort }).AsNoTracking().ToListAsync(cancellationToken);
        if (actor.InstructorId is { } instructor && !actor.Is(Roles.Coordinator))
        {
            var own = await db.Reservations.AsNoTracking().Where(each => each.Resource == new ResourceId(instructor) && each.Session != null).Select(each => each.Session!.Value).ToListAsync(cancellationToken);
            sessions = sessions.FindAll(each => own.Contains(each.session.Id));
        }
        var ids = sessions.ConvertAll(each => each.session.Id);
        var resources = await SessionResources.OfAsync(db, [.. ids], cancellationToken);
        var marks = (await db.Attendance.AsNoTracking().Where(each => ids.Contains(each.Session)).ToListAsync(cancellationToken)).ToLookup(each => each.Session);
        return new TodaysSessions(day, day == today, [.. sessions.OrderBy(each => each.session.During.Start).Select(each => new TodaysSession(
            each.session.Id.Value, each.cohort.Course.Value, each.session.Title, each.cohort.Code, CivilSlot.Of(each.session.During, time),
            string.Join(", ", resources[each.session.Id].Where(resource => resource.Kind == "bay").Select(resource => resource.Name)), each.cohort.PlacesTaken,
            marks[each.session.Id].Count(mark => mark.Mark != AttendanceMark.Absent), marks[each.session.Id].Count(mark => mark.Mark == AttendanceMark.Absent)))]);
    }
}

internal sealed class ShowRegisterHandler(CentreDbContext db, PublishedCourses courses, TimeProvider clock) : IRequestHandler<ShowRegister, Result<RegisterAnswer>>
{
    public async Task<Result<RegisterAnswer>> Handle(ShowRegister request, CancellationToken cancellationToken)
    {
        var cohort = await db.Cohorts.AsNoTracking().Include(each => each.Sessions).SingleOrDefaultAsync(each => each.Sessions.Any(session => session.Id == request.Session), cancellationToken);
        if (cohort is null) return CohortErrors.SessionNotFound();
        var session = cohort.Sessions.Single(each => each.Id == request.Session);
        var time = await db.TimeAsync(cancellationToken);
        var course = await courses.OfAsync(cohort.CourseVersion, db, cancellationToken);
        var resources = await SessionResources.OfAsync(db, [session.Id], cancellationToken);
        var trainees = await (
            from place in db.Places
            join trainee in db.Trainees on place.Trainee equals trainee.Id
            join provider in db.Providers on place.Provider equals provider.Id
            where place.Cohort == cohort.Id && place.State != PlaceState.Cancelled
            orderby trainee.GivenName, trainee.FamilyName
            select new { place, trainee, Provider = provider.Name }).AsNoTracking().ToListAsync(cancellationToken);
        var marks = await db.Attendance.AsNoTracking().Where(each => each.Session == session.Id).ToDictionaryAsync(each => each.Place, cancellationToken);
        var standing = await UnitStanding.OfAsync(db, [.. trainees.Select(each => each.place.Id)], cancellationToken);
        return new RegisterAnswer(
            session.Id.Value, cohort.Id.Value, cohort.Course.Value, cohort.Title, session.Title, cohort.Code, CivilSlot.Of(session.During, time),
            string.Join(", ", resources[session.Id].Where(resource => resource.Kind == "bay").Select(resource => resource.Name)),
            Register.IsOpen(session, time, clock.GetUtcNow()), [.. course.Spec.Units.Select(unit => new RegisterUnit(unit.Code, unit.Title))],
            [.. trainees.Select(each => new RegisterLine(
                each.place.Id.Value, each.trainee.Id.Value, each.trainee.Name, each.Provider, marks.TryGetValue(each.place.Id, out var mark) ? SnakeCase.Kebab(mark.Mark.ToString()) : null, mark?.MarkedAt,
                [.. course.Spec.Units.Select(unit => new UnitState(unit.Code, standing.Of(each.place.Id, unit.Code)))]))]);
    }
}

internal sealed class MarkAttendanceHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<MarkAttendance, Result<MarkedAttendance>>
{
    public async Task<Result<MarkedAttendance>> Handle(MarkAttendance request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Session, cancellationToken);
        if (session is null) return CohortErrors.SessionNotFound();
        var place = await db.Places.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Place && each.Cohort == session.Cohort, cancellationToken);
        if (place is not { Trainee: not null } || place.State is not (PlaceState.Confirmed or PlaceState.Completed)) return AssessmentErrors.NotOnTheRegister();
        if (!Register.IsOpen(session, await db.TimeAsync(cancellationToken), now)) return AssessmentErrors.NotYetStarted();
        await db.LockAsync(place.Id, cancellationToken);   // what a device kept may come in at the same moment
        await Register.MarkAsync(db, session.Id, place, request.Mark, actor.Account, now, cancellationToken);
        return new MarkedAttendance(session.Id.Value, place.Id.Value, SnakeCase.Kebab(request.Mark.ToString()), now);
    }
}

internal static class Register
{
    /// <summary>From the morning of the day on; afterwards it can still be put right.</summary>
    public static bool IsOpen(Session session, CentreTime time, DateTimeOffset now) => time.DayOf(now) >= time.DayOf(session.During.Start);

    /// <summary>Two taps at once, or the same tap sent twice, meet on the primary key.</summary>
    public static Task MarkAsync(CentreDbContext db, SessionId session, Place place, AttendanceMark mark, Guid by, DateTimeOffset now, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        insert into attendance (session_id, trainee_id, provider_id, place_id, mark, marked_by, marked_at)
        values ({session.Value}, {place.Named.Value}, {place.Provider.Value}, {place.Id.Value}, {SnakeCase.Kebab(mark.ToString())}, {by}, {now})
        on conflict (session_id, trainee_id) do update set place_id = excluded.place_id, mark = excluded.mark, marked_by = excluded.marked_by, marked_at = excluded.marked_at
        """, cancellationToken);
}

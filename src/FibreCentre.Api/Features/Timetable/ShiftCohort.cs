using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Timetable;

/// <summary>What moving every session that lies ahead would do: each keeps its time of day and its distance in working days from the first. Nothing is changed.</summary>
/// <param name="FirstDay">Of the first session that lies ahead.</param>
/// <param name="Days">Instead of a first day: so many working days later, or earlier where negative.</param>
/// <param name="Substitute">Put something free in place of what is not to be had then.</param>
public sealed record PreviewShift(CohortId Cohort, DateOnly? FirstDay = null, int? Days = null, bool Substitute = true) : IQuery<ShiftPreview>;

/// <param name="FirstDay">Of the first session that lies ahead, as it is now.</param>
/// <param name="Impact">Null where no new day was asked about.</param>
public sealed record ShiftPreview(Guid CohortId, string CohortCode, string Title, int Revision, DateOnly FirstDay, DateOnly? NewFirstDay, int SessionsAhead, RescheduleImpact? Impact);

/// <summary>Moves every session of a cohort that lies ahead, all or none.</summary>
/// <param name="Seen">Of the preview; refused when anything of it is no longer so. Null does not ask.</param>
public sealed record ShiftCohort(CohortId Cohort, DateOnly? FirstDay = null, int? Days = null, bool Substitute = true, int? Revision = null, string? Seen = null) : ICommand<ShiftedCohort>
{
    Guid? ICommand.Subject => Cohort.Value;
}

public sealed record ShiftedCohort(Guid Id, string Code, DateOnly FirstDay, DateOnly LastDay, int Revision, int SessionsMoved, int TraineesTold);

internal sealed class PreviewShiftValidator : AbstractValidator<PreviewShift>
{
    public PreviewShiftValidator()
    {
        RuleFor(request => request.FirstDay).WithinCentreDays();
        RuleFor(request => request.Days).InclusiveBetween(-60, 60).WithMessage("Choose from 60 working days earlier to 60 later.");
    }
}

internal sealed class ShiftCohortValidator : AbstractValidator<ShiftCohort>
{
    public ShiftCohortValidator()
    {
        RuleFor(request => request.FirstDay).WithinCentreDays();
        RuleFor(request => request.Days).InclusiveBetween(-60, 60).WithMessage("Choose from 60 working days earlier to 60 later.");
        RuleFor(request => request).Must(request => (request.FirstDay is null) != (request.Days is null)).OverridePropertyName("firstDay").WithMessage("Enter a new first day, or by how many working days to move it.");
    }
}

/// <summary>A cohort's sessions that lie ahead, laid anew from another day.</summary>
internal sealed class CohortShift(CentreDbContext db, PublishedCourses courses, Rescheduling rescheduling, TimeProvider clock)
{
    internal sealed record Ahead(Cohort Cohort, IReadOnlyList<Session> Sessions, WorkingCalendar Calendar)
    {
        public DateOnly FirstDay => Calendar.Time.DayOf(Sessions[0].During.Start);
    }

    public async Task<Result<Ahead>> FindAsync(CohortId id, CancellationToken cancellationToken)
    {
        if (await db.Cohorts.AsNoTracking().Include(each => each.Sessions).SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } cohort) return CohortErrors.NotFound();
        var now = clock.GetUtcNow();
        var ahead = cohort.Sessions.Where(session => session.During.Start > now).OrderBy(session => session.During.Start).ToList();
        return ahead.Count == 0 || cohort.State is CohortState.Cancelled or CohortState.Completed ? FacilityErrors.NothingToMove() : new Ahead(cohort, ahead, await db.CalendarAsync(cancellationToken));
    }

    /// <summary>The first day that is meant; refused when the centre is shut then.</summary>
    public static Result<DateOnly> FirstDay(Ahead ahead, DateOnly? firstDay, int? days)
    {
        if (firstDay is { } day) return ahead.Calendar.WhyShut(day) is { } reason ? CohortErrors.CentreShut(day, reason) : day;
        var by = days ?? 0;
        var at = ahead.FirstDay;
        for (var step = Math.Sign(by); by != 0; by -= step)
            do at = at.AddDays(step); while (!ahead.Calendar.IsWorkingDay(at));
        return at;
    }

    public async Task<Result<Replan>> LookAsync(Ahead ahead, DateOnly firstDay, bool substitute, bool locked, CancellationToken cancellationToken)
    {
        var (calendar, time) = (ahead.Calendar, ahead.Calendar.Time);
        var days = WorkingDaysBetween(ahead.FirstDay, time.DayOf(ahead.Sessions[^1].During.Start), calendar) + 1;
        if (calendar.FindWorkingDay(firstDay, days) is null) return CohortErrors.TooFewWorkingDays(firstDay, days);
        var moved = ahead.Sessions.Select(session => (Session: session, To: SlotFrom(session, firstDay))).ToList();
        var changes = substitute ? await SubstituteAsync(ahead, moved, cancellationToken) : [.. moved.Select(each => new SessionChange(each.Session.Id, each.To, []))];
        return await rescheduling.LookAsync(changes, locked, cancellationToken);

        TimeSlot SlotFrom(Session session, DateOnly first)
        {
            var distance = WorkingDaysBetween(ahead.FirstDay, time.DayOf(session.During.Start), calendar);
            var starts = time.At(calendar.WorkingDay(first, distance + 1), time.TimeOf(session.During.Start));
            return new(starts, starts + session.During.Length);
        }
    }

    /// <summary>What is not free at the new time gives way to something that is, where there is something; else it stays, and is named as a fault.</summary>
    private async Task<IReadOnlyList<SessionChange>> SubstituteAsync(Ahead ahead, IReadOnlyList<(Session Session, TimeSlot To)> moved, CancellationToken cancellationToken)
    {
        var version = await courses.OfAsync(ahead.Cohort.CourseVersion, db, cancellationToken);
        var ids = moved.Select(each => each.Session.Id).ToHashSet();
        var time = ahead.Calendar.Time;
        var serving = (await db.Reservations.AsNoTracking().Where(each => each.Kind != ResourceKind.Trainee && each.Session != null && ids.Contains(each.Session.Value)).ToListAsync(cancellationToken)).ToLookup(each => each.Session!.Value, each => each.Resource);
        var centre = (await db.FacilitiesAsync(ahead.Calendar, time.DayOf(moved.Min(each => each.To.Start)), time.DayOf(moved.Max(each => each.To.Start)), cancellationToken)).Replanning(ahead.Cohort.Id, ids);
        var changes = new List<SessionChange>();
        foreach (var (session, to) in moved)
        {
            var (fit, _) = Refitting.At(new(version.Spec, Rescheduling.Laid(session, version, time), ahead.Cohort.Capacity, [.. serving[session.Id]], [], DateTimeOffset.MinValue, null, (IReadOnlySet<ResourceId>)new HashSet<ResourceId>([.. serving.SelectMany(each => each), .. changes.SelectMany(each => each.Swaps).Select(swap => swap.To).OfType<ResourceId>()])), to, centre);
            changes.Add(new(session.Id, to, fit?.Swaps ?? []));
            centre = centre.With((fit?.Applied(serving[session.Id]) ?? []).Select(id => new Taken(id, to, "", Work: centre.KindOf(id) == ResourceKind.Instructor ? to : null, IsOwn: true)));
        }
        return changes;
    }

    private static int WorkingDaysBetween(DateOnly first, DateOnly day, WorkingCalendar calendar) =>
        Enumerable.Range(1, Math.Max(day.DayNumber - first.DayNumber, 0)).Count(number => calendar.IsWorkingDay(first.AddDays(number)));
}

internal sealed class PreviewShiftHandler(CentreDbContext db, CohortShift shift) : IRequestHandler<PreviewShift, Result<ShiftPreview>>
{
    public async Task<Result<ShiftPreview>> Handle(PreviewShift request, CancellationToken cancellationToken)
    {
        var found = await shift.FindAsync(request.Cohort, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (ahead, cohort) = (found.Value, found.Value.Cohort);
        if (request is { FirstDay: null, Days: null }) return new ShiftPreview(cohort.Id.Value, cohort.Code, cohort.Title, cohort.Revision, ahead.FirstDay, null, ahead.Sessions.Count, null);
        var first = CohortShift.FirstDay(ahead, request.FirstDay, request.Days);
        if (!first.Succeeded) return first.Error;
        var replan = await shift.LookAsync(ahead, first.Value, request.Substitute, locked: false, cancellationToken);
        db.ChangeTracker.Clear();
        return replan.Succeeded ? new ShiftPreview(cohort.Id.Value, cohort.Code, cohort.Title, cohort.Revision, ahead.FirstDay, first.Value, ahead.Sessions.Count, replan.Value.Impact()) : replan.Error;
    }
}

internal sealed class ShiftCohortHandler(CentreDbContext db, CohortShift shift, Rescheduling rescheduling) : IRequestHandler<ShiftCohort, Result<ShiftedCohort>>
{
    public async Task<Result<ShiftedCohort>> Handle(ShiftCohort request, CancellationToken cancellationToken)
    {
        await db.LockAsync(request.Cohort, cancellationToken);
        var found = await shift.FindAsync(request.Cohort, cancellationToken);
        if (!found.Succeeded) return found.Error;
        if (request.Revision is { } revision && revision != found.Value.Cohort.Revision) return CohortErrors.ChangedMeanwhile();
        var first = CohortShift.FirstDay(found.Value, request.FirstDay, request.Days);
        if (!first.Succeeded) return first.Error;
        var looked = await shift.LookAsync(found.Value, first.Value, request.Substitute, locked: true, cancellationToken);
        if (!looked.Succeeded) return looked.Error;
        var replan = looked.Value;
        var impact = replan.Impact();
        if (request.Seen is { } seen && seen != impact.Seen) return CohortErrors.ChangedMeanwhile();
        if (replan.Refused is { } refused) return refused;
        if (replan.AllFaults is { Count: > 0 } faults) return CohortErrors.ResourcesTaken(faults, null);
        await rescheduling.ApplyAsync(replan, request.Cohort.Value, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var cohort = replan.Sessions[0].Cohort;
        return new ShiftedCohort(cohort.Id.Value, cohort.Code, cohort.FirstDay, cohort.LastDay, cohort.Revision, replan.Sessions.Count(each => each.Moves), impact.TraineesTold);
    }
}

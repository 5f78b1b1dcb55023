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

/// <summary>What giving a session another time, bay, instructor or kit would do. Nothing is changed.</summary>
/// <param name="Day">Null leaves the day as it is.</param>
/// <param name="StartsAt">On the centre's clocks. Null leaves the time as it is.</param>
/// <param name="EndsAt">Null keeps the session's length.</param>
public sealed record PreviewMove(SessionId Session, DateOnly? Day = null, TimeOnly? StartsAt = null, TimeOnly? EndsAt = null, IReadOnlyList<Swap>? Swaps = null) : IQuery<MovePreview>;

/// <param name="Faults">What stands in the way, in words; empty when the move can be made.</param>
/// <param name="TraineesTold">How many people would get an update for their calendars.</param>
/// <param name="Resources">What serves it now.</param>
/// <param name="Revision">The cohort's, to be sent with the move.</param>
/// <param name="Bays">Of the session's kind, with what speaks against each at the new time.</param>
/// <param name="BaysShort">How many bays fewer serve it now than its course asks for.</param>
/// <param name="Substitutes">Instructors, those furthest below their hours first, with what speaks against each at the new time.</param>
public sealed record MovePreview(
    CivilSlot From, CivilSlot To, IReadOnlyList<string> Faults, int TraineesTold, IReadOnlyList<SessionResource> Resources, string Title, Guid CohortId, string CohortCode, int Revision,
    IReadOnlyList<SwapImpact> Swaps, IReadOnlyList<PersonTold> People, IReadOnlyList<FreedSlot> Frees, IReadOnlyList<OtherChoice> Bays, IReadOnlyList<OtherChoice> Substitutes, int BaysShort, int InstructorsShort);

/// <param name="WhyNot">Why it cannot be chosen; null when it can.</param>
/// <param name="Remark">Such as <c>12 of 37 hours that week</c>.</param>
public sealed record OtherChoice(Guid Id, string Name, string? WhyNot, string? Remark);

/// <summary>Gives a session another time, bay, instructor or kit with everything that hangs on it: trainees, their invitations and reminders, those who teach.</summary>
/// <param name="EndsAt">Null keeps the session's length.</param>
/// <param name="Revision">The cohort's revision the coordinator last saw; null does not ask.</param>
public sealed record MoveSession(SessionId Session, DateOnly Day, TimeOnly StartsAt, int? Revision, TimeOnly? EndsAt = null, IReadOnlyList<Swap>? Swaps = null) : ICommand<MovedSession>
{
    Guid? ICommand.Subject => Session.Value;
}

public sealed record MovedSession(Guid Id, Guid CohortId, CivilSlot During, int Revision, int TraineesTold);

internal sealed class PreviewMoveValidator : AbstractValidator<PreviewMove>
{
    public PreviewMoveValidator()
    {
        RuleFor(request => request.Day).WithinCentreDays();
        RuleForEach(request => request.Swaps).NotNull().WithMessage("Name what to exchange and for what.");
    }
}

internal sealed class MoveSessionValidator : AbstractValidator<MoveSession>
{
    public MoveSessionValidator()
    {
        RuleFor(request => request.Day).WithinCentreDays();
        RuleForEach(request => request.Swaps).NotNull().WithMessage("Name what to exchange and for what.");
    }
}

internal sealed class PreviewMoveHandler(CentreDbContext db, PublishedCourses courses, Rescheduling rescheduling) : IRequestHandler<PreviewMove, Result<MovePreview>>
{
    public async Task<Result<MovePreview>> Handle(PreviewMove request, CancellationToken cancellationToken)
    {
        if (await db.Sessions.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Session, cancellationToken) is not { } session) return CohortErrors.SessionNotFound();
        var time = await db.TimeAsync(cancellationToken);
        var to = SessionTimes.Of(session, request.Day, request.StartsAt, request.EndsAt, time);
        if (!to.Succeeded) return to.Error;
        var found = await rescheduling.LookAsync([new(session.Id, to.Value, SessionTimes.Swaps(request.Swaps))], locked: false, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var replan = found.Value;
        var one = replan.Sessions[0];
        db.ChangeTracker.Clear();
        var impact = replan.Impact();
        var resources = await SessionResources.OfAsync(db, [session.Id], cancellationToken);
        var version = await courses.OfAsync(one.Cohort.CourseVersion, db, cancellationToken);
        var day = time.DayOf(to.Value.Start);
        var laid = Rescheduling.Laid(session, version, time) with { During = to.Value, Day = day };
        var centre = replan.Centre.Replanning(one.Cohort.Id, new HashSet<SessionId> { session.Id });
        return new MovePreview(
            CivilSlot.Of(one.From, time), CivilSlot.Of(one.To, time), impact.Faults, impact.TraineesTold, [.. resources[session.Id]], session.Title, one.Cohort.Id.Value, one.Cohort.Code, replan.Revisions[one.Cohort.Id],
            impact.Sessions[0].Swaps, impact.People, impact.Frees,
            [.. centre.Bays.Where(bay => bay.BayKind == session.BayKind).Select(bay => new OtherChoice(bay.Id.Value, bay.Name, centre.WhyNot(bay, to.Value), $"holds {bay.Capacity}"))],
            [.. Proposing.Substitutes(version.Spec, laid, centre).Select(each => new OtherChoice(each.Id.Value, each.Name, each.WhyNot, each.Load is { } load ? $"{Hours(load.Minutes)} of {Hours(load.OfMinutes)} hours that week" : null))],
            Short(laid.Pattern.BaysFor(one.Cohort.Capacity), ResourceKind.Bay), Short(laid.Pattern.InstructorsFor(one.Cohort.Capacity), ResourceKind.Instructor));

        int Short(int asked, ResourceKind kind) => Math.Max(0, asked - one.Before.Count(id => centre.KindOf(id) == kind));
    }

    private static string Hours(int minutes) => (minutes / 60m).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed class MoveSessionHandler(CentreDbContext db, Rescheduling rescheduling) : IRequestHandler<MoveSession, Result<MovedSession>>
{
    public async Task<Result<MovedSession>> Handle(MoveSession request, CancellationToken cancellationToken)
    {
        if (await db.Sessions.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Session, cancellationToken) is not { } session) return CohortErrors.SessionNotFound();
        await db.LockAsync(session.Cohort, cancellationToken);
        // Read again: its length may have changed while we waited.
        session = await db.Sessions.AsNoTracking().SingleAsync(each => each.Id == request.Session, cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        var to = SessionTimes.Of(session, request.Day, request.StartsAt, request.EndsAt, time);
        if (!to.Succeeded) return to.Error;
        var found = await rescheduling.LookAsync([new(session.Id, to.Value, SessionTimes.Swaps(request.Swaps))], locked: true, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var replan = found.Value;
        if (request.Revision is { } seen && seen != replan.Revisions[session.Cohort]) return CohortErrors.ChangedMeanwhile();
        if (replan.Refused is { } refused) return refused;
        if (replan.AllFaults is { Count: > 0 } faults) return CohortErrors.ResourcesTaken(faults, null);
        await rescheduling.ApplyAsync(replan, session.Cohort.Value, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new MovedSession(session.Id.Value, session.Cohort.Value, CivilSlot.Of(to.Value, time), replan.Sessions[0].Cohort.Revision, replan.Impact().TraineesTold);
    }
}

/// <summary>From what people say of a session's new time to the slot it means.</summary>
internal static class SessionTimes
{
    public static Result<TimeSlot> Of(Session session, DateOnly? day, TimeOnly? startsAt, TimeOnly? endsAt, CentreTime time)
    {
        if (day is null && startsAt is null && endsAt is null) return session.During;
        var on = day ?? time.DayOf(session.During.Start);
        var starts = time.At(on, startsAt ?? time.TimeOf(session.During.Start));
        var ends = endsAt is { } end ? time.At(on, end) : starts + session.During.Length;
        if (ends - starts < TimeSpan.FromMinutes(15)) return RequestErrors.Invalid("endsAt", "Enter an end at least 15 minutes after the start.");
        return new TimeSlot(starts, ends);
    }

    public static IReadOnlyList<ResourceSwap> Swaps(IReadOnlyList<Swap>? swaps) => [.. (swaps ?? []).Select(swap => new ResourceSwap(swap.From is { } from ? new ResourceId(from) : null, swap.To is { } to ? new ResourceId(to) : null))];
}

using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>What moving a session to another time would do. Nothing is changed.</summary>
/// <param name="Day">Null leaves the day as it is.</param>
/// <param name="StartsAt">On the centre's clocks; the session keeps its length. Null leaves the time as it is.</param>
public sealed record PreviewMove(SessionId Session, DateOnly? Day = null, TimeOnly? StartsAt = null) : IQuery<MovePreview>;

/// <param name="Faults">What stands in the way, in words; empty when the move can be made.</param>
/// <param name="TraineesTold">How many people would get an update for their calendars.</param>
/// <param name="Revision">The cohort's, to be sent with the move.</param>
public sealed record MovePreview(
    CivilSlot From, CivilSlot To, IReadOnlyList<string> Faults, int TraineesTold, IReadOnlyList<SessionResource> Resources, string Title, Guid CohortId, string CohortCode, int Revision);

/// <summary>Gives a session another time with everything that hangs on it: bays, instructors, kit, trainees, their invitations and reminders.</summary>
/// <param name="Revision">The cohort's revision the coordinator last saw; null does not ask.</param>
public sealed record MoveSession(SessionId Session, DateOnly Day, TimeOnly StartsAt, int? Revision) : ICommand<MovedSession>
{
    Guid? ICommand.Subject => Session.Value;
}

public sealed record MovedSession(Guid Id, Guid CohortId, CivilSlot During, int Revision, int TraineesTold);

internal sealed class PreviewMoveValidator : AbstractValidator<PreviewMove>
{
    public PreviewMoveValidator() => RuleFor(request => request.Day).WithinCentreDays();
}

internal sealed class MoveSessionValidator : AbstractValidator<MoveSession>
{
    public MoveSessionValidator() => RuleFor(request => request.Day).WithinCentreDays();
}

internal sealed class PreviewMoveHandler(CentreDbContext db, PublishedCourses courses, TimeProvider clock) : IRequestHandler<PreviewMove, Result<MovePreview>>
{
    public async Task<Result<MovePreview>> Handle(PreviewMove request, CancellationToken cancellationToken)
    {
        var found = await Move.FindAsync(db, request.Session, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var move = found.Value;
        var from = move.Session.During;
        var revision = move.Cohort.Revision;
        var to = move.SlotAt(request.Day ?? move.Calendar.Time.DayOf(from.Start), request.StartsAt ?? move.Calendar.Time.TimeOf(from.Start));
        var moved = move.Cohort.Move(request.Session, to, move.Version.Spec.BookingTerms, move.Calendar, clock.GetUtcNow());
        IReadOnlyList<string> faults = moved.Succeeded ? await move.FaultsAsync(db, courses, to, cancellationToken) : [moved.Error.Detail];
        db.ChangeTracker.Clear();
        var resources = await SessionResources.OfAsync(db, [request.Session], cancellationToken);
        return new MovePreview(
            CivilSlot.Of(from, move.Calendar.Time), CivilSlot.Of(to, move.Calendar.Time), faults, move.Reservations.Count(each => each.Kind == ResourceKind.Trainee), [.. resources[request.Session]],
            move.Session.Title, move.Cohort.Id.Value, move.Cohort.Code, revision);
    }
}

internal sealed class MoveSessionHandler(CentreDbContext db, PublishedCourses courses, TimeProvider clock) : IRequestHandler<MoveSession, Result<MovedSession>>
{
    public async Task<Result<MovedSession>> Handle(MoveSession request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.Sessions.Where(each => each.Id == request.Session).Select(each => (CohortId?)each.Cohort).SingleOrDefaultAsync(cancellationToken) is not { } cohort) return CohortErrors.SessionNotFound();
        await db.LockAsync(cohort, cancellationToken);
        var found = await Move.FindAsync(db, request.Session, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var move = found.Value;
        if (request.Revision is { } seen && seen != move.Cohort.Revision) return CohortErrors.ChangedMeanwhile();

        var to = move.SlotAt(request.Day, request.StartsAt);
        var moved = move.Cohort.Move(request.Session, to, move.Version.Spec.BookingTerms, move.Calendar, now);
        if (!moved.Succeeded) return moved.Error;
        if (await move.FaultsAsync(db, courses, to, cancellationToken) is { Count: > 0 } faults) return CohortErrors.ResourcesTaken(faults, null);

        foreach (var reservation in move.Reservations) reservation.During = to;
        var told = await TellAsync(move, moved.Value, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new MovedSession(request.Session.Value, move.Cohort.Id.Value, CivilSlot.Of(to, move.Calendar.Time), move.Cohort.Revision, told);
    }

    /// <summary>One update to each invited trainee, and a reminder for the new day.</summary>
    private async Task<int> TellAsync(Move move, SessionMoved moved, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var invitations = await db.Invitations.Where(invitation => invitation.Session == moved.Session && !invitation.Withdrawn).ToListAsync(cancellationToken);
        foreach (var invitation in invitations)
        {
            invitation.SessionChanged(now);
            db.Add(Message.About(invitation, MessageKind.Update, now));
        }
        foreach (var provider in invitations.Select(invitation => invitation.Provider).Distinct())
            await db.AnnounceAsync(provider, WebhookEvents.SessionMoved, new { sessionId = moved.Session.Value, cohortId = moved.Cohort.Value }, now, cancellationToken);
        var day = move.Calendar.Time.DayOf(moved.To.Start);
        if (Message.ReminderDue(day, move.Calendar.Time) > now)
        {
            var places = await db.Places.AsNoTracking().Where(place => place.Cohort == move.Cohort.Id && place.State == PlaceState.Confirmed && place.Trainee != null).ToListAsync(cancellationToken);
            var keys = places.ConvertAll(place => Message.ReminderKey(place.Id, day));
            var known = await db.Messages.Where(message => keys.Contains(message.Key)).Select(message => message.Key).ToListAsync(cancellationToken);
            db.AddRange(places.Where(place => !known.Contains(Message.ReminderKey(place.Id, day))).Select(place => Message.Reminder(place, day, move.Calendar.Time, now)));
        }
        return invitations.Count;
    }
}

/// <summary>A session on its way to another time, with all that has to come along.</summary>
internal sealed record Move(Cohort Cohort, Session Session, WorkingCalendar Calendar, IReadOnlyList<Reservation> Reservations, Domain.Catalogue.CourseVersion Version)
{
    public TimeSlot SlotAt(DateOnly day, TimeOnly startsAt)
    {
        var starts = Calendar.Time.At(day, startsAt);
        return new(starts, starts + Session.During.Length);
    }

    public static async Task<Result<Move>> FindAsync(CentreDbContext db, SessionId id, CancellationToken cancellationToken)
    {
        var cohort = await db.Cohorts.Include(each => each.Sessions).SingleOrDefaultAsync(each => each.Sessions.Any(session => session.Id == id), cancellationToken);
        if (cohort is null) return CohortErrors.SessionNotFound();
        return new Move(
            cohort, cohort.Sessions.Single(session => session.Id == id), await db.CalendarAsync(cancellationToken),
            await db.Reservations.Where(reservation => reservation.Session == id).ToListAsync(cancellationToken),
            await db.CourseVersions.AsNoTracking().SingleAsync(version => version.Id == cohort.CourseVersion, cancellationToken));
    }

    /// <summary>Everything that is not free or not valid at the new time; the session itself does not stand in its own way.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(CentreDbContext db, PublishedCourses courses, TimeSlot to, CancellationToken cancellationToken)
    {
        var day = Calendar.Time.DayOf(to.Start);
        var centre = (await db.FacilitiesAsync(Calendar, day, day, cancellationToken)).Without(Session.Id);
        var pattern = Version.Spec.Sessions.OrderBy(each => each.Day).ThenBy(each => each.Starts).ElementAt(Session.Number - 1);
        var faults = Proposing.Faults(
            Version.Spec, new(Session.Number, pattern, to, day), Cohort.Capacity, Of(ResourceKind.Bay), Of(ResourceKind.Instructor), Of(ResourceKind.Kit), centre).ToList();
        var trainees = Of(ResourceKind.Trainee);
        var range = to.ToRange();
        var busy = await db.Reservations.FromSql($"select * from reservation where during && {range} and resource_kind = 'trainee'")
            .CountAsync(reservation => trainees.Contains(reservation.Resource) && reservation.Session != Session.Id, cancellationToken);
        if (busy > 0) faults.Add(busy == 1 ? "One trainee has another session then." : $"{busy} trainees have another session then.");
        faults.AddRange(await NoLongerEligibleAsync(db, courses, trainees, cancellationToken));
        return faults;

        List<ResourceId> Of(ResourceKind kind) => [.. Reservations.Where(each => each.Kind == kind).Select(each => each.Resource)];
    }

    /// <summary>Whoever could not take the cohort on its new days: a ticket that will have run out, a declaration that no longer counts.</summary>
    private async Task<IEnumerable<string>> NoLongerEligibleAsync(CentreDbContext db, PublishedCourses courses, List<ResourceId> trainees, CancellationToken cancellationToken)
    {
        if (trainees.Count == 0) return [];
        var facts = (await new BookingFacts(db, courses).ReadAsync(Cohort.Id, null, trainees.ConvertAll(each => each.Value), [], lockCohort: false, cancellationToken))!;
        var engineers = facts.Engineers.Select((each, index) => new EngineerToBook(index, each.Id, each.Facts, HasPlace: false, BusyWith: null));
        return BookingRequest.Judge(facts.Cohort with { FirstDay = Cohort.FirstDay, LastDay = Cohort.LastDay }, engineers)
            .Select(refused => $"{facts.Engineers[refused.Row].Name} could not take it then. {string.Join(" ", refused.Reasons)}");
    }
}

using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>
/// Takes what was marked at a bay, perhaps an hour ago and without a signal. It becomes the mark unless somebody has marked the same since: then both are kept for somebody to choose.
/// Sent again under the same id, it is the same entry.
/// </summary>
/// <param name="Id">The device's own.</param>
/// <param name="Trainee">Whom it is about, should somebody else have the place meanwhile.</param>
/// <param name="Saw">What stood there when it was said.</param>
/// <param name="SaidAt">By the clock of the device.</param>
public sealed record KeepEntry(Guid Id, SessionId Session, PlaceId Place, TraineeId Trainee, EntryWords Says, EntrySaw Saw, DateTimeOffset SaidAt) : ICommand<KeptEntry>
{
    Guid? ICommand.Subject => Place.Value;
}

/// <summary>A mark of the register, or one of a criterion.</summary>
public sealed record EntryWords(AttendanceMark? Attendance = null, string? Unit = null, MarkedCriterion? Mark = null);

/// <param name="MarkedAt">When the mark was made that the device showed; null when it showed none.</param>
/// <param name="After">The device's own entry before this one, which it had sent or was yet to send.</param>
/// <param name="Attempt">The attempt that the device showed; null for the register, and where it does not say.</param>
public sealed record EntrySaw(DateTimeOffset? MarkedAt = null, Guid? After = null, int? Attempt = null);

/// <param name="State"><c>applied</c>, <c>clash</c> (both are kept for somebody to choose), <c>refused</c> (by a rule), <c>settled</c>.</param>
/// <param name="Why">In words; null where it was applied.</param>
/// <param name="MarkedAt">Of the mark it became.</param>
public sealed record KeptEntry(Guid Id, string State, string? Why, DateTimeOffset ReceivedAt, DateTimeOffset? MarkedAt)
{
    internal static KeptEntry Of(BayEntry entry) => new(entry.Id, SnakeCase.Kebab(entry.State.ToString()), entry.Why, entry.ReceivedAt, entry.MarkedAt);
}

internal sealed class KeepEntryValidator : AbstractValidator<KeepEntry>
{
    public KeepEntryValidator()
    {
        RuleFor(request => request.Id).NotEmpty().WithMessage("Give the entry an id, a UUID made by the device.");
        RuleFor(request => request.Says).Must(says => says is not null && (says.Attendance is null) == (says is { Unit: not null, Mark: not null })).WithMessage("Give a mark of the register, or a unit and the mark of one of its criteria.");
        RuleFor(request => request.Says.Mark!).SetValidator(new MarkedCriterionValidator()).When(request => request.Says?.Mark is not null);
        RuleFor(request => request.Saw).NotNull().WithMessage("Say what stood there; {} for nothing.");
        RuleFor(request => request.SaidAt).Must(at => at.Year is >= 2000 and < 9999).WithMessage("Give the time by the device's clock.");
    }
}

internal sealed class KeepEntryHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<KeepEntry, Result<KeptEntry>>
{
    public async Task<Result<KeptEntry>> Handle(KeepEntry request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().AsKept();
        if (await db.Sessions.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Session, cancellationToken) is not { } session) return CohortErrors.SessionNotFound();
        await db.LockAsync(request.Place, cancellationToken);
        if (await db.Places.SingleOrDefaultAsync(each => each.Id == request.Place && each.Cohort == session.Cohort, cancellationToken) is not { } place) return AssessmentErrors.PlaceNotFound();
        if (await db.Trainees.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Trainee && each.Provider == place.Provider, cancellationToken) is null) return AssessmentErrors.NotOnTheRegister();
        var entry = new BayEntry
        {
            Id = request.Id, Account = actor.Account, Session = session.Id, Place = place.Id, Provider = place.Provider, Trainee = request.Trainee, Attendance = request.Says.Attendance, Unit = request.Says.Unit,
            Criterion = request.Says.Mark?.Criterion, Outcome = request.Says.Mark?.Outcome, Readings = request.Says.Mark?.Readings ?? [], Note = request.Says.Mark?.Note, SaidAt = request.SaidAt.ToUniversalTime(), ReceivedAt = now,
        };
        if (await db.BayEntries.AsNoTracking().SingleOrDefaultAsync(each => each.Id == entry.Id, cancellationToken) is { } known) return known.Says(entry) ? KeptEntry.Of(known) : AssessmentErrors.EntryDiffers();

        var before = request.Saw.After is { } after ? await db.BayEntries.SingleOrDefaultAsync(each => each.Id == after && each.Account == actor.Account && each.Place == place.Id, cancellationToken) : null;
        if (before is { IsOpen: true }) before.Settle(actor.Account, now);   // said again by the same person: this one takes its turn
        var (stands, attempt) = await EntryMark.StandingAsync(db, entry, place, cancellationToken);
        if (place.Trainee != request.Trainee) entry.Refuse(AssessmentErrors.AnotherEngineer().Detail);
        else if (attempt is not null && request.Saw.Attempt is { } seen && seen != attempt) entry.Refuse($"Attempt {seen}, in which this was seen, has been decided since.");
        else if (stands is not null && !stands.WasSeen(request.Saw, before))
        {
            // The same said by two is no contradiction, and what the other wrote beside it stays.
            if (stands.Says(entry)) entry.Apply(stands.MarkedAt);
            else entry.Clash("Somebody marked this meanwhile.");
        }
        else
        {
            var applied = await EntryMark.ApplyAsync(db, entry, session, place, actor.Account, now, cancellationToken);
            // What is said wrongly is said again; what a rule forbids is kept, so that nobody has to remember it.
            if (!applied.Succeeded && applied.Error.Kind == ErrorKind.Invalid) return applied.Error;
            if (applied.Succeeded) entry.Apply(now);
            else entry.Refuse(applied.Error.Detail);
        }
        db.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
        return KeptEntry.Of(entry);
    }
}

/// <summary>The mark that an entry speaks of, as it stands.</summary>
/// <param name="Value">In the words of the wire: <c>present</c>, <c>met</c>.</param>
internal sealed record EntryMark(string Value, IReadOnlyList<decimal> Readings, string? Note, Guid MarkedBy, DateTimeOffset MarkedAt)
{
    /// <summary>Whether the entry says just this; a note that it does not bring is no contradiction.</summary>
    public bool Says(BayEntry entry) => entry.Attendance is { } attendance
        ? Value == SnakeCase.Kebab(attendance.ToString())
        : (entry.Readings.Count > 0 ? Readings.SequenceEqual(entry.Readings) : Readings.Count == 0 && Value == SnakeCase.Kebab(entry.Outcome?.ToString() ?? "")) && (entry.Note ?? Note) == Note;

    /// <summary>Whether it is what the device showed when the entry was made, or what became of the entry before it.</summary>
    public bool WasSeen(EntrySaw saw, BayEntry? before) => MarkedAt == saw.MarkedAt || (MarkedAt, MarkedBy) == (before?.MarkedAt, before?.Account);

    /// <summary>The mark, or null for none and where the unit is signed off, so that there is nothing to choose any more; and the attempt that a mark would go to, null for the register.</summary>
    public static async Task<(EntryMark? Mark, int? Attempt)> StandingAsync(CentreDbContext db, BayEntry entry, Place place, CancellationToken cancellationToken)
    {
        if (entry.Attendance is not null)
            return (await db.Attendance.AsNoTracking().SingleOrDefaultAsync(each => each.Session == entry.Session && each.Trainee == entry.Trainee, cancellationToken) is { } attendance ? Of(attendance) : null, null);
        var found = await UnitToAssess.FindAsync(db, place.Id, entry.Unit!, cancellationToken);
        return found.Succeeded ? Standing(await UnitStanding.OfAsync(db, [place.Id], cancellationToken), place, found.Value.Version, entry) : (null, null);
    }

    public static (EntryMark? Mark, int? Attempt) Standing(UnitStanding standing, Place place, CourseVersion version, BayEntry entry)
    {
        if (standing.Of(place.Id, entry.Unit!) is "competent" or "provisional" || version.Spec.Units.FirstOrDefault(each => each.Code == entry.Unit) is not { } unit || standing.Current(place, version, unit) is not { } attempt) return (null, null);
        return (unit.Criteria.FirstOrDefault(each => each.Code == entry.Criterion) is { } criterion && attempt.MarkOf(criterion) is { } mark ? Of(mark) : null, attempt.Number);
    }

    public static EntryMark Of(Attendance attendance) => new(SnakeCase.Kebab(attendance.Mark.ToString()), [], null, attendance.MarkedBy, attendance.MarkedAt);

    public static EntryMark Of(CriterionMark mark) => new(SnakeCase.Kebab(mark.Outcome.ToString()), mark.Readings, mark.Note, mark.MarkedBy, mark.MarkedAt);

    /// <summary>Makes the entry the mark, by the same rules as any other.</summary>
    public static async Task<Result<bool>> ApplyAsync(CentreDbContext db, BayEntry entry, Session session, Place place, Guid by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (entry.Attendance is { } attendance)
        {
            if (place.State is not (PlaceState.Confirmed or PlaceState.Completed)) return AssessmentErrors.NotOnTheRegister();
            if (!Register.IsOpen(session, await db.TimeAsync(cancellationToken), now)) return AssessmentErrors.NotYetStarted();
            await Register.MarkAsync(db, session.Id, place, attendance, by, now, cancellationToken);
            return true;
        }
        var found = await UnitToAssess.FindAsync(db, place.Id, entry.Unit!, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var marked = await Marking.RecordAsync(db, found.Value, [new(entry.Criterion!, entry.Outcome, entry.Readings, entry.Note)], by, now, cancellationToken);
        return marked.Succeeded ? true : marked.Error;
    }
}

using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Records;

/// <summary>The training record of one engineer: attendance, decisions with what they rest on, certificates. A trainee reads their own, a provider those of its people, without the centre's internal notes.</summary>
public sealed record ShowRecord(TraineeId Trainee) : IQuery<TrainingRecord>;

/// <param name="Courses">The newest first.</param>
public sealed record TrainingRecord(EngineerAnswer Engineer, DateTimeOffset MadeAt, IReadOnlyList<RecordedCourse> Courses);

public sealed record RecordedCourse(string Course, string Title, string CohortCode, string PlaceState, IReadOnlyList<RecordedSession> Sessions, IReadOnlyList<RecordedDecision> Decisions);

/// <param name="Mark"><c>present</c>, <c>late</c>, <c>absent</c>, or null while nobody has said.</param>
public sealed record RecordedSession(string Title, CivilSlot During, string? Mark);

/// <param name="State"><c>stands</c>, <c>provisional</c> (waits for a second person) or <c>corrected</c> (does not stand).</param>
public sealed record RecordedDecision(
    long LedgerNumber, string Unit, string UnitTitle, int Attempt, string Outcome, string State, DateTimeOffset SignedAt, string SignedBy, string? CountersignedBy, string? Feedback, IReadOnlyList<DecidedCriterionAnswer> Criteria);

internal sealed class ShowRecordHandler(CentreDbContext db, AccountNames names, TimeProvider clock) : IRequestHandler<ShowRecord, Result<TrainingRecord>>
{
    public async Task<Result<TrainingRecord>> Handle(ShowRecord request, CancellationToken cancellationToken)
    {
        var engineer = await EngineerReading.OfAsync(db, request.Trainee, clock.GetUtcNow(), cancellationToken);
        if (!engineer.Succeeded) return engineer.Error;
        var time = await db.TimeAsync(cancellationToken);
        var places = await (
            from place in db.Places
            join cohort in db.Cohorts.Include(each => each.Sessions) on place.Cohort equals cohort.Id
            where place.Trainee == request.Trainee && place.State != PlaceState.Cancelled
            orderby cohort.FirstDay descending
            select new { place, cohort }).AsNoTracking().ToListAsync(cancellationToken);
        var marks = (await db.Attendance.AsNoTracking().Where(each => each.Trainee == request.Trainee).ToListAsync(cancellationToken)).ToDictionary(each => each.Session);
        var standing = await UnitStanding.OfAsync(db, [.. places.Select(each => each.place.Id)], cancellationToken);
        var decided = places.SelectMany(each => standing.Of(each.place.Id)).Where(line => line.Decision is not null).ToList();
        var words = await LedgerText.OfAsync(db, [.. decided.Select(line => line.Decision!.Id)], cancellationToken);
        var people = await names.OfAsync(decided.SelectMany(line => new[] { line.Decision, line.Countersignature }).OfType<LedgerEntry>().Select(entry => entry.SignedBy), cancellationToken);
        return new TrainingRecord(engineer.Value, time.Civil(clock.GetUtcNow()), [.. places.Select(each => new RecordedCourse(
            each.cohort.Course.Value, each.cohort.Title, each.cohort.Code, SnakeCase.Kebab(each.place.State.ToString()),
            [.. each.cohort.Sessions.OrderBy(session => session.During.Start).Select(session => new RecordedSession(
                session.Title, CivilSlot.Of(session.During, time), marks.TryGetValue(session.Id, out var mark) ? SnakeCase.Kebab(mark.Mark.ToString()) : null))],
            [.. standing.Of(each.place.Id).Where(line => line.Decision is not null).OrderBy(line => line.Decision!.Number).Select(Decided)]))]);

        RecordedDecision Decided(UnitStanding.Line line) => new(
            line.Decision!.Number, line.Content!.Unit, line.Content.UnitTitle, line.Content.Attempt, line.Content.Outcome, line.Correction is not null ? "corrected" : line.Content.Provisional && line.Countersignature is null ? "provisional" : "stands",
            time.Civil(line.Decision.SignedAt), people[line.Decision.SignedBy], line.Countersignature is { } second ? people[second.SignedBy] : null, words.GetValueOrDefault(line.Decision.Id), [.. line.Content.Criteria.Select(criterion => criterion.Answer())]);
    }
}

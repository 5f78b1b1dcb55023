using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Everybody of a session and every criterion at once: what is marked, and what waits for somebody to choose.</summary>
public sealed record ShowMarks(SessionId Session) : IQuery<MarksAnswer>;

/// <param name="Units">With their criteria, which carry no marks here.</param>
/// <param name="Open">Entries that met another mark or a rule, oldest first.</param>
public sealed record MarksAnswer(IReadOnlyList<UnitCriteria> Units, IReadOnlyList<UnitAttempt> Attempts, IReadOnlyList<OpenEntry> Open);

public sealed record UnitCriteria(string Code, string Title, IReadOnlyList<CriterionAnswer> Criteria);

/// <summary>One trainee and one unit.</summary>
/// <param name="Attempt">The number of the attempt under way or to come; null when none is needed or none is left.</param>
/// <param name="Foreseen">What signing now would decide; null while something is unmarked or nothing is marked yet.</param>
public sealed record UnitAttempt(Guid PlaceId, string Unit, int? Attempt, string? Foreseen, IReadOnlyList<MarkAnswer> Marks);

public sealed record MarkAnswer(string Criterion, string Outcome, IReadOnlyList<decimal> Readings, string? Note, DateTimeOffset MarkedAt);

/// <param name="Criterion">Null where it is about the register.</param>
/// <param name="Said">What the entry says: <c>present</c>, <c>met</c>, or readings with their unit.</param>
/// <param name="State"><c>clash</c> or <c>refused</c>.</param>
/// <param name="Stands">How the mark is now, in the same words; null for none.</param>
public sealed record OpenEntry(
    Guid Id, Guid PlaceId, string Trainee, string? Unit, string? Criterion, string? CriterionText, string Said, string? Note, string SaidBy, DateTimeOffset SaidAt, string State, string Why,
    string? Stands, string? StandsBy, DateTimeOffset? StandsAt);

internal sealed class ShowMarksHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ShowMarks, Result<MarksAnswer>>
{
    public async Task<Result<MarksAnswer>> Handle(ShowMarks request, CancellationToken cancellationToken)
    {
        var cohort = await db.Cohorts.AsNoTracking().SingleOrDefaultAsync(each => each.Sessions.Any(session => session.Id == request.Session), cancellationToken);
        if (cohort is null) return CohortErrors.SessionNotFound();
        var version = await db.CourseVersions.AsNoTracking().SingleAsync(each => each.Id == cohort.CourseVersion, cancellationToken);
        var places = await db.Places.AsNoTracking().Where(each => each.Cohort == cohort.Id && each.State != PlaceState.Cancelled && each.Trainee != null).ToListAsync(cancellationToken);
        var standing = await UnitStanding.OfAsync(db, [.. places.Select(place => place.Id)], cancellationToken);
        return new MarksAnswer(
            [.. version.Spec.Units.Select(unit => new UnitCriteria(unit.Code, unit.Title, [.. unit.Criteria.Select(criterion => ShowAssessmentHandler.Show(criterion, null))]))],
            [.. from place in places from unit in version.Spec.Units select Of(place, unit)],
            await OpenAsync(request.Session, version, standing, cancellationToken));

        UnitAttempt Of(Place place, CourseUnit unit)
        {
            var done = standing.Of(place.Id, unit.Code) is "competent" or "provisional";
            var attempt = done ? standing.Attempts(place.Id, unit.Code).Last(line => line is { Content.Outcome: "competent", Correction: null }).Attempt : standing.Current(place, version, unit);
            var isUnderWay = !done && standing.Attempts(place.Id, unit.Code).Any(line => line.Decision is null);
            return new(place.Id.Value, unit.Code, done ? null : attempt?.Number, isUnderWay ? ShowAssessmentHandler.Foreseen(attempt!, unit) : null,
                [.. (attempt?.Marks ?? []).Select(mark => new MarkAnswer(mark.Criterion, SnakeCase.Kebab(mark.Outcome.ToString()), mark.Readings, mark.Note, mark.MarkedAt))]);
        }
    }

    private async Task<List<OpenEntry>> OpenAsync(SessionId session, CourseVersion version, UnitStanding standing, CancellationToken cancellationToken)
    {
        var entries = await (
            from entry in db.BayEntries
            join trainee in db.Trainees on entry.Trainee equals trainee.Id
            join place in db.Places on entry.Place equals place.Id
            where entry.Session == session && (entry.State == EntryState.Clash || entry.State == EntryState.Refused)
            orderby entry.ReceivedAt
            select new { entry, trainee, place }).AsNoTracking().ToListAsync(cancellationToken);
        if (entries.Count == 0) return [];
        var attendance = await db.Attendance.AsNoTracking().Where(each => each.Session == session).ToDictionaryAsync(each => each.Trainee, cancellationToken);
        var stands = entries.ToDictionary(each => each.entry.Id, each => each.entry.Attendance is null
            ? EntryMark.Standing(standing, each.place, version, each.entry).Mark : attendance.TryGetValue(each.entry.Trainee, out var mark) ? EntryMark.Of(mark) : null);
        var people = await names.OfAsync([.. entries.Select(each => each.entry.Account), .. stands.Values.OfType<EntryMark>().Select(mark => mark.MarkedBy)], cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        var criteria = version.Spec.Units.SelectMany(unit => unit.Criteria).ToDictionary(criterion => criterion.Code);
        return [.. entries.Select(each =>
        {
            var (entry, mark) = (each.entry, stands[each.entry.Id]);
            var criterion = entry.Criterion is { } code ? criteria.GetValueOrDefault(code) : null;
            return new OpenEntry(
                entry.Id, entry.Place.Value, each.trainee.Name, entry.Unit, entry.Criterion, criterion?.Text, Say(entry.Attendance?.ToString() ?? entry.Outcome?.ToString(), entry.Readings, criterion), entry.Note, people[entry.Account],
                time.Civil(entry.SaidAt), SnakeCase.Kebab(entry.State.ToString()), entry.Why!,
                mark is null ? null : Say(mark.Value, mark.Readings, criterion), mark is null ? null : people[mark.MarkedBy], mark is null ? null : mark.MarkedAt);
        })];
    }

    private static string Say(string? value, IReadOnlyList<decimal> readings, Criterion? criterion) =>
        readings.Count > 0 ? $"{string.Join(", ", readings)} {criterion?.Limit?.Unit}".TrimEnd() : SnakeCase.Kebab(value ?? "");
}

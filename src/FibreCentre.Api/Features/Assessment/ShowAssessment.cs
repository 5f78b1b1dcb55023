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

/// <summary>One trainee and one unit: the criteria, what is marked, what was decided before.</summary>
public sealed record ShowAssessment(PlaceId Place, string Unit) : IQuery<AssessmentAnswer>;

/// <param name="State">As in <see cref="UnitState"/>.</param>
/// <param name="Attempt">The number of the attempt under way or to come; null when none is left or none is needed.</param>
/// <param name="Foreseen">What signing now would decide; null while something is unmarked.</param>
/// <param name="IsPresent">Enough was attended for an assessment, as the course says.</param>
/// <param name="Absence">What is missing where it was not; null where it was.</param>
public sealed record AssessmentAnswer(
    Guid PlaceId, Guid TraineeId, string TraineeName, string Course, string CohortCode, Guid CohortId, string Unit, string UnitTitle, string State, int? Attempt, bool IsPresent,
    string? Foreseen, IReadOnlyList<CriterionAnswer> Criteria, IReadOnlyList<DecisionAnswer> Decisions, string? Absence);

/// <param name="Kind"><c>observed</c>, <c>measured</c>, <c>trace</c> or <c>knowledge</c>.</param>
/// <param name="Limit">In words, such as <c>at most 1.0 °</c>; null for an observed one.</param>
/// <param name="Measure">The unit a value is entered in; null for an observed one.</param>
/// <param name="ReadingsNeeded">How many readings it takes.</param>
/// <param name="Outcome"><c>met</c>, <c>not-met</c>, <c>not-measured</c>, or null while unmarked.</param>
public sealed record CriterionAnswer(
    string Code, string Text, string Kind, bool SafetyCritical, string? Limit, string? Measure, int Decimals, int ReadingsNeeded, string Source, string Edition,
    string? Outcome, IReadOnlyList<decimal> Readings, string? Note, CriterionBounds? Bounds);

/// <summary>The limit as figures, for whoever judges while a value is typed. The verdict that counts is the server's.</summary>
/// <param name="Aggregation"><c>each</c> (every reading must be within), <c>worst</c> (only the worst is written down) or <c>average</c> (their mean must be within).</param>
/// <param name="Lowest">The smallest figure there can be; null without such an end.</param>
/// <param name="Highest">The largest.</param>
/// <param name="Range">What figures there can be, in words; empty where any may be.</param>
public sealed record CriterionBounds(decimal? AtLeast, decimal? AtMost, decimal? Above, decimal? Below, string Aggregation, decimal? Lowest = null, decimal? Highest = null, string Range = "")
{
    internal bool Admits(decimal value) => value >= (Lowest ?? value) && value <= (Highest ?? value);
}

public sealed record DecisionAnswer(Guid Id, int Attempt, string Outcome, bool Provisional, bool Countersigned, DateTimeOffset SignedAt, string SignedBy, string? CountersignedBy, string? Feedback, bool Corrected);

internal sealed class ShowAssessmentHandler(CentreDbContext db, AccountNames names, TimeProvider clock) : IRequestHandler<ShowAssessment, Result<AssessmentAnswer>>
{
    public async Task<Result<AssessmentAnswer>> Handle(ShowAssessment request, CancellationToken cancellationToken)
    {
        var found = await UnitToAssess.FindAsync(db, request.Place, request.Unit, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (place, cohort, version, unit) = found.Value;
        var trainee = await db.Trainees.AsNoTracking().SingleAsync(each => each.Id == place.Trainee, cancellationToken);
        var standing = await UnitStanding.OfAsync(db, [place.Id], cancellationToken);
        var attempts = standing.Attempts(place.Id, unit.Code);
        var state = standing.Of(place.Id, unit.Code);
        var open = attempts.LastOrDefault(line => line.Decision is null)?.Attempt;
        var preview = standing.Current(place, version, unit);
        var done = state is "competent" or "provisional";
        var people = await names.OfAsync(attempts.SelectMany(line => new[] { line.Decision?.SignedBy, line.Countersignature?.SignedBy }).OfType<Guid>(), cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        var absence = await found.Value.WhyAbsentAsync(db, clock.GetUtcNow(), cancellationToken);
        var feedback = await LedgerText.OfAsync(db, [.. attempts.Select(line => line.Decision?.Id).OfType<Guid>()], cancellationToken);
        return new AssessmentAnswer(
            place.Id.Value, place.Named.Value, trainee.Name, cohort.Course.Value, cohort.Code, cohort.Id.Value, unit.Code, unit.Title, state, done ? null : preview?.Number,
            absence is null, open is null || done ? null : Foreseen(open, unit),
            [.. unit.Criteria.Select(criterion => Show(criterion, (done ? attempts.Last(line => line is { Content.Outcome: "competent", Correction: null }).Attempt : preview ?? attempts[^1].Attempt).MarkOf(criterion)))],
            [.. attempts.Where(line => line.Decision is not null).Select(line => new DecisionAnswer(
                line.Decision!.Id, line.Attempt.Number, line.Content!.Outcome, line.Content.Provisional, line.Countersignature is not null, time.Civil(line.Decision.SignedAt), people[line.Decision.SignedBy],
                line.Countersignature is { } second ? people[second.SignedBy] : null, feedback.GetValueOrDefault(line.Decision.Id), line.Correction is not null))],
            absence?.Detail);
    }

    internal static string? Foreseen(Attempt attempt, CourseUnit unit) =>
        attempt.Foresee(unit) is var outcome && (outcome == Outcome.Stopped || unit.Criteria.All(criterion => attempt.MarkOf(criterion) is not null)) ? SnakeCase.Kebab(outcome.ToString()) : null;

    internal static CriterionAnswer Show(Criterion criterion, CriterionMark? mark) => new(
        criterion.Code, criterion.Text, SnakeCase.Kebab(criterion.Kind.ToString()), criterion.SafetyCritical, criterion.Limit?.Describe(), criterion.Limit?.Unit, criterion.Limit?.Decimals ?? 0,
        criterion.Limit?.Readings ?? 0, criterion.Source, criterion.Edition, mark is null ? null : SnakeCase.Kebab(mark.Outcome.ToString()), mark?.Readings ?? [], mark?.Note,
        criterion.Limit is { } limit ? new(limit.AtLeast, limit.AtMost, limit.Above, limit.Below, SnakeCase.Kebab(limit.Aggregation.ToString()), limit.Lowest, limit.Highest, limit.DescribeRange()) : null);
}

/// <summary>What assessing needs at hand.</summary>
internal sealed record UnitToAssess(Place Place, Cohort Cohort, CourseVersion Version, CourseUnit Unit)
{
    public static async Task<Result<UnitToAssess>> FindAsync(CentreDbContext db, PlaceId id, string unitCode, CancellationToken cancellationToken)
    {
        if (await db.Places.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } place) return AssessmentErrors.PlaceNotFound();
        if (place.State == PlaceState.Cancelled) return AssessmentErrors.PlaceCancelled();
        if (place.Trainee is null) return AssessmentErrors.NotOnTheRegister();
        var cohort = await db.Cohorts.AsNoTracking().Include(each => each.Sessions).SingleAsync(each => each.Id == place.Cohort, cancellationToken);
        var version = await db.CourseVersions.AsNoTracking().SingleAsync(each => each.Id == cohort.CourseVersion, cancellationToken);
        return version.Spec.Units.FirstOrDefault(each => each.Code == unitCode) is { } unit ? new UnitToAssess(place, cohort, version, unit) : AssessmentErrors.UnitNotFound();
    }

    /// <summary>Why there is no assessment yet: too little was attended for what the course asks. Null where it is enough.</summary>
    public async Task<Error?> WhyAbsentAsync(CentreDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var attended = await db.Attendance.Where(each => each.Place == Place.Id && each.Mark != AttendanceMark.Absent).Select(each => each.Session).ToListAsync(cancellationToken);
        var rule = Version.Spec.AttendanceRule;
        var missing = rule.Missing(Cohort.Sessions.OrderBy(each => each.During.Start).Select(each => (each, each.During.Start <= now, attended.Contains(each.Id))));
        if (missing is null) return AssessmentErrors.NotPresent();
        if (missing.Count == 0) return null;
        var time = await db.TimeAsync(cancellationToken);
        return AssessmentErrors.AttendanceMissing(rule.InWords, [.. missing.Select(each => $"{each.Title}, {CohortErrors.Day(time.DayOf(each.During.Start))} at {CohortErrors.Time(time.TimeOf(each.During.Start))}")]);
    }
}

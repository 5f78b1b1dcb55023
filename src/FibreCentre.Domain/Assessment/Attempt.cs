using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Assessment;

public readonly record struct AttemptId(Guid Value)
{
    public static AttemptId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

public enum Outcome { Competent, Referred, Stopped }

/// <summary>One assessment of one trainee on one unit.</summary>
public sealed class Attempt
{
    /// <summary>The first attempt and two more on the criteria not met; then it takes retraining.</summary>
    public const int MostAttempts = 3;

    private readonly List<CriterionMark> _marks = [];

    public required AttemptId Id { get; init; }

    public required ProviderId Provider { get; init; }

    public required TraineeId Trainee { get; init; }

    public required PlaceId Place { get; init; }

    public required CohortId Cohort { get; init; }

    public required CourseVersionId CourseVersion { get; init; }

    public required string UnitCode { get; init; }

    /// <summary>From 1 upwards. One whose decision was corrected keeps its number, and does not count among the <see cref="MostAttempts"/>.</summary>
    public required int Number { get; init; }

    public required Guid StartedBy { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public IReadOnlyList<CriterionMark> Marks => _marks;

    /// <summary>A new attempt. What earlier attempts met is carried over; the rest is to be taken again.</summary>
    /// <param name="earlier">Those that count.</param>
    /// <param name="corrected">How many more there were whose decision was corrected: nothing of them counts, and nothing is carried over.</param>
    public static Result<Attempt> Start(Place place, CourseVersionId version, CourseUnit unit, IReadOnlyList<Attempt> earlier, Guid assessor, DateTimeOffset now, int corrected = 0)
    {
        if (earlier.Count >= MostAttempts) return AssessmentErrors.RetrainingNeeded();
        var attempt = new Attempt
        {
            Id = AttemptId.New(now), Provider = place.Provider, Trainee = place.Named, Place = place.Id, Cohort = place.Cohort,
            CourseVersion = version, UnitCode = unit.Code, Number = earlier.Count + corrected + 1, StartedBy = assessor, StartedAt = now,
        };
        if (earlier.MaxBy(each => each.Number) is { } last)
            attempt._marks.AddRange(last._marks.Where(mark => mark.Outcome == Verdict.Met));
        return attempt;
    }

    /// <summary>Records what was seen or measured for one criterion. A measured value is judged here against its limit; nobody types the verdict.</summary>
    /// <param name="observed">For an observed criterion: met, not met or not measured.</param>
    /// <param name="readings">For every other kind: the readings in the limit's unit; none means not measured.</param>
    public Result<CriterionMark> Mark(CourseUnit unit, string criterionCode, Verdict? observed, IReadOnlyList<decimal> readings, string? note, Guid markedBy, DateTimeOffset now)
    {
        if (DecidedAt is not null) return AssessmentErrors.AlreadyDecided();
        if (unit.Criteria.FirstOrDefault(each => each.Code == criterionCode) is not { } criterion) return AssessmentErrors.CriterionNotFound(criterionCode);
        if (criterion.Limit is null && observed is null) return AssessmentErrors.VerdictMissing(criterion);
        if (criterion.Limit is null && readings.Count > 0) return AssessmentErrors.ReadingNotExpected(criterion);
        if (criterion.Limit is not null && observed is Verdict.Met or Verdict.NotMet && readings.Count == 0) return AssessmentErrors.ReadingMissing(criterion);
        if (criterion.Limit is { } range && readings.Any(reading => !range.Admits(reading))) return AssessmentErrors.ReadingImpossible(criterion, readings.First(reading => !range.Admits(reading)));
        var outcome = criterion.Limit?.Judge(readings) ?? observed!.Value;
        var mark = new CriterionMark(criterionCode, outcome, readings, note, markedBy, now);
        _marks.RemoveAll(each => each.Criterion == criterionCode);
        _marks.Add(mark);
        return mark;
    }

    /// <summary>
    /// The decision the marks lead to: stopped when a safety-critical criterion is not met, competent when every criterion is met, else referred.
    /// Not measured is never a pass.
    /// </summary>
    public Result<Outcome> Decide(CourseUnit unit, DateTimeOffset now)
    {
        if (DecidedAt is not null) return AssessmentErrors.AlreadyDecided();
        var outcome = Foresee(unit);
        if (outcome != Outcome.Stopped && unit.Criteria.FirstOrDefault(criterion => MarkOf(criterion) is null) is { } unmarked) return AssessmentErrors.NotAllMarked(unmarked);
        DecidedAt = now;
        return outcome;
    }

    /// <summary>The decision that these marks came from was corrected: nothing seen until then counts.</summary>
    public void ForgetUntil(DateTimeOffset decided) => _marks.RemoveAll(mark => mark.MarkedAt <= decided);

    /// <summary>What the decision would be if it were signed now.</summary>
    public Outcome Foresee(CourseUnit unit) =>
        unit.Criteria.Any(criterion => criterion.SafetyCritical && MarkOf(criterion)?.Outcome == Verdict.NotMet) ? Outcome.Stopped
        : unit.Criteria.All(criterion => MarkOf(criterion)?.Outcome == Verdict.Met) ? Outcome.Competent
        : Outcome.Referred;

    public CriterionMark? MarkOf(Criterion criterion) => _marks.Find(mark => mark.Criterion == criterion.Code);
}

/// <summary>What was seen or measured for one criterion.</summary>
/// <param name="Readings">In the unit of the criterion's limit; empty for an observed one.</param>
/// <param name="Note">For the centre's own eyes.</param>
public sealed record CriterionMark(string Criterion, Verdict Outcome, IReadOnlyList<decimal> Readings, string? Note, Guid MarkedBy, DateTimeOffset MarkedAt);

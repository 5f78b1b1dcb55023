using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Tests.Catalogue;
using FsCheck;
using FsCheck.Fluent;
using Outcome = FibreCentre.Domain.Assessment.Outcome;

namespace FibreCentre.Domain.Tests.Assessment;

/// <summary>A unit of a safety-critical observed criterion (C1) and a measured one (C2, at most 0.05 dB).</summary>
public sealed class AttemptTests
{
    private const string Glasses = "FTC-210-U1-C1", Loss = "FTC-210-U1-C2";

    private static readonly CourseUnit Unit = SomeCourse.Called("FTC-210").Units[0];
    private static readonly DateTimeOffset Now = Some.LongBefore;
    private static readonly Guid Assessor = Guid.NewGuid();

    [Fact]
    public void A_measured_value_is_judged_against_its_limit_and_nobody_types_the_verdict()
    {
        var attempt = Started();
        Assert.Equal(Verdict.Met, attempt.Mark(Unit, Loss, null, [0.05m], null, Assessor, Now).Value!.Outcome);
        Assert.Equal(Verdict.NotMet, attempt.Mark(Unit, Loss, Verdict.Met, [0.06m], null, Assessor, Now).Value!.Outcome);
        Assert.Single(attempt.Marks);   // marking again replaces
    }

    [Fact]
    public void Marks_of_the_wrong_shape_are_refused()
    {
        var attempt = Started();
        Assert.Equal("verdict-missing", attempt.Mark(Unit, Glasses, null, [], null, Assessor, Now).Error?.Code);
        Assert.Equal("reading-not-expected", attempt.Mark(Unit, Glasses, Verdict.Met, [1m], null, Assessor, Now).Error?.Code);
        Assert.Equal("reading-missing", attempt.Mark(Unit, Loss, Verdict.Met, [], null, Assessor, Now).Error?.Code);
        var score = SomeCourse.Measured(Loss, new() { Unit = "%", AtLeast = 80, Aggregation = Aggregation.Each, Lowest = 0, Highest = 100 });
        var beyond = attempt.Mark(Unit with { Criteria = [score] }, Loss, null, [90m, 900m], null, Assessor, Now).Error!;
        Assert.Equal(("reading-impossible", "Enter a value from 0 to 100 %", $"900 cannot be: {score.Text}"), (beyond.Code, beyond.Title, beyond.Detail));
        Assert.Equal("criterion-not-found", attempt.Mark(Unit, "FTC-210-U1-C9", Verdict.Met, [], null, Assessor, Now).Error?.Code);
        Assert.Empty(attempt.Marks);
    }

    [Theory]
    [InlineData(Verdict.Met, Verdict.Met, Outcome.Competent)]
    [InlineData(Verdict.Met, Verdict.NotMet, Outcome.Referred)]
    [InlineData(Verdict.Met, Verdict.NotMeasured, Outcome.Referred)]
    [InlineData(Verdict.NotMeasured, Verdict.Met, Outcome.Referred)]
    [InlineData(Verdict.NotMet, Verdict.Met, Outcome.Stopped)]
    public void The_marks_lead_to_the_decision_and_not_measured_is_never_a_pass(Verdict glasses, Verdict loss, Outcome outcome)
    {
        var attempt = Marked(glasses, loss);
        Assert.Equal(outcome, attempt.Foresee(Unit));
        Assert.Equal(outcome, attempt.Decide(Unit, Now).Value);
        Assert.Equal(Now, attempt.DecidedAt);
    }

    [Fact]
    public void A_safety_critical_failure_stops_at_once_with_the_rest_still_open()
    {
        var attempt = Started();
        attempt.Mark(Unit, Glasses, Verdict.NotMet, [], null, Assessor, Now);
        Assert.Equal(Outcome.Stopped, attempt.Decide(Unit, Now).Value);
    }

    [Fact]
    public void Otherwise_everything_has_to_be_marked()
    {
        var attempt = Started();
        attempt.Mark(Unit, Glasses, Verdict.Met, [], null, Assessor, Now);
        Assert.Equal("not-all-marked", attempt.Decide(Unit, Now).Error?.Code);
        Assert.Null(attempt.DecidedAt);
    }

    [Fact]
    public void A_decision_is_never_edited()
    {
        var attempt = Marked(Verdict.Met, Verdict.Met);
        attempt.Decide(Unit, Now);
        Assert.Equal("already-decided", attempt.Decide(Unit, Now).Error?.Code);
        Assert.Equal("already-decided", attempt.Mark(Unit, Loss, null, [0.9m], null, Assessor, Now).Error?.Code);
    }

    [Fact]
    public void What_was_met_is_carried_over_and_the_rest_is_to_be_taken_again()
    {
        var first = Marked(Verdict.Met, Verdict.NotMet);
        var second = Attempt.Start(Some.Place(), Some.Version().Id, Unit, [first], Assessor, Now).Value!;
        Assert.Equal(2, second.Number);
        Assert.Equal(Glasses, Assert.Single(second.Marks).Criterion);
    }

    [Fact]
    public void After_three_attempts_it_takes_retraining()
    {
        var attempts = new List<Attempt>();
        for (var number = 1; number <= 3; number++) attempts.Add(Attempt.Start(Some.Place(), Some.Version().Id, Unit, attempts, Assessor, Now).Value!);
        Assert.Equal([1, 2, 3], attempts.Select(attempt => attempt.Number));
        Assert.Equal("retraining-needed", Attempt.Start(Some.Place(), Some.Version().Id, Unit, attempts, Assessor, Now).Error?.Code);
    }

    /// <summary>Competent means met, all of it, whatever was marked in whatever order.</summary>
    [Fact]
    public void Nobody_is_competent_with_anything_but_met() => Prop.ForAll(
        (from criterion in Gen.Elements(Glasses, Loss) from verdict in Gen.Elements(Verdict.Met, Verdict.NotMet, Verdict.NotMeasured) select (criterion, verdict)).ListOf().ToArbitrary(),
        marks =>
        {
            var attempt = Started();
            foreach (var (criterion, verdict) in marks) Mark(attempt, criterion, verdict);
            return (attempt.Foresee(Unit) == Outcome.Competent) == Unit.Criteria.All(criterion => marks.LastOrDefault(mark => mark.criterion == criterion.Code) is { criterion: not null, verdict: Verdict.Met });
        }).QuickCheckThrowOnFailure();

    private static Attempt Started() => Attempt.Start(Some.Place(), Some.Version().Id, Unit, [], Assessor, Now).Value!;

    private static Attempt Marked(Verdict glasses, Verdict loss)
    {
        var attempt = Started();
        Mark(attempt, Glasses, glasses);
        Mark(attempt, Loss, loss);
        return attempt;
    }

    private static void Mark(Attempt attempt, string criterion, Verdict verdict) => Assert.True(
        (criterion == Glasses ? attempt.Mark(Unit, Glasses, verdict, [], null, Assessor, Now)
        : attempt.Mark(Unit, Loss, null, verdict switch { Verdict.Met => [0.03m], Verdict.NotMet => [0.3m], _ => [] }, null, Assessor, Now)).Succeeded);
}

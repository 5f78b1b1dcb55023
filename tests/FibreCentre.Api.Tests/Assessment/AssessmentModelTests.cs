using System.Globalization;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Catalogue;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>
/// Random sequences of marking, signing, countersigning and correcting through the real use cases and PostgreSQL, step by step beside a model in memory: after every step
/// the two must agree about everything that can be seen. ASSESSMENT_MODEL_SEQUENCES says how many.
/// </summary>
public sealed class AssessmentModelTests(TestCentre centre, ITestOutputHelper output) : IClassFixture<TestCentre>
{
    private const int StepsASequence = 20, PlacesACohort = 10;

    private readonly Dictionary<string, int> _outcomes = [];
    private IReadOnlyList<CourseUnit> _units = [];

    [Fact]
    public async Task Whatever_is_marked_signed_and_corrected_in_whatever_order_database_and_model_agree()
    {
        var sequences = int.TryParse(Environment.GetEnvironmentVariable("ASSESSMENT_MODEL_SEQUENCES"), CultureInfo.InvariantCulture, out var asked) ? asked : 24;

        Assert.Null(await FirstDifferenceAsync(sequences, units => new(units)));

        foreach (var (what, count) in _outcomes.OrderBy(each => each.Key, StringComparer.Ordinal)) output.WriteLine($"{count,7}  {what}");
        foreach (var met in new[]
        {
            "mark: done", "mark: already-competent", "mark: retraining-needed", "sign: competent", "sign: referred", "sign: stopped", "sign: not-all-marked", "sign: feedback-missing", "sign: already-decided", "countersign: done",
            "countersign: same-signature", "countersign: already-corrected", "correct: done", "correct: later-decision", "correct: own-decision", "certificate: issued", "certificate: revoked", "certificate: issued again",
        }) Assert.True(_outcomes.GetValueOrDefault(met) > 0, $"{met} never happened");
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole);
        Assert.All((await centre.Ask(new CheckInvariants())).Invariants.Where(each => each.Code is "ledger-words" or "certified" or "letters"), each => Assert.True(each.Holds, each.Code));
    }

    [Theory, InlineData(false, true, true), InlineData(true, false, true), InlineData(true, true, false)]
    public async Task Control_a_model_with_one_rule_wrong_is_found_out(bool carries, bool forgets, bool discounts) =>
        Assert.NotNull(await FirstDifferenceAsync(60, units => new(units, carries, forgets, discounts)));

    private async Task<string?> FirstDifferenceAsync(int sequences, Func<IReadOnlyList<CourseUnit>, AssessmentModel> model)
    {
        IReadOnlyList<Guid> places = [];
        for (var seed = 1; seed <= sequences; seed++)
        {
            if ((seed - 1) % PlacesACohort == 0) places = await GivenPresentAsync();
            if (await WalkAsync(seed, places[(seed - 1) % PlacesACohort], model(_units)) is { } difference) return $"seed {seed}: {difference}";
        }
        return null;
    }

    private async Task<IReadOnlyList<Guid>> GivenPresentAsync()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(PlacesACohort));
        var places = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker, PlacesACohort)).Places.Select(each => each.Id).ToList();
        if (centre.Clock.GetUtcNow() < TestCentre.Time.At(cohort.FirstDay, new(9, 0))) centre.ItIs(cohort.FirstDay, 9);
        foreach (var place in places) await centre.GivenPresent(cohort, place);
        _units = await centre.UnitsOf(cohort.Course);
        return places;
    }

    /// <returns>The difference with the steps that led to it; null when there was none.</returns>
    private async Task<string?> WalkAsync(int seed, Guid place, AssessmentModel model)
    {
        var (random, steps) = (new Random(seed), new List<string>());
        // Every third engineer is good and goes through all units; the others stay with one: some are bad at it, and some are marked piece by piece and corrected often.
        var (unlikely, only) = (seed % 3) switch { 0 => (40, null), 1 => (3, _units.MaxBy(unit => unit.Criteria.Count)), _ => (2, _units[random.Next(_units.Count)]) };
        for (var step = 0; step < StepsASequence; step++)
        {
            centre.Clock.Advance(TimeSpan.FromSeconds(1));
            var before = model.Seen();
            var unit = only ?? (random.Next(5) > 0 ? _units.FirstOrDefault(each => !model.IsCompetent(each)) : null) ?? _units[random.Next(_units.Count)];
            var (what, expected, seen) = await StepAsync(random, place, unit, unlikely, seed % 3 == 1, model);
            steps.Add($"{what}: {seen ?? "done"}");
            Count($"{what.Split(' ')[0]}: {seen ?? "done"}");
            if (expected != seen) return $"the model says {expected ?? "done"}\n{string.Join('\n', steps)}";
            var after = model.Seen();
            Count($"certificate: {Told(before[^1], after[^1])}");
            if (after.SequenceEqual(before) && step < StepsASequence - 1) continue;   // what was refused changed nothing, or the next look says so
            var shown = await SeenAsync(place);
            if (!after.SequenceEqual(shown)) return $"only in the model:\n{string.Join('\n', after.Except(shown))}\nonly in the database:\n{string.Join('\n', shown.Except(after))}\nafter\n{string.Join('\n', steps)}";
        }
        return null;
    }

    /// <summary>One step in both worlds, and the refusal of each; null where it was done.</summary>
    private async Task<(string What, string? Expected, string? Seen)> StepAsync(Random random, Guid place, CourseUnit unit, int unlikely, bool piecemeal, AssessmentModel model)
    {
        var (instructor, iqa) = (centre.Cast.Instructor, centre.Cast.Iqa);
        var now = centre.Clock.GetUtcNow();
        var decided = model.Decided;
        // What a sensible person would do next, or now and then anything.
        var way = random.Next(piecemeal ? 2 : 4) > 0 ? model.Sensible(unit) : (Doing)random.Next(decided.Count == 0 ? 2 : 4);
        switch (way)
        {
            case Doing.Mark:
                // All of it as a rule, sometimes one alone.
                var alone = random.Next(piecemeal ? 2 : 4) == 0 ? unit.Criteria[random.Next(unit.Criteria.Count)] : null;
                var marks = unit.Criteria.Where(each => alone is null || each == alone).ToDictionary(each => each.Code, _ => random.Next(unlikely) > 0 ? Verdict.Met : random.Next(2) == 0 ? Verdict.NotMet : Verdict.NotMeasured);
                var marked = await centre.Ask(new MarkCriteria(new(place), unit.Code, [.. unit.Criteria.Where(each => marks.ContainsKey(each.Code)).Select(each => Marked(each, marks[each.Code]))]), instructor);
                return ($"mark {unit.Code}", model.Mark(unit, marks, now), marked.Error?.Code);
            case Doing.Sign:
                var (feedback, password) = (random.Next(6) > 0, random.Next(20) > 0);
                var signed = await centre.Ask(new SignOff(new(place), unit.Code, feedback ? "Practise more." : null, password ? instructor.Password : "not the password"), instructor);
                var (refused, attempt) = model.Sign(unit, feedback, password, instructor.Account, now);
                if (attempt is null || !signed.Succeeded) return ($"sign {unit.Code}", refused ?? attempt?.Outcome, signed.Error?.Code);
                attempt.Decision = signed.Value.DecisionId;
                return ($"sign {unit.Code}", attempt.Outcome, signed.Value.Outcome);
            case Doing.Countersign:
                var provisional = decided.LastOrDefault(each => each.IsWaiting) is { } waiting && random.Next(8) > 0 ? waiting : decided[random.Next(decided.Count)];
                var second = random.Next(8) > 0 ? iqa : instructor;
                return ($"countersign {provisional.Unit} {provisional.Number}", model.Countersign(provisional, second.Account), (await centre.Ask(new Countersign(provisional.Decision, second.Password), second)).Error?.Code);
            default:
                var wrong = decided.LastOrDefault(each => each.Unit == unit.Code && !each.Corrected) is { } latest && random.Next(3) > 0 ? latest : decided[random.Next(decided.Count)];
                var by = random.Next(8) > 0 ? iqa : instructor;
                return ($"correct {wrong.Unit} {wrong.Number}", model.Correct(wrong, by.Account), (await centre.Ask(new CorrectDecision(wrong.Decision, "Wrong.", by.Password), by)).Error?.Code);
        }
    }

    private static MarkedCriterion Marked(Criterion criterion, Verdict outcome) => (outcome, criterion.Limit) switch
    {
        (Verdict.Met, _) => Journeys.Met(criterion),
        (Verdict.NotMet, { } limit) => new(criterion.Code, null, [.. Enumerable.Repeat(limit.AtMost + 1 ?? limit.Below + 1 ?? limit.AtLeast - 1 ?? limit.Above!.Value - 1, limit.Readings)]),
        _ => new(criterion.Code, outcome),
    };

    private async Task<List<string>> SeenAsync(Guid place)
    {
        var units = new List<AssessmentAnswer>();
        foreach (var unit in _units) units.Add(await centre.App.AskAsync(new ShowAssessment(new(place), unit.Code), centre.Cast.Instructor.Actor));
        return
        [
            .. units.Select(unit => $"{unit.Unit} {unit.State}, attempt {unit.Attempt}: {string.Join(", ", unit.Criteria.Where(each => each.Outcome is not null).Select(each => $"{each.Code} {each.Outcome switch { "met" => Verdict.Met, "not-met" => Verdict.NotMet, _ => Verdict.NotMeasured }}"))}"),
            .. units.SelectMany(unit => unit.Decisions.Select(each => $"{unit.Unit} {each.Attempt} {each.Outcome}{(each.Provisional ? " provisional" : "")}{(each.Countersigned ? " countersigned" : "")}{(each.Corrected ? " corrected" : "")}")),
            await centre.Value<string>("select format('certificates %s, in force %s, place %s', (select count(*) from certificate where place_id = $1), (select count(*) from certificate where place_id = $1 and revoked_at is null), state) from place where id = $1", place),
        ];
    }

    private static string Told(string before, string after) => (before == after, before.Contains("in force 1", StringComparison.Ordinal), after.StartsWith("certificates 1,", StringComparison.Ordinal)) switch
    {
        (true, _, _) => "as before",
        (_, true, _) => "revoked",
        (_, _, true) => "issued",
        _ => "issued again",
    };

    private void Count(string what) => _outcomes[what] = _outcomes.GetValueOrDefault(what) + 1;
}

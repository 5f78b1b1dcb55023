using System.Security.Cryptography;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Quality;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests.Quality;

public sealed class SamplingTests
{
    private static readonly DecisionFacts Ordinary = new() { Stage = SamplingStage.Interim, SafetyCritical = false, SignedBefore = 100, VersionBefore = 100, Own = 0, OwnCompetent = 0, Others = 0, OthersCompetent = 0 };

    private static readonly SamplingRules Rules = new();

    private static readonly Gen<int> Percents = Gen.Choose(0, 100);

    private static readonly Gen<DecisionFacts> Facts =
        from summative in Gen.Elements(true, false)
        from critical in Gen.Elements(true, false)
        from signed in Gen.Choose(0, 30)
        from version in Gen.Choose(0, 30)
        from own in Gen.Choose(0, 60)
        from ownCompetent in Gen.Choose(0, own)
        from others in Gen.Choose(0, 60)
        from othersCompetent in Gen.Choose(0, others)
        select new DecisionFacts
        {
            Stage = summative ? SamplingStage.Summative : SamplingStage.Interim, SafetyCritical = critical, SignedBefore = signed, VersionBefore = version, Own = own, OwnCompetent = ownCompetent, Others = others, OthersCompetent = othersCompetent,
        };

    private static readonly Gen<SamplingRules> AnyRules =
        from a in Percents
        from b in Percents
        from c in Percents
        from points in Percents
        from difference in Gen.Choose(1, 100)
        from least in Gen.Choose(1, 40)
        from interim in Gen.Elements(true, false)
        from summative in Gen.Elements(true, false)
        select new SamplingRules { NewAssessorPercent = a, EstablishedPercent = b, SafetyCriticalPercent = c, NewVersionPoints = points, UnusualPoints = points, UnusualDifference = difference, UnusualAtLeast = least, Interim = interim, Summative = summative };

    [Fact]
    public void By_the_centres_defaults_a_new_assessor_is_sampled_by_half_an_established_one_by_15_percent_and_what_is_safety_critical_always()
    {
        Assert.Equal((15, "established"), (Rules.Weigh(Ordinary).Percent, Rules.Weigh(Ordinary).Reasons.Single()));
        Assert.Equal((50, "new-assessor"), (Rules.Weigh(Ordinary with { SignedBefore = 9 }).Percent, Rules.Weigh(Ordinary with { SignedBefore = 9 }).Reasons.Single()));
        Assert.Equal(15, Rules.Weigh(Ordinary with { SignedBefore = 10 }).Percent);
        Assert.Equal(100, Rules.Weigh(Ordinary with { SafetyCritical = true }).Percent);
    }

    [Theory]
    [InlineData(9, 40)]
    [InlineData(10, 15)]
    public void The_first_decisions_on_a_new_version_weigh_more(int before, int percent) => Assert.Equal(percent, Rules.Weigh(Ordinary with { VersionBefore = before }).Percent);

    [Theory]
    [InlineData(20, 20, 20, 16, 40)]   // 100 % and 80 %: 20 points
    [InlineData(20, 20, 20, 17, 15)]   // 85 %: 15 points
    [InlineData(20, 10, 20, 16, 40)]   // far below is unusual too
    [InlineData(19, 19, 20, 10, 15)]   // too few to say so
    [InlineData(20, 20, 19, 10, 15)]
    public void An_unusual_share_of_competent_weighs_more_where_there_are_enough_to_say_so(int own, int ownCompetent, int others, int othersCompetent, int percent) =>
        Assert.Equal(percent, Rules.Weigh(Ordinary with { Own = own, OwnCompetent = ownCompetent, Others = others, OthersCompetent = othersCompetent }).Percent);

    [Fact]
    public void A_stage_that_is_not_sampled_keeps_what_is_safety_critical()
    {
        var rules = Rules with { Interim = false };
        Assert.Equal((0, "stage-off"), (rules.Weigh(Ordinary).Percent, rules.Weigh(Ordinary).Reasons.Single()));
        Assert.Equal(15, rules.Weigh(Ordinary with { Stage = SamplingStage.Summative }).Percent);
        Assert.Equal(100, rules.Weigh(Ordinary with { SafetyCritical = true }).Percent);
    }

    [Fact]
    public void Whatever_the_rules_and_the_facts_the_weight_is_a_percentage_with_its_reasons() => Prop.ForAll((from rules in AnyRules from facts in Facts select (rules, facts)).ToArbitrary(),
        each => each.rules.Weigh(each.facts) is { Percent: >= 0 and <= 100, Reasons.Count: > 0 } weight && (!each.facts.SafetyCritical || weight.Percent >= each.rules.SafetyCriticalPercent)).QuickCheckThrowOnFailure();

    [Fact]
    public void What_makes_a_decision_riskier_never_makes_it_less_likely_to_be_drawn() => Prop.ForAll((from rules in AnyRules from facts in Facts select (rules, facts)).ToArbitrary(), each =>
    {
        var (rules, facts) = each;
        var weight = rules.Weigh(facts).Percent;
        return rules.Weigh(facts with { SafetyCritical = true }).Percent >= weight && rules.Weigh(facts with { VersionBefore = 0 }).Percent >= weight && rules.Weigh(facts with { Own = 0, OwnCompetent = 0 }).Percent <= weight;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Drawn_again_from_the_same_seed_it_is_the_same_and_0_never_falls_and_100_always() => Prop.ForAll((from seed in Gen.Choose(0, int.MaxValue) from percent in Percents select (seed, percent)).ToArbitrary(), each =>
    {
        var (seed, decision) = (SHA256.HashData(BitConverter.GetBytes(each.seed)), new Guid(IdOf(each.seed)));
        return Sampling.Falls(seed, decision, each.percent) == Sampling.Falls(seed, decision, each.percent) && !Sampling.Falls(seed, decision, 0) && Sampling.Falls(seed, decision, 100);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_falls_at_one_likelihood_falls_at_every_higher_one() => Prop.ForAll((from seed in Gen.Choose(0, int.MaxValue) from lower in Percents from more in Percents select (seed, lower, more)).ToArbitrary(), each =>
    {
        var (seed, decision) = (SHA256.HashData(BitConverter.GetBytes(each.seed)), new Guid(IdOf(each.seed)));
        return !Sampling.Falls(seed, decision, each.lower) || Sampling.Falls(seed, decision, Math.Min(100, each.lower + each.more));
    }).QuickCheckThrowOnFailure();

    /// <summary>Of ten thousand decisions 15 in a hundred fall: within four standard deviations, 143 of them. The seed is fixed, so this never fails by chance.</summary>
    [Theory]
    [InlineData(15)]
    [InlineData(50)]
    public void As_many_fall_as_are_likely_to(int percent)
    {
        const int Decisions = 10_000;
        var seed = SHA256.HashData("a seed"u8);
        var fell = Enumerable.Range(0, Decisions).Count(number => Sampling.Falls(seed, new Guid(IdOf(number)), percent));
        var expected = Decisions * percent / 100;
        Assert.InRange(fell, expected - (4 * Math.Sqrt(expected * (100 - percent) / 100.0)), expected + (4 * Math.Sqrt(expected * (100 - percent) / 100.0)));
    }

    [Fact]
    public void Another_seed_draws_others()
    {
        var decisions = Enumerable.Range(0, 200).Select(number => new Guid(IdOf(number))).ToList();
        Assert.NotEqual(decisions.FindAll(each => Sampling.Falls(SHA256.HashData("one"u8), each, 50)), decisions.FindAll(each => Sampling.Falls(SHA256.HashData("other"u8), each, 50)));
    }

    /// <summary>Worked out another way, as the audit in the database does and anybody else can.</summary>
    [Fact]
    public void The_point_of_a_decision_is_what_anybody_works_out()
    {
        var (seed, decision) = (new byte[Sampling.SeedLength], Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
        var hash = SHA256.HashData([.. seed, .. Convert.FromHexString("00112233445566778899aabbccddeeff")]);
        var point = Convert.ToInt64(Convert.ToHexString(hash)[..14], 16) / Math.Pow(2, 56) * 100;
        Assert.False(Sampling.Falls(seed, decision, (int)Math.Floor(point)));
        Assert.True(Sampling.Falls(seed, decision, (int)Math.Floor(point) + 1));
    }

    [Fact]
    public void A_unit_falls_to_its_own_plan_else_to_its_courses_else_to_the_one_for_the_rest()
    {
        var plans = new[] { Plan("rest"), Plan("course", "FTC-210"), Plan("unit", "FTC-210-U2") };
        Assert.Equal("unit", SamplingPlan.For(plans, "FTC-210", "FTC-210-U2").Name);
        Assert.Equal("course", SamplingPlan.For(plans, "FTC-210", "FTC-210-U1").Name);
        Assert.Equal("rest", SamplingPlan.For(plans, "FTC-220", "FTC-220-U1").Name);

        static SamplingPlan Plan(string name, params string[] covers) => SamplingPlan.Write(new(Guid.NewGuid()), 1, name, covers, new SamplingRules(), false, Guid.Empty, default);
    }

    [Fact]
    public void A_decision_can_be_contested_for_as_many_working_days_as_the_centre_says()
    {
        var calendar = new WorkingCalendar(CentreTime.In("Europe/London"), new(8, 0), new(17, 30), new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday },
            [new(Guid.NewGuid(), new(2026, 12, 25), new(2026, 12, 25), "Christmas Day"), new(Guid.NewGuid(), new(2026, 12, 28), new(2026, 12, 28), "Boxing Day, observed")]);
        var friday = new DateOnly(2026, 12, 4);
        Assert.Equal(new(2026, 12, 7), Appeal.LastDay(calendar, friday, 1));
        Assert.Equal(new(2027, 1, 5), Appeal.LastDay(calendar, friday, 20));
        Assert.Equal(friday, Appeal.LastDay(calendar, friday, 0));
        Assert.Equal(friday, Appeal.FirstDay(calendar, new(2027, 1, 5), 20));
        Assert.Equal(friday.AddDays(3), Appeal.FirstDay(calendar, new(2027, 1, 6), 20));   // of Monday: Friday's are over
    }

    [Theory]
    [InlineData(null, false, ReviewState.Waiting, true)]
    [InlineData(ReviewKind.Queried, false, ReviewState.Queried, false)]
    [InlineData(ReviewKind.Answered, false, ReviewState.Answered, true)]
    [InlineData(ReviewKind.Agreed, true, ReviewState.Agreed, false)]
    [InlineData(ReviewKind.Overturned, true, ReviewState.Overturned, false)]
    [InlineData(null, true, ReviewState.Corrected, false)]
    [InlineData(ReviewKind.Answered, true, ReviewState.Corrected, false)]
    public void A_review_stands_where_its_last_step_left_it(ReviewKind? last, bool corrected, ReviewState state, bool isOpen) =>
        Assert.Equal((state, isOpen), (Reviewing.StateOf(last, corrected), Reviewing.WhyNot(Reviewing.StateOf(last, corrected), false, false, false, TimeSpan.Zero) is null));

    [Fact]
    public void Nobody_reviews_what_they_had_a_part_in()
    {
        Assert.Equal("own-decision", Reviewing.WhyNot(ReviewState.Waiting, true, false, false, TimeSpan.Zero)?.Code);
        Assert.Equal("own-countersignature", Reviewing.WhyNot(ReviewState.Waiting, false, true, false, TimeSpan.Zero)?.Code);
        Assert.Equal("own-training", Reviewing.WhyNot(ReviewState.Waiting, false, false, true, TimeSpan.Zero)?.Code);
    }

    private static byte[] IdOf(int number) => SHA256.HashData(BitConverter.GetBytes(number))[..16];
}

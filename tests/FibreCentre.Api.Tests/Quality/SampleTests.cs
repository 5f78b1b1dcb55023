using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Quality;

namespace FibreCentre.Api.Tests.Quality;

public sealed class SampleTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private static readonly Guid TheRest = Guid.Parse("5a3b1e00-0000-7000-8000-000000000000");

    [Fact]
    public async Task A_draw_looks_once_at_everything_signed_since_the_last_and_always_takes_what_is_safety_critical()
    {
        await centre.Ask(new DrawSample());
        var (cohort, place) = await centre.GivenSomebodyPresent();
        var units = await centre.UnitsOf(cohort.Course);
        foreach (var unit in units) await centre.GivenCompetent(place, unit);

        var drawn = await centre.Ask(new DrawSample());

        Assert.Equal(units.Count, drawn.Considered);
        var shown = await centre.App.AskAsync(new ShowDraw(drawn.Draw!.Value), centre.Cast.Iqa.Actor);
        Assert.Equal([.. units.Select(unit => unit.Code)], shown.Decisions.Select(each => each.Unit));
        Assert.All(shown.Decisions.Zip(units), each => Assert.True(!each.Second.IsCritical() || each.First is { Drawn: true, Percent: 100 }, each.First.Unit));
        // Only the last leaves no unit open.
        Assert.Equal([.. Enumerable.Repeat("interim", units.Count - 1), "summative"], shown.Decisions.Select(each => each.Stage));
        Assert.Contains("safety-critical", shown.Decisions[0].Reasons);
        Assert.Equal(drawn.Drawn, shown.Decisions.Count(each => each.Drawn));
        Assert.Null((await centre.Ask(new DrawSample())).Draw);
    }

    [Fact]
    public async Task Drawn_again_from_its_seed_it_is_the_same_and_what_was_altered_shows()
    {
        await centre.GivenDrawn();
        var draw = (await centre.App.AskAsync(new ListDraws(), centre.Cast.Iqa.Actor)).Draws[0].Id;
        Assert.True(await IsSameAsync());

        foreach (var (there, back) in new[] { ("drawn = not drawn", "drawn = not drawn"), ("percent = percent - 1", "percent = percent + 1"), ("signed_before = signed_before + 1", "signed_before = signed_before - 1") })
        {
            await AlterAsync(there);
            Assert.False(await IsSameAsync(), there);
            await AlterAsync(back);
        }
        Assert.True(await IsSameAsync());

        async Task<bool> IsSameAsync() => (await centre.App.AskAsync(new ShowDraw(draw), centre.Cast.Iqa.Actor)).IsSame;
        Task AlterAsync(string what) => centre.Run($"alter table considered_decision disable trigger considered_decision_only_grows; update considered_decision set {what} where draw_id = '{draw}'; alter table considered_decision enable always trigger considered_decision_only_grows");
    }

    [Theory]
    [InlineData("update considered_decision set drawn = false")]
    [InlineData("delete from considered_decision")]
    [InlineData("update sampling_draw set seed = sha256('chosen')")]
    [InlineData("delete from sampling_draw")]
    [InlineData("update sampling_plan set established_percent = 0")]
    [InlineData("delete from quality_review")]
    [InlineData("alter table considered_decision disable trigger all")]
    public async Task Nobody_takes_a_decision_out_again(string sql)
    {
        await centre.GivenDrawn();
        Assert.Equal("42501", await centre.RefusedBy(sql));
    }

    [Fact]
    public async Task Several_instances_that_draw_at_once_look_at_each_decision_once()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent();
        await centre.Ask(new DrawSample());
        var signed = await centre.GivenCompetent(place, (await centre.UnitsOf(cohort.Course))[0]);

        var drawn = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => centre.Ask(new DrawSample())));

        Assert.Single(drawn, each => each is { Draw: not null, Considered: 1 });
        Assert.Equal(1, await centre.Value<int>("select count(*) from considered_decision where decision_id = $1", signed.DecisionId));
    }

    [Fact]
    public async Task Draws_follow_one_another_without_a_gap()
    {
        await centre.GivenDrawn();
        const string values = "gen_random_uuid(), {0}, {1}, sha256('seed'), now()";
        Assert.Equal("draws_follow_one_another", await centre.RefusedBy($"insert into sampling_draw values ({string.Format(System.Globalization.CultureInfo.InvariantCulture, values, "null", "1000000")})"));
        Assert.Equal("sampling_draw_after_fkey", await centre.RefusedBy($"insert into sampling_draw values ({string.Format(System.Globalization.CultureInfo.InvariantCulture, values, "999999", "1000000")})"));
    }

    [Fact]
    public async Task An_edit_is_the_next_version_and_what_was_drawn_keeps_the_one_it_was_drawn_under()
    {
        var before = await centre.GivenDrawn();
        var plan = (await centre.App.AskAsync(new ShowSamplingPlan(TheRest), centre.Cast.Iqa.Actor)).Plan;

        var changed = await centre.App.AskAsync(new ChangeSamplingPlan(TheRest, "Centre default", [], plan.Rules with { EstablishedPercent = 20 }, plan.Version), centre.Cast.Iqa.Actor);
        var after = await centre.GivenDrawn();

        Assert.Equal(plan.Version + 1, changed.Version);
        Assert.Equal((plan.Version, changed.Version), (await VersionOfAsync(before), await VersionOfAsync(after)));
        Assert.Equal("changed-meanwhile", (await centre.Ask(new ChangeSamplingPlan(TheRest, "Centre default", [], plan.Rules, plan.Version), centre.Cast.Iqa)).Error?.Code);
        Assert.Equal(changed.Version, (await centre.App.AskAsync(new ShowSamplingPlan(TheRest), centre.Cast.Iqa.Actor)).Versions.Count);

        async Task<int> VersionOfAsync(Guid decision) => (await centre.App.AskAsync(new ShowReview(decision), centre.Cast.Iqa.Actor)).Drawn.PlanVersion;
    }

    [Fact]
    public async Task A_plan_of_its_own_goes_before_the_one_for_the_rest_until_it_ends()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent();
        var unit = (await centre.UnitsOf(cohort.Course)).First(each => !each.IsCritical());
        var plan = await centre.App.AskAsync(new MakeSamplingPlan("Never", [unit.Code], new() { NewAssessorPercent = 0, EstablishedPercent = 0, NewVersionFirst = 0, UnusualPoints = 0 }), centre.Cast.Iqa.Actor);
        Assert.Equal("covered-elsewhere", (await centre.Ask(new MakeSamplingPlan("Twice", [unit.Code], new()), centre.Cast.Iqa)).Error?.Code);
        Assert.Equal("unknown-code", (await centre.Ask(new MakeSamplingPlan("Nowhere", ["FTC-999"], new()), centre.Cast.Iqa)).Error?.Code);
        Assert.Equal("covers-nothing", (await centre.Ask(new MakeSamplingPlan("Nothing", [], new()), centre.Cast.Iqa)).Error?.Code);
        Assert.Equal("covers-the-rest", (await centre.Ask(new EndSamplingPlan(TheRest), centre.Cast.Iqa)).Error?.Code);

        var referred = await centre.GivenReferred(place, unit);
        await centre.Ask(new DrawSample());
        Assert.Equal("decision-not-drawn", (await centre.Ask(new ShowReview(referred), centre.Cast.Iqa)).Error?.Code);

        await centre.App.AskAsync(new EndSamplingPlan(plan.Id), centre.Cast.Iqa.Actor);
        Assert.DoesNotContain((await centre.App.AskAsync(new ListSamplingPlans(), centre.Cast.Iqa.Actor)).Plans, each => each.Id == plan.Id);
        Assert.Equal("plan-ended", (await centre.Ask(new ChangeSamplingPlan(plan.Id, "Again", [unit.Code], new()), centre.Cast.Iqa)).Error?.Code);
        await centre.GivenReferred(place, unit);
        var drawn = await centre.Ask(new DrawSample());
        Assert.Equal("Centre default", (await centre.App.AskAsync(new ShowDraw(drawn.Draw!.Value), centre.Cast.Iqa.Actor)).Decisions.Single().Plan);
    }

    [Fact]
    public async Task By_program_a_plan_is_made_and_read_by_those_who_may()
    {
        await centre.AssertForbidden("POST", "/api/v1/quality/plans", new { name = "Mine", covers = new[] { "FTC-210" } }, centre.Cast.Instructor, centre.Cast.Administrator, centre.Cast.NorthBooker);
        await centre.AssertForbidden("GET", "/api/v1/quality/draws", null, centre.Cast.Instructor, centre.Cast.Coordinator, centre.Cast.NorthTrainee);
        var iqa = centre.ClientOf(centre.Cast.Iqa);
        var made = await iqa.Post("/api/v1/quality/plans", new { name = "Splicing", covers = new[] { "FTC-210" }, rules = new { establishedPercent = 30 } }, Some.Key());
        Assert.Equal((201, 30, 50), (made.Status, made.Json.GetProperty("rules").GetProperty("establishedPercent").GetInt32(), made.Json.GetProperty("rules").GetProperty("newAssessorPercent").GetInt32()));
        Assert.Equal(400, (await iqa.Post("/api/v1/quality/plans", new { name = "Odd", covers = new[] { "FTC-220" }, rules = new { establishedPercent = 130 } }, Some.Key())).Status);
    }

    [Fact]
    public async Task The_audit_holds_of_what_was_drawn()
    {
        await centre.GivenDrawn();
        Assert.Empty(await centre.Broken());
    }
}

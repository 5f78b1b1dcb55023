using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Planning;

namespace FibreCentre.Api.Tests.Planning;

/// <summary>How runs are worked on: by one at a time, to be stopped, and from the best so far where somebody is gone.</summary>
public sealed class CarryOutTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task A_run_is_done_with_a_draft_that_says_what_it_costs()
    {
        var day = centre.NextFreeDay(days: 3);
        var run = await centre.GivenADraft(PlanningTalk.Wanted("FTC-101", day, count: 2), PlanningTalk.Wanted("FTC-210", day));

        var shown = (await Coordinator.Shows(run)).Json;
        var best = shown.GetProperty("best");
        Assert.Equal(("done", 1, 0, 3), (shown.GetProperty("state").GetString(), shown.GetProperty("share").GetDouble(), best.GetProperty("unplaced").GetInt32(), best.GetProperty("cohorts").GetArrayLength()));
        Assert.Equal($"2 cohorts of FTC-101, 1 cohort of FTC-210", shown.GetProperty("words").GetString());
        Assert.False(shown.GetProperty("timetableChanged").GetBoolean());
        Assert.Equal("FTC-101, new cohort 1", best.GetProperty("cohorts")[0].GetProperty("label").GetString());
        Assert.True(DateOnly.Parse(best.GetProperty("cohorts")[0].GetProperty("firstDay").GetString()!, System.Globalization.CultureInfo.InvariantCulture) >= day);
        Assert.Equal(3, best.GetProperty("cohorts")[2].GetProperty("daysOnSite").GetInt32());
        // Something else in those days: it is said, and breaks nothing by itself.
        await centre.GivenACohort();
        Assert.True((await Coordinator.Shows(run)).Json.GetProperty("timetableChanged").GetBoolean());
    }

    [Fact]
    public async Task What_cannot_be_placed_is_said_with_names_and_dates()
    {
        await centre.Run("update instructor_qualification set valid_until = '2026-12-02' where qualification = 'assessor'");
        try
        {
            var run = await centre.GivenADraft(PlanningTalk.Wanted("FTC-210", new(2026, 12, 1)));
            var left = Assert.Single((await Coordinator.Shows(run)).Json.GetProperty("unplaced").EnumerateArray());
            var reasons = string.Join(' ', left.GetProperty("reasons").EnumerateArray().Select(each => each.GetString()));
            Assert.Contains("There is no instructor with fibre qualified and assessor", reasons, StringComparison.Ordinal);
            Assert.Contains("Thursday 3 December 2026", reasons, StringComparison.Ordinal);
            // And where each need by itself finds somebody, but not all of them at once.
            await centre.Run("update instructor_qualification set valid_until = '2026-12-02' where qualification = 'safety-trainer' and instructor_id = (select id from instructor where code = 'IDA')");
            var crowd = await centre.GivenADraft(PlanningTalk.Wanted("FTC-101", new(2026, 12, 3), places: 36));
            Assert.Contains("3 instructors needed, 2 qualified and free", $"{(await Coordinator.Shows(crowd)).Json.GetProperty("unplaced")}", StringComparison.Ordinal);
        }
        finally
        {
            await centre.Run("update instructor_qualification set valid_until = null");
        }
    }

    [Fact]
    public async Task A_session_of_a_draft_says_why_it_is_there_and_what_another_day_would_take()
    {
        var day = centre.NextFreeDay(days: 3);
        var run = await centre.GivenADraft(PlanningTalk.Wanted("FTC-210", day));
        var asked = (await Coordinator.Get($"/api/v1/planning/runs/{run}/session?key=1.1/1")).Json.GetProperty("days").EnumerateArray().Last().GetProperty("day").GetString();

        var why = await Coordinator.Get($"/api/v1/planning/runs/{run}/session?key=1.1/1&whatIf={asked}");

        Assert.True(why.Status == 200, $"{why}");
        // By itself it can be no later than the others of its cohort; with them it can.
        var later = why.Json.GetProperty("days").EnumerateArray().Last();
        Assert.Equal("What comes before it is not over or what comes after it has begun.", Assert.Single(later.GetProperty("reasons").EnumerateArray()).GetString());
        var whatIf = why.Json.GetProperty("whatIf");
        Assert.Equal((true, 5), (whatIf.GetProperty("possible").GetBoolean(), whatIf.GetProperty("moved").GetArrayLength()));
        Assert.True(whatIf.GetProperty("extra").GetInt64() > 0);
        Assert.False((await Coordinator.Get($"/api/v1/planning/runs/{run}/session?key=1.1/1&whatIf={new DateOnly(2030, 1, 5):yyyy-MM-dd}")).Json.GetProperty("whatIf").GetProperty("possible").GetBoolean());
        Assert.Equal("session-not-found", (await Coordinator.Get($"/api/v1/planning/runs/{run}/session?key=9.9/9")).Problem);
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/planning/runs/{run}/drop", null)).Status);
        Assert.Equal("draft-decided", (await Coordinator.Get($"/api/v1/planning/runs/{run}/session?key=1.1/1")).Problem);
    }

    [Fact]
    public async Task A_run_that_is_held_is_nobody_elses_until_its_lease_has_run_out_and_then_goes_on_from_the_best()
    {
        var asked = (await Coordinator.Plans(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay(), count: 2))).Id("id");
        var first = (await centre.Ask(new TakePlanningRun())).Work!;
        Assert.Equal(asked, first.Run.Value);
        var plan = FibreCentre.Planning.Planner.Solve(first.Table.Problem, new() { Moves = 2_000 });
        Assert.True((await centre.Ask(new ReportPlanning(first.Run, first.Holder, 0.5, new(plan.Cost, plan.Unplaced, first.Table.Draft(plan.Plan))))).GoOn);

        Assert.Null((await centre.Ask(new TakePlanningRun())).Work);
        centre.Clock.Advance(PlanningRun.Lease - TimeSpan.FromSeconds(1));
        Assert.Null((await centre.Ask(new TakePlanningRun())).Work);
        centre.Clock.Advance(TimeSpan.FromSeconds(2));
        var second = (await centre.Ask(new TakePlanningRun())).Work!;

        Assert.Equal((asked, 0.5, TimeSpan.FromSeconds(2.5)), (second.Run.Value, second.Share, second.Left));
        Assert.Equal(plan.Plan.Placements.OrderBy(each => each.Key), second.Table.StartFrom(second.Best).Placements.OrderBy(each => each.Key));
        Assert.Empty(second.Table.StartFrom(null).Placements);   // control: without what was kept it would begin with nothing
        // The one before may still be at it, slow as it was: nothing of it counts any more.
        Assert.False((await centre.Ask(new ReportPlanning(first.Run, first.Holder, 0.9, new(0, 0, first.Table.Draft(FibreCentre.Planning.Plan.Empty))))).GoOn);
        Assert.Equal("running", (await centre.Ask(new EndPlanning(first.Run, first.Holder))).State);
        Assert.Equal(0.5, await centre.Value<double>("select share from planning_run where id = $1", asked));
        Assert.Equal("done", (await centre.Ask(new EndPlanning(second.Run, second.Holder))).State);
    }

    [Fact]
    public async Task What_ends_whoever_works_on_it_is_not_taken_up_for_ever_and_says_so_and_what_is_given_back_does_not_count()
    {
        var asked = (await Coordinator.Plans(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay()))).Id("id");
        for (var times = 0; times < PlanningRun.MostInterruptions; times++)
        {
            var work = (await centre.Ask(new TakePlanningRun())).Work!;
            Assert.Equal(asked, work.Run.Value);
            Assert.Equal("waiting", (await centre.Ask(new EndPlanning(work.Run, work.Holder, Unfinished: true))).State);
        }
        for (var times = 0; times < PlanningRun.MostInterruptions; times++)
        {
            Assert.Equal(asked, (await centre.Ask(new TakePlanningRun())).Work!.Run.Value);
            centre.Clock.Advance(PlanningRun.Lease + TimeSpan.FromSeconds(1));
        }

        Assert.Equal(new(null, More: true), await centre.Ask(new TakePlanningRun()));
        Assert.Equal(new(null), await centre.Ask(new TakePlanningRun()));
        var shown = (await Coordinator.Shows(asked)).Json;
        Assert.Equal("failed", shown.GetProperty("state").GetString());
        Assert.StartsWith("The product was stopped 3 times while it worked on this.", shown.GetProperty("failure").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/planning/runs/{asked}/drop", null)).Status);
    }

    [Fact]
    public async Task A_run_can_be_stopped_with_what_it_has_before_and_while_it_is_worked_on()
    {
        var waiting = (await Coordinator.Plans(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay()))).Id("id");
        Assert.Equal("dropped", (await Coordinator.Post($"/api/v1/planning/runs/{waiting}/stop", null)).Json.GetProperty("state").GetString());

        var asked = (await Coordinator.Plans(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay()))).Id("id");
        await centre.Run($"update planning_run set seconds = 60 where id = '{asked}'");
        var started = System.Diagnostics.Stopwatch.StartNew();
        var work = centre.App.CarryOutPlans();
        while (await centre.Value<int>("select count(*) from planning_run where id = $1 and draft is not null", asked) == 0) Assert.False(work.IsCompleted && started.Elapsed > TimeSpan.FromSeconds(50), "it never kept anything");
        Assert.Equal("running", (await Coordinator.Post($"/api/v1/planning/runs/{asked}/stop", null)).Json.GetProperty("state").GetString());
        var stopped = System.Diagnostics.Stopwatch.StartNew();
        await work;
        Assert.InRange(stopped.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));   // a second or two, on a machine that does nothing else
        var shown = (await Coordinator.Shows(asked)).Json;
        Assert.Equal(("stopped", 0), (shown.GetProperty("state").GetString(), shown.GetProperty("best").GetProperty("unplaced").GetInt32()));
        Assert.InRange(shown.GetProperty("share").GetDouble(), 0, 0.9);
        Assert.Equal("planning-finished", (await Coordinator.Post($"/api/v1/planning/runs/{asked}/stop", null)).Problem);
    }

    [Fact]
    public async Task An_instance_that_is_asked_to_stop_gives_the_run_back_and_the_next_one_finishes_it()
    {
        var asked = (await Coordinator.Plans(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay(), count: 2))).Id("id");
        using var shutdown = new CancellationTokenSource();
        var work = centre.App.CarryOutPlans(shutdown.Token);
        while (await centre.Value<int>("select count(*) from planning_run where id = $1 and draft is not null", asked) == 0) Assert.False(work.IsFaulted);
        await shutdown.CancelAsync();
        await work;
        Assert.Equal("waiting", await centre.Value<string>("select state from planning_run where id = $1", asked));
        await centre.CarryOutPlans();
        Assert.Equal("done", await centre.Value<string>("select state from planning_run where id = $1", asked));
    }

    [Fact]
    public async Task What_cannot_be_read_any_more_fails_with_a_reason_and_keeps_nobody_waiting()
    {
        var closed = await Coordinator.TakesOut("closure", await centre.Bay("CR-1"), centre.NextFreeDay());
        Assert.Equal("outage-decided", (await Coordinator.Repairs([closed.Id("id")])).Problem);   // nothing was in its way
        Assert.Equal("outage-not-found", (await Coordinator.Repairs([Guid.NewGuid()])).Problem);
        Assert.Equal("nothing-to-plan", (await Coordinator.Plans()).Problem);
        Assert.Equal("course-not-found", (await Coordinator.Plans(PlanningTalk.Wanted("FTC-999", centre.NextFreeDay()))).Problem);

        var asked = (await Coordinator.Plans(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay()))).Id("id");
        await centre.Run($"update planning_run set asked = replace(asked::text, 'FTC-101', 'FTC-999')::jsonb where id = '{asked}'");
        var next = (await Coordinator.Plans(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay()))).Id("id");
        await centre.CarryOutPlans();
        Assert.Equal(("failed", "done"), (await centre.Value<string>("select state from planning_run where id = $1", asked), await centre.Value<string>("select state from planning_run where id = $1", next)));
        Assert.False(string.IsNullOrEmpty((await Coordinator.Shows(asked)).Json.GetProperty("failure").GetString()));
        Assert.Equal("dropped", (await Coordinator.Post($"/api/v1/planning/runs/{asked}/drop", null)).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Weights_are_written_as_versions_within_their_ranges_and_a_run_keeps_its_own()
    {
        var shown = await Coordinator.Get("/api/v1/planning/weights");
        var version = shown.Json.GetProperty("version").GetInt32();
        Assert.Equal(WeightKind.All.Select(kind => kind.Name), shown.Json.GetProperty("kinds").EnumerateArray().Select(each => each.GetProperty("name").GetString()!));
        var before = await centre.GivenADraft(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay()));

        foreach (var kind in WeightKind.All)
        {
            var name = char.ToLowerInvariant(kind.Name[0]) + kind.Name[1..];
            foreach (var wrong in new[] { -1, kind.Most + 1 })
                Assert.Equal((400, $"Enter a figure from 0 to {kind.Most:N0}."), ((await Set(name, wrong)).Status, (await Set(name, wrong)).Json.GetProperty("errors").GetProperty(name)[0].GetString()));
        }
        Assert.Equal(200, (await Set("gaps", 3, ("If-Match", $"\"{version}\""))).Status);
        Assert.Equal("changed-meanwhile", (await Set("gaps", 4, ("If-Match", $"\"{version}\""))).Problem);
        var after = await centre.GivenADraft(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay()));
        Assert.Equal((version, version + 1), (await centre.Value<int>("select weights from planning_run where id = $1", before), await centre.Value<int>("select weights from planning_run where id = $1", after)));

        Task<Answer> Set(string name, int figure, params (string, string)[] headers) =>
            Coordinator.Send("PUT", "/api/v1/planning/weights", new StringContent($$"""{"{{name}}": {{figure}}}""", System.Text.Encoding.UTF8, "application/json"), headers: headers);
    }

    [Fact]
    public async Task Demand_counts_the_places_waited_for_and_the_cohorts_they_would_fill()
    {
        await WaitingAsync(await centre.GivenACohort(cohort => cohort.WithPlaces(1)), places: 14);
        await WaitingAsync(await centre.GivenACohort(cohort => cohort.WithPlaces(1).Of("FTC-201", days: 2)), places: 2);
        var first = (await Coordinator.Get("/api/v1/planning/demand")).Json.GetProperty("courses")[0];
        var capacity = first.GetProperty("capacity").GetInt32();
        Assert.Equal(("FTC-101", 14, (14 + capacity - 1) / capacity), (first.GetProperty("course").GetString(), first.GetProperty("places").GetInt32(), first.GetProperty("cohorts").GetInt32()));
        // The page fills in a row for each.
        var page = (await (await Browser.OfAsync(centre, centre.Cast.Coordinator)).Get("/planning/new?everything=true")).Text;
        Assert.Equal(["FTC-101", "FTC-201"], System.Text.RegularExpressions.Regex.Matches(page, "<option selected=\"selected\" value=\"([^\"]+)\"").Select(each => each.Groups[1].Value));

        async Task WaitingAsync(GivenCohort full, int places)
        {
            Assert.Equal(201, (await centre.ClientOf(centre.Cast.NorthBooker).BooksUnnamed(full, 1)).Status);
            Assert.Equal(201, (await centre.ClientOf(centre.Cast.SouthBooker).Post($"/api/v1/cohorts/{full.Id}/waiting-list", new { places, together = false, automatic = false, trainees = Array.Empty<Guid>() }, Some.Key())).Status);
        }
    }

    [Theory]
    [InlineData("""{"cohorts": [{"course": "FTC-101", "count": 0, "places": 6, "notBefore": "2026-12-01"}]}""", "from 1 to 12")]
    [InlineData("""{"cohorts": [{"course": "FTC-101", "count": 1, "places": 61, "notBefore": "2026-12-01"}]}""", "from 1 to 60")]
    [InlineData("""{"cohorts": [{"course": "FTC-101", "count": 1, "places": 6, "notBefore": "2026-11-01"}]}""", "after today")]
    [InlineData("""{"cohorts": [{"course": "FTC-101", "count": 1, "places": 6, "notBefore": "2026-12-01", "dueBy": "2026-11-30"}]}""", "on or after the first")]
    [InlineData("""{"cohorts": [{"course": "FTC-101", "count": 1, "places": 6, "notBefore": "2026-12-01"}], "seconds": 7}""", "5, 15, 30 or 60")]
    [InlineData("""{"cohorts": [null]}""", "Leave no row empty")]
    public async Task What_is_asked_is_checked_field_by_field(string body, string says)
    {
        var answer = await Coordinator.Send("POST", "/api/v1/planning/runs", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Some.Key());
        Assert.Equal(400, answer.Status);
        Assert.Contains(says, $"{answer.Json}", StringComparison.Ordinal);
    }
}

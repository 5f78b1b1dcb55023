using System.Text.Json;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Planning;

/// <summary>A draft goes into the timetable whole or not at all.</summary>
public sealed class AcceptDraftTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Accepted_it_is_cohorts_as_a_coordinator_plans_them_and_accepted_again_it_is_refused()
    {
        var day = centre.NextFreeDay(days: 3);
        var run = await centre.GivenADraft(PlanningTalk.Wanted("FTC-101", day, count: 2), PlanningTalk.Wanted("FTC-210", day));
        var draft = (await Coordinator.Shows(run)).Json.GetProperty("best").GetProperty("cohorts").EnumerateArray().ToList();

        var accepted = await Coordinator.Accepts(run);

        Assert.True(accepted.Status == 200, $"{accepted}");
        var made = accepted.Json.GetProperty("cohorts").EnumerateArray().Select(each => each.GetProperty("id").GetGuid()).ToList();
        Assert.Equal(3, made.Count);
        var shown = await Task.WhenAll(made.Select(id => Coordinator.Get($"/api/v1/cohorts/{id}")));
        Assert.All(shown, each => Assert.Equal("draft", each.Json.GetProperty("state").GetString()));
        var splicing = Assert.Single(shown, each => each.Json.GetProperty("course").GetString() == "FTC-210").Json;
        Assert.Equal(draft[2].GetProperty("sessions").EnumerateArray().Select(each => $"{each.GetProperty("at").GetProperty("day")} {each.GetProperty("at").GetProperty("starts").GetString()![..5]}"),
            splicing.GetProperty("sessions").EnumerateArray().OrderBy(each => each.GetProperty("number").GetInt32()).Select(each => each.GetProperty("during").GetProperty("starts").GetString()!.Replace('T', ' ')[..16]));
        Assert.All(splicing.GetProperty("sessions").EnumerateArray(), session => Assert.Equal(["bay", "instructor", "kit"], session.GetProperty("resources").EnumerateArray().Select(each => each.GetProperty("kind").GetString()).Distinct().Order()));
        Assert.Equal("accepted", (await Coordinator.Shows(run)).Json.GetProperty("state").GetString());
        Assert.Equal("draft-decided", (await Coordinator.Accepts(run)).Problem);
        Assert.Equal("draft-decided", (await Coordinator.Post($"/api/v1/planning/runs/{run}/drop", null)).Problem);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task What_broke_meanwhile_refuses_all_of_it_in_words_and_what_did_not_break_it_refuses_nothing()
    {
        var day = centre.NextFreeDay(days: 3);
        var run = await centre.GivenADraft(PlanningTalk.Wanted("FTC-210", day), PlanningTalk.Wanted("FTC-101", day, count: 2));
        // Elsewhere in the centre: no matter.
        await centre.GivenACohort(cohort => cohort.Starting(day.AddDays(28)));
        var closed = await Coordinator.TakesOut("closure", await centre.Bay("SB-1"), day, day.AddDays(4));
        Assert.Equal("in-force", closed.Json.GetProperty("state").GetString());
        var before = await centre.RowCounts();

        var refused = await Coordinator.Accepts(run);

        Assert.Equal((409, "draft-no-longer-fits"), (refused.Status, refused.Problem));
        Assert.Contains("Splice bench 1 is taken on", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await centre.RowCounts());
        Assert.Equal("done", (await Coordinator.Shows(run)).Json.GetProperty("state").GetString());
        // With the bench back, the same draft is as good as it was, whatever else has been planned.
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/outages/{closed.Id("id")}/end", null)).Status);
        Assert.True((await Coordinator.Shows(run)).Json.GetProperty("timetableChanged").GetBoolean());
        var accepted = await Coordinator.Accepts(run);
        Assert.True(accepted.Status == 200, $"{accepted}");
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task A_repair_settles_the_outage_moves_as_little_as_it_can_and_tells_each_person_once()
    {
        var day = centre.NextFreeMonday();
        var (hit, other) = (await centre.GivenACohort(cohort => cohort.Of("FTC-210", 3).Starting(day)), await centre.GivenACohort(cohort => cohort.Starting(day)));
        await centre.GivenABooking(other, centre.Cast.NorthBooker, engineers: 2);
        var bench = await Coordinator.TakesOut("closure", await centre.Bay("SB-1"), day, day.AddDays(1));
        var room = (await centre.Serving(other.Sessions[0].Id, "bay"))[0];
        var closed = await Coordinator.TakesOut("closure", room, day);
        var asked = await Coordinator.Repairs([bench.Id("id"), closed.Id("id")], [PlanningTalk.Wanted("FTC-101", day)]);
        Assert.True(asked.Status == 201, $"{asked}");
        await centre.CarryOutPlans();
        var run = asked.Id("id");
        var best = (await Coordinator.Shows(run)).Json.GetProperty("best");
        Assert.Equal((6, 0), (best.GetProperty("hit").GetInt32(), best.GetProperty("unplaced").GetInt32()));
        Assert.InRange(best.GetProperty("moved").GetInt32(), 6, 8);
        static string[] When(JsonElement place) => [.. new[] { "day", "starts", "ends" }.Select(part => place.GetProperty(part).GetString()!)];
        var changed = best.GetProperty("cohorts").EnumerateArray().SelectMany(each => each.GetProperty("sessions").EnumerateArray()).Where(each => each.GetProperty("moved").GetBoolean()).ToList();
        Assert.Equal(changed.Count(each => !When(each.GetProperty("at")).SequenceEqual(When(each.GetProperty("was")))), best.GetProperty("retimed").GetInt32());
        // One of the two is in another room at the same time.
        Assert.InRange(best.GetProperty("retimed").GetInt32(), 1, best.GetProperty("moved").GetInt32() - 1);

        var accepted = await Coordinator.Accepts(run);

        Assert.True(accepted.Status == 200, $"{accepted}");
        Assert.Equal((2, best.GetProperty("moved").GetInt32(), 2, 1), (accepted.Json.GetProperty("outagesInForce").GetInt32(), accepted.Json.GetProperty("sessionsChanged").GetInt32(), accepted.Json.GetProperty("traineesTold").GetInt32(), accepted.Json.GetProperty("cohorts").GetArrayLength()));
        Assert.Equal(2, await centre.Value<int>("select count(*) from outage where state = 'in-force' and id = any ($1)", new[] { bench.Id("id"), closed.Id("id") }));
        Assert.DoesNotContain(room, await centre.Serving(other.Sessions[0].Id, "bay"));
        Assert.Equal(4, await centre.Value<int>("select count(*) from message m join invitation i on i.id = m.invitation_id where m.kind = 'update' and i.session_id = any ($1)", other.Sessions.Select(each => each.Id).ToArray()));
        Assert.Equal(0, await centre.Value<int>("select count(*) from session s join reservation r on r.session_id = s.id where s.cohort_id = $1 and s.during && (select during from outage where id = $2) and r.resource_id = (select resource_id from outage where id = $2)", hit.Id, bench.Id("id")));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task What_is_ticked_stays_and_what_somebody_moved_meanwhile_is_not_moved_back()
    {
        var day = centre.NextFreeMonday();
        var (first, second) = (await centre.GivenACohort(cohort => cohort.Starting(day)), await centre.GivenACohort(cohort => cohort.Starting(day)));
        var teacher = (await centre.Serving(first.Sessions[0].Id, "instructor"))[0];
        var leave = await Coordinator.TakesOut("leave", teacher, day);
        var asked = await Coordinator.Repairs([leave.Id("id")], @fixed: [.. second.Sessions.Select(each => each.Id)]);
        await centre.CarryOutPlans();
        var run = asked.Id("id");
        Assert.DoesNotContain(second.Code, $"{(await Coordinator.Shows(run)).Json}", StringComparison.Ordinal);
        // Somebody gives it to another room: what the draft says of that session is no longer so.
        var room = (await centre.Serving(first.Sessions[0].Id, "bay"))[0];
        var free = (await centre.Column<Guid>("select id from bay b where bay_kind = 'classroom' and not exists (select from reservation r where r.resource_id = b.id and r.during && (select during from session where id = $1)) limit 1", first.Sessions[0].Id))[0];
        Assert.Equal(200, (await Coordinator.Moves(first.Sessions[0].Id, day, $"{first.Sessions[0].During.Starts:HH:mm}", swaps: [(room, free)])).Status);
        var before = await centre.RowCounts();

        var refused = await Coordinator.Accepts(run);

        Assert.Equal("draft-no-longer-fits", refused.Problem);
        Assert.Contains($"{first.Code}, {first.Sessions[0].Title}, was changed by somebody else.", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await centre.RowCounts());
    }

    [Fact]
    public async Task A_repair_of_what_was_withdrawn_moves_nobody_and_one_of_what_stays_in_the_way_is_not_begun()
    {
        var day = centre.NextFreeMonday();
        var hit = await centre.GivenACohort(cohort => cohort.Starting(day));
        var teacher = (await centre.Serving(hit.Sessions[0].Id, "instructor"))[0];
        var leave = await Coordinator.TakesOut("leave", teacher, day);

        // Meant to stay, and in the way: nothing could come of it.
        var stuck = await Coordinator.Repairs([leave.Id("id")], @fixed: [.. hit.Sessions.Select(each => each.Id)]);
        Assert.Equal((409, "still-in-the-way"), (stuck.Status, stuck.Problem));
        Assert.Contains($"{hit.Code}, {hit.Sessions[0].Title}", stuck.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);

        var asked = await Coordinator.Repairs([leave.Id("id")]);
        await centre.CarryOutPlans();
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/outages/{leave.Id("id")}/end", null)).Status);
        var before = await centre.RowCounts();
        var refused = await Coordinator.Accepts(asked.Id("id"));

        Assert.Equal("draft-no-longer-fits", refused.Problem);
        Assert.Contains("settled or withdrawn", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await centre.RowCounts());
        Assert.Contains(teacher, await centre.Serving(hit.Sessions[0].Id, "instructor"));
    }

    [Fact]
    public async Task A_practice_that_two_outages_hit_is_called_off_once()
    {
        var day = centre.NextFreeMonday();
        var cohort = await centre.GivenACohort(each => each.Starting(day));
        var practice = await centre.GivenPractice(day);
        var (bench, shut) = (await Coordinator.TakesOut("closure", await centre.Bay("SB-1"), day), await Coordinator.TakesOut("centre-closure", null, day));
        var asked = await Coordinator.Repairs([bench.Id("id"), shut.Id("id")]);
        Assert.True(asked.Status == 201, $"{asked}");
        await centre.CarryOutPlans();

        var accepted = await Coordinator.Accepts(asked.Id("id"));

        Assert.True(accepted.Status == 200, $"{accepted}");
        Assert.Equal(1, await centre.Value<int>("select count(*) from message where kind = 'practice-off' and subject_id = $1", practice));
        Assert.Equal(0, await centre.Value<int>("select count(*) from session where cohort_id = $1 and during && (select during from outage where id = $2)", cohort.Id, shut.Id("id")));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Of_two_drafts_one_is_accepted_and_the_other_is_dropped_with_it()
    {
        var run = await centre.GivenADraft(PlanningTalk.Wanted("FTC-101", centre.NextFreeDay(), count: 2));
        Assert.Equal("planning-not-finished", (await Coordinator.Accepts((await Coordinator.Post($"/api/v1/planning/runs/{run}/drafts", null, Some.Key())).Id("id"))).Problem);
        await centre.CarryOutPlans();
        var other = (await Coordinator.Shows(run)).Json.GetProperty("others")[0].GetProperty("id").GetGuid();
        Assert.Equal([other, run], (await Coordinator.Get($"/api/v1/planning/comparison?runs={other}&runs={run}")).Json.GetProperty("runs").EnumerateArray().Select(each => each.GetProperty("id").GetGuid()));
        Assert.Equal("planning-run-not-found", (await Coordinator.Get($"/api/v1/planning/comparison?runs={run}&runs={Guid.NewGuid()}")).Problem);
        Assert.Equal("request-invalid", (await Coordinator.Get($"/api/v1/planning/comparison?{string.Join('&', Enumerable.Range(0, 7).Select(_ => $"runs={Guid.NewGuid()}"))}")).Problem);

        var answers = await Task.WhenAll(Coordinator.Accepts(run), Coordinator.Accepts(other));

        Assert.Equal(1, answers.Count(each => each.Status == 200));
        Assert.Contains(answers.Single(each => each.Status != 200).Problem, new[] { "other-draft-accepted", "draft-decided" });
        Assert.Equal(1, await centre.Value<int>("select count(*) from planning_run where draft_of = $1 and state = 'accepted'", run));
        Assert.Equal("other-draft-accepted", (await Coordinator.Post($"/api/v1/planning/runs/{run}/drafts", null, Some.Key())).Problem);
        Assert.Empty(await centre.Broken());
    }
}

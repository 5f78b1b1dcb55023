using System.Text.Json;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Timetable;

public sealed class OutageTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task With_nothing_in_the_way_it_is_in_force_at_once_and_nobody_plans_there()
    {
        var day = centre.NextFreeDay();
        var closed = await Coordinator.TakesOut("closure", await centre.Bay("SB-1"), day, day.AddDays(2));
        Assert.Equal((201, "in-force", 0), (closed.Status, closed.Json.GetProperty("state").GetString(), closed.Json.GetProperty("sessionsHit").GetInt32()));

        var refused = await Coordinator.Post("/api/v1/cohorts", new { course = "FTC-210", firstDay = day, capacity = 6 }, Some.Key());
        Assert.Contains("by closure: As it happens.", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task A_closure_over_sessions_moves_nothing_until_it_is_approved_and_then_tells_each_person_once()
    {
        var day = centre.NextFreeDay();
        var (cohort, other) = (await centre.GivenACohort(c => c.Starting(day)), await centre.GivenACohort(c => c.Starting(day)));
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 2);
        var bay = (await centre.Serving(cohort.Sessions[0].Id, "bay"))[0];
        var before = await ReservedAsync(cohort);

        var closed = await Coordinator.TakesOut("closure", bay, day);
        Assert.Equal((201, "proposed", 2), (closed.Status, closed.Json.GetProperty("state").GetString(), closed.Json.GetProperty("sessionsHit").GetInt32()));
        var shown = await Coordinator.Get($"/api/v1/outages/{closed.Id("id")}");
        Assert.Equal(before, await ReservedAsync(cohort));
        Assert.Equal(0, await UpdatesAsync(cohort));
        Assert.All(shown.Json.GetProperty("hits").EnumerateArray(), hit => Assert.Equal("same-time", hit.GetProperty("options")[0].GetProperty("kind").GetString()));
        Assert.Equal(2, shown.Json.GetProperty("impact").GetProperty("traineesTold").GetInt32());

        var approved = await Coordinator.Approves(closed.Id("id"));

        Assert.True(approved.Status == 200, $"{approved}");
        Assert.Equal((2, 2), (approved.Json.GetProperty("sessionsChanged").GetInt32(), approved.Json.GetProperty("traineesTold").GetInt32()));
        var now = (await centre.Serving(cohort.Sessions[0].Id, "bay")).Concat(await centre.Serving(cohort.Sessions[1].Id, "bay")).ToList();
        Assert.DoesNotContain(bay, now);
        Assert.DoesNotContain((await centre.Serving(other.Sessions[0].Id, "bay"))[0], now);
        Assert.Equal(4, await UpdatesAsync(cohort));   // two people, two sessions, one each
        Assert.Equal("outage-decided", (await Coordinator.Approves(closed.Id("id"))).Problem);
        Assert.Equal(4, await UpdatesAsync(cohort));
        Assert.Empty(await centre.Broken());
    }

    /// <summary>The room is out of use from the minute in which the session ends: only clearing away is in the way.</summary>
    [Fact]
    public async Task A_session_whose_clearing_away_is_hit_keeps_all_of_its_time_where_it_goes()
    {
        await centre.Run("update bay_kind set clear_away_minutes = 10 where slug = 'classroom'");
        try
        {
            var cohort = await centre.GivenACohort();
            var last = cohort.Sessions.OrderBy(each => each.During.Starts).Last();
            var room = (await centre.Serving(last.Id, "bay"))[0];
            var closed = await Coordinator.TakesOut("closure", room, cohort.FirstDay, from: $"{last.During.Ends:HH:mm}", until: "18:00");
            Assert.Equal(("proposed", 1), (closed.Json.GetProperty("state").GetString(), closed.Json.GetProperty("sessionsHit").GetInt32()));

            // To another day, in the same room.
            var approved = await Coordinator.Approves(closed.Id("id"), new { session = last.Id, day = centre.NextFreeDay() });

            Assert.True(approved.Status == 200, $"{approved}");
            Assert.Contains(room, await centre.Serving(last.Id, "bay"));
            Assert.Equal(["00:10:00"], await centre.Column<string>("select (upper(r.during) - upper(s.during))::text from reservation r join session s on s.id = r.session_id where s.id = $1 and r.resource_kind = 'bay'", last.Id));
            Assert.Empty(await centre.Broken());
        }
        finally
        {
            await centre.Run("update bay_kind set clear_away_minutes = 0");
        }
    }

    [Fact]
    public async Task Leave_is_taught_by_whoever_is_free_and_furthest_below_their_hours()
    {
        var cohort = await centre.GivenACohort();
        var teacher = (await centre.Serving(cohort.Sessions[0].Id, "instructor"))[0];
        var leave = await Coordinator.TakesOut("leave", teacher, cohort.FirstDay, cohort.FirstDay.AddDays(4));

        Assert.Equal(200, (await Coordinator.Approves(leave.Id("id"))).Status);

        var substitute = Assert.Single(await centre.Serving(cohort.Sessions[0].Id, "instructor"));
        Assert.NotEqual(teacher, substitute);
        Assert.Equal([substitute], await centre.Serving(cohort.Sessions[1].Id, "instructor"));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task The_only_bench_closed_its_sessions_go_to_the_nearest_day_and_what_comes_after_goes_along()
    {
        var day = centre.NextFreeMonday(days: 12);
        var cohort = await centre.GivenACohort(c => c.Of("FTC-210", 3).Starting(day));
        // Shut for the three weeks before as well, so that an earlier day is no way out.
        var closed = await Coordinator.TakesOut("closure", await centre.Bay("SB-1"), day.AddDays(-25), day);
        var hit = (await Coordinator.Get($"/api/v1/outages/{closed.Id("id")}")).Json.GetProperty("hits")[0];
        Assert.Equal("with-the-rest", hit.GetProperty("options")[0].GetProperty("kind").GetString());
        Assert.Equal(cohort.Sessions.Count, hit.GetProperty("options")[0].GetProperty("sessionsMoved").GetInt32());

        var approved = await Coordinator.Approves(closed.Id("id"));

        Assert.True(approved.Status == 200, $"{approved}");
        Assert.Equal(day.AddDays(1), DateOnly.FromDateTime(await centre.Value<DateTime>("select first_day::timestamp from cohort where id = $1", cohort.Id)));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task A_session_can_be_left_without_or_given_a_time_of_ones_own()
    {
        var cohort = await centre.GivenACohort();
        var teacher = (await centre.Serving(cohort.Sessions[0].Id, "instructor"))[0];
        var later = centre.NextFreeDay();
        var leave = await Coordinator.TakesOut("leave", teacher, cohort.FirstDay);

        var approved = await Coordinator.Approves(leave.Id("id"), new { session = cohort.Sessions[0].Id, without = true }, new { session = cohort.Sessions[1].Id, day = later, startsAt = "13:00" });

        Assert.True(approved.Status == 200, $"{approved}");
        Assert.Empty(await centre.Serving(cohort.Sessions[0].Id, "instructor"));
        Assert.Equal([teacher], await centre.Serving(cohort.Sessions[1].Id, "instructor"));
        // Short as it is, it can still move; it need not become more than it was.
        Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[0].Id, cohort.FirstDay, "09:00")).Status);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task What_does_not_fit_any_more_is_refused_whole_with_what_broke()
    {
        var cohort = await centre.GivenACohort();
        var teacher = (await centre.Serving(cohort.Sessions[0].Id, "instructor"))[0];
        var leave = await Coordinator.TakesOut("leave", teacher, cohort.FirstDay);
        var taken = await centre.GivenACohort();
        Assert.Equal(await centre.Serving(cohort.Sessions[0].Id, "bay"), await centre.Serving(taken.Sessions[0].Id, "bay"));

        await centre.AssertRefused(409, "impact-not-settled", () => Coordinator.Approves(
            leave.Id("id"), new { session = cohort.Sessions[0].Id, day = taken.FirstDay, startsAt = "08:30" }));
        await centre.AssertRefused(409, "impact-not-settled", () => Coordinator.Approves(leave.Id("id"), new { session = Guid.NewGuid(), without = true }));
        await centre.AssertRefused(409, "impact-not-settled", () => Coordinator.Approves(leave.Id("id"), new { session = cohort.Sessions[0].Id, option = 0, to = "2026-11-23T09:00:00Z" }));
        await centre.AssertRefused(409, "changed-meanwhile", () => Coordinator.Send("POST", $"/api/v1/outages/{leave.Id("id")}/approval", new { decisions = Array.Empty<object>() }, Some.Key(), ("If-Match", "\"9\"")));
        Assert.Equal([teacher], await centre.Serving(cohort.Sessions[0].Id, "instructor"));
    }

    [Fact]
    public async Task The_centre_shut_moves_what_is_there_and_shows_in_the_calendar()
    {
        var cohort = await centre.GivenACohort();
        var shut = await Coordinator.TakesOut("centre-closure", null, cohort.FirstDay);
        Assert.Equal("proposed", shut.Json.GetProperty("state").GetString());
        var approved = await Coordinator.Approves(shut.Id("id"));
        Assert.True(approved.Status == 200, $"{approved}");

        Assert.Equal(0, await centre.Value<int>("select count(*) from session where cohort_id = $1 and (lower(during) at time zone 'Europe/London')::date = $2", cohort.Id, cohort.FirstDay));
        Assert.Equal("centre-shut", (await Coordinator.Post("/api/v1/cohorts", new { course = "FTC-101", firstDay = cohort.FirstDay, capacity = 6 }, Some.Key())).Problem);
        Assert.Empty(await centre.Broken());

        Assert.Equal(200, (await Coordinator.Post($"/api/v1/outages/{shut.Id("id")}/end", null)).Status);
        Assert.Equal(201, (await Coordinator.Post("/api/v1/cohorts", new { course = "FTC-101", firstDay = cohort.FirstDay, capacity = 6 }, Some.Key())).Status);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task A_decision_that_leaves_a_session_on_a_shut_day_or_in_a_closed_bay_is_refused()
    {
        var cohort = await centre.GivenACohort();
        var (session, bay) = (cohort.Sessions[0].Id, (await centre.Serving(cohort.Sessions[0].Id, "bay"))[0]);
        var shut = await Coordinator.TakesOut("centre-closure", null, cohort.FirstDay);
        await centre.AssertRefused(409, "impact-not-settled", () => Coordinator.Approves(shut.Id("id"), new { session, swaps = Array.Empty<object>() }));
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/outages/{shut.Id("id")}/end", null)).Status);

        var closed = await Coordinator.TakesOut("closure", bay, cohort.FirstDay);
        await centre.AssertRefused(409, "impact-not-settled", () => Coordinator.Approves(closed.Id("id"), new { session, day = cohort.FirstDay, startsAt = "08:30" }));
        await centre.AssertRefused(400, "request-invalid", () => Coordinator.Approves(closed.Id("id"), new { session, day = "9999-12-31", startsAt = "08:30" }));
        await centre.AssertRefused(400, "request-invalid", () => Coordinator.Approves(closed.Id("id"), new { session, swaps = new object?[] { null } }));
    }

    [Fact]
    public async Task The_database_itself_puts_nothing_on_a_shut_day_and_shuts_no_day_over_what_is_there()
    {
        var cohort = await centre.GivenACohort(c => c.Starting(new(2031, 6, 3)));
        const string Closure = "insert into centre_closure (id, first_day, last_day, reason) values (gen_random_uuid(), '2031-06-03', '2031-06-03', 'Stocktaking')";
        Assert.Equal("centre_is_shut", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => centre.Run(Closure))).ConstraintName);
        await centre.Run("insert into centre_closure (id, first_day, last_day, reason) values (gen_random_uuid(), '2031-06-10', '2031-06-10', 'Stocktaking')");
        var onto = $"update session set during = tstzrange(lower(during) + interval '7 days', upper(during) + interval '7 days') where id = '{cohort.Sessions[0].Id}'";
        Assert.Equal("centre_is_shut", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => centre.Run(onto))).ConstraintName);
        // The control: without the triggers both are taken.
        await centre.Run("alter table centre_closure disable trigger nothing_on_shut_days; alter table session disable trigger not_on_shut_days");
        try
        {
            await centre.Run($"begin; {Closure}; {onto}; rollback");
        }
        finally
        {
            await centre.Run("alter table centre_closure enable trigger nothing_on_shut_days; alter table session enable trigger not_on_shut_days; delete from centre_closure where first_day = '2031-06-10'");
        }
    }

    [Fact]
    public async Task What_only_has_to_be_cleared_away_is_in_the_way_before_it_ends_and_not_after()
    {
        await centre.Run("update bay_kind set set_up_minutes = 0, clear_away_minutes = 30 where slug = 'splice-bench'");
        try
        {
            var day = WhenTheBenchIsFree();
            await centre.GivenPractice(day);   // from nine to ten, the bench until half past
            var closed = await Coordinator.TakesOut("closure", await centre.Bay("SB-1"), day, day, "10:00");
            Assert.Equal(("proposed", 1), (closed.Json.GetProperty("state").GetString(), closed.Json.GetProperty("sessionsHit").GetInt32()));
            Assert.Equal(200, (await Coordinator.Approves(closed.Id("id"))).Status);

            var later = WhenTheBenchIsFree();
            await centre.GivenPractice(later);
            centre.ItIs(later, hour: 10, minute: 10);   // it is over, and being cleared away: a pipe bursts
            var burst = await Coordinator.TakesOut("breakdown", await centre.Bay("SB-1"), later);
            Assert.True(burst.Status == 201, $"{burst}");
            Assert.Equal("in-force", burst.Json.GetProperty("state").GetString());
            Assert.Empty(await centre.Broken());
        }
        finally
        {
            await centre.Run("update bay_kind set clear_away_minutes = 0");
        }

        // Other tests close it for some days.
        DateOnly WhenTheBenchIsFree()
        {
            centre.NextFreeDay(days: 8);
            return centre.NextFreeDay(days: 8);
        }
    }

    [Fact]
    public async Task Whoever_approves_another_picture_than_was_shown_is_told_so()
    {
        var cohort = await centre.GivenACohort();
        var closed = await Coordinator.TakesOut("closure", (await centre.Serving(cohort.Sessions[0].Id, "bay"))[0], cohort.FirstDay);
        var seen = (await Coordinator.Get($"/api/v1/outages/{closed.Id("id")}")).Json.GetProperty("seen").GetString();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker);   // one more to be told

        await centre.AssertRefused(409, "changed-meanwhile", () => Coordinator.Post($"/api/v1/outages/{closed.Id("id")}/approval", new { decisions = Array.Empty<object>(), seen }, Some.Key()));
        var now = (await Coordinator.Get($"/api/v1/outages/{closed.Id("id")}")).Json.GetProperty("seen").GetString();
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/outages/{closed.Id("id")}/approval", new { decisions = Array.Empty<object>(), seen = now }, Some.Key())).Status);
    }

    [Fact]
    public async Task Ended_before_its_time_what_it_kept_is_free_again()
    {
        var day = centre.NextFreeDay();
        var closed = await Coordinator.TakesOut("maintenance", await centre.Bay("SB-1"), day, day.AddDays(3));
        var ended = await Coordinator.Post($"/api/v1/outages/{closed.Id("id")}/end", null);
        Assert.Equal((200, "withdrawn"), (ended.Status, ended.Json.GetProperty("state").GetString()));
        Assert.Equal(0, await centre.Value<int>("select count(*) from reservation where outage_id = $1", closed.Id("id")));
        Assert.Equal("outage-over", (await Coordinator.Post($"/api/v1/outages/{closed.Id("id")}/end", null)).Problem);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Practice_in_a_closed_bay_is_called_off_and_its_booker_told()
    {
        var day = centre.NextFreeDay();
        await centre.GivenPractice(day);
        var closed = await Coordinator.TakesOut("breakdown", await centre.Bay("SB-1"), day);
        Assert.Equal(1, (await Coordinator.Get($"/api/v1/outages/{closed.Id("id")}")).Json.GetProperty("practices").GetArrayLength());

        Assert.Equal(1, (await Coordinator.Approves(closed.Id("id"))).Json.GetProperty("practicesCalledOff").GetInt32());

        Assert.Equal(1, await centre.Value<int>("select count(*) from message where kind = 'practice-off'"));
        Assert.Equal(0, await centre.Value<int>("select count(*) from reservation where practice_id is not null"));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task A_session_that_its_cohort_has_weeks_later_is_looked_at_where_it_would_go()
    {
        var (bench, day, far) = (await centre.Bay("SB-1"), new DateOnly(2027, 6, 7), new DateOnly(2027, 7, 28));
        var cohort = await centre.GivenACohort(c => c.Of("FTC-210", 3).Starting(day));
        Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[^1].Id, far, "08:30")).Status);
        // No earlier day, and the bench taken on the day after the last session: everything goes two days later, not one.
        Assert.Equal(201, (await Coordinator.TakesOut("closure", bench, day.AddDays(-26), day.AddDays(-1))).Status);
        await centre.GivenOut(bench, $"tstzrange('{far.AddDays(1):yyyy-MM-dd} Europe/London', '{far.AddDays(2):yyyy-MM-dd} Europe/London')", "maintenance", "Being painted");

        var closed = await Coordinator.TakesOut("closure", bench, day, day, "08:00", "12:30");
        var option = (await Coordinator.Get($"/api/v1/outages/{closed.Id("id")}")).Json.GetProperty("hits")[0].GetProperty("options")[0];

        Assert.Equal(
            ("with-the-rest", cohort.Sessions.Count, day.AddDays(2)),
            (option.GetProperty("kind").GetString(), option.GetProperty("sessionsMoved").GetInt32(), DateOnly.FromDateTime(option.GetProperty("to").GetProperty("starts").GetDateTimeOffset().DateTime)));
        var approved = await Coordinator.Approves(closed.Id("id"));
        Assert.True(approved.Status == 200, $"{approved}");
        Assert.Equal(far.AddDays(2), DateOnly.FromDateTime(await centre.Value<DateTime>("select lower(during) from session where id = $1", cohort.Sessions[^1].Id)));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task A_centre_shut_for_a_year_leaves_its_sessions_without_a_proposal_and_says_so()
    {
        var day = new DateOnly(2027, 9, 6);
        var cohort = await centre.GivenACohort(c => c.Of("FTC-210", 3).Starting(day));
        Assert.Equal(201, (await Coordinator.TakesOut("closure", await centre.Bay("SB-1"), day.AddDays(-26), day.AddDays(-1))).Status);
        var shut = await Coordinator.TakesOut("centre-closure", null, day, day.AddDays(366));

        var shown = await Coordinator.Get($"/api/v1/outages/{shut.Id("id")}");

        Assert.Equal((200, cohort.Sessions.Count), (shown.Status, shown.Json.GetProperty("hits").GetArrayLength()));
        Assert.All(shown.Json.GetProperty("hits").EnumerateArray(), hit => Assert.Equal((0, true), (hit.GetProperty("options").GetArrayLength(), hit.GetProperty("whyNot").GetArrayLength() > 0)));
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/outages/{shut.Id("id")}/end", null)).Status);
    }

    [Fact]
    public async Task The_whole_centre_shut_no_longer_than_today_is_open_from_the_next_day()
    {
        var day = centre.NextFreeDay(days: 5);
        var shut = await Coordinator.TakesOut("centre-closure", null, day, day.AddDays(3));
        Assert.Equal("in-force", shut.Json.GetProperty("state").GetString());
        centre.ItIs(day, hour: 10);
        var page = await (await Browser.OfAsync(centre, centre.Cast.Coordinator)).Get($"/outages/{shut.Id("id")}");
        Assert.Contains("Shut no longer than today", page.Text, StringComparison.Ordinal);

        var ended = await Coordinator.Post($"/api/v1/outages/{shut.Id("id")}/end", null);

        Assert.Equal(("in-force", $"{day.AddDays(1):yyyy-MM-dd}"), (ended.Json.GetProperty("state").GetString(), ended.Json.GetProperty("openFrom").GetString()));
        Assert.Equal([day], await centre.Column<DateOnly>("select last_day from centre_closure where id = $1", shut.Id("id")));
    }

    [Fact]
    public async Task Refusals_name_the_field_and_the_fix()
    {
        var day = centre.NextFreeDay();
        var (bench, room) = (await centre.Bay("SB-1"), await centre.Bay("CR-1"));
        await centre.AssertRefused(400, "outage-does-not-suit", () => Coordinator.TakesOut("leave", bench, day));
        await centre.AssertRefused(400, "outage-does-not-suit", () => Coordinator.TakesOut("closure", null, day));
        await centre.AssertRefused(404, "resource-not-found", () => Coordinator.TakesOut("closure", Guid.NewGuid(), day));
        await centre.AssertRefused(404, "resource-not-found", () => Coordinator.TakesOut("leave", centre.Cast.NorthTrainee.Trainee, day));   // a trainee is nobody's to close
        await centre.AssertRefused(400, "outage-past", () => Coordinator.TakesOut("closure", bench, new(2026, 10, 1)));
        await centre.AssertRefused(400, "request-invalid", () => Coordinator.TakesOut("closure", bench, day, day.AddDays(-1)));
        await centre.AssertRefused(400, "request-invalid", () => Coordinator.TakesOut("closure", bench, day, day, "13:00", "12:00"));
        await centre.AssertRefused(400, "request-invalid", () => Coordinator.TakesOut("centre-closure", null, day, day, "13:00"));
        // Both are two o'clock on the morning on which the clocks leave an hour out.
        await centre.AssertRefused(400, "request-invalid", () => Coordinator.TakesOut("closure", bench, new(2027, 3, 28), new(2027, 3, 28), "01:15", "01:45"));
        Assert.Equal(201, (await Coordinator.TakesOut("closure", bench, new(2027, 3, 28), new(2027, 3, 28), "01:15", "03:15")).Status);
        Assert.Equal(201, (await Coordinator.TakesOut("closure", room, day)).Status);
        await centre.AssertRefused(409, "outage-there", () => Coordinator.TakesOut("maintenance", room, day));
        await centre.AssertForbidden("POST", "/api/v1/outages", new { kind = "closure", resource = room, firstDay = day, lastDay = day, reason = "x" }, centre.Cast.NorthBooker, centre.Cast.Instructor, centre.Cast.Manager);
    }

    private Task<int> UpdatesAsync(GivenCohort cohort) => centre.Value<int>("select count(*) from message where kind = 'update' and invitation_id in (select i.id from invitation i join session s on s.id = i.session_id where s.cohort_id = $1)", cohort.Id);

    private async Task<string> ReservedAsync(GivenCohort cohort) => string.Join('\n', await centre.Column<string>("select r.resource_id || ' ' || r.during from reservation r join session s on s.id = r.session_id where s.cohort_id = $1 order by 1", cohort.Id));
}

using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Timetable;

public sealed class MoveSessionTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Time_bay_and_instructor_change_in_one_step_and_each_person_is_told_once()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 2);
        var session = cohort.Sessions[1].Id;
        var (bay, other) = ((await centre.Serving(session, "bay"))[0], await AnotherAsync("bay", session));
        var (teacher, ivan) = ((await centre.Serving(session, "instructor"))[0], centre.Cast.OtherInstructor.Instructor!.Value);
        var substitute = teacher == ivan ? centre.Cast.Instructor.Instructor!.Value : ivan;
        await centre.SendDueMessages();
        var day = centre.NextFreeDay();

        var preview = await Coordinator.Get($"/api/v1/sessions/{session}/move?day={day:yyyy-MM-dd}&startsAt=09:00&endsAt=11:30&from={bay}&to={other}");
        var moved = await Coordinator.Moves(session, day, "09:00", "11:30", [(bay, other), (teacher, substitute)]);

        Assert.Equal((200, 0, 2), (preview.Status, preview.Json.GetProperty("faults").GetArrayLength(), preview.Json.GetProperty("traineesTold").GetInt32()));
        Assert.Equal((200, 2), (moved.Status, moved.Json.GetProperty("traineesTold").GetInt32()));
        Assert.Equal(([other], [substitute]), ((await centre.Serving(session, "bay")), (await centre.Serving(session, "instructor"))), Lists);
        Assert.Equal(150, await centre.Value<int>("select extract(epoch from upper(during) - lower(during)) / 60 from session where id = $1", session));
        Assert.Equal(2, await centre.Value<int>("select count(*) from message where kind = 'update' and invitation_id in (select id from invitation where session_id = $1)", session));
        // Both who teach have an account: one letter each.
        Assert.Equal(2, await centre.Value<int>("select count(*) from message where kind = 'roster-changed' and subject_id = $1", cohort.Id));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Moved_to_where_it_is_with_what_it_has_nothing_changes_and_the_revision_stays()
    {
        var cohort = await centre.GivenACohort(c => c.Starting(new(2027, 5, 3)));
        var (session, before) = (cohort.Sessions[0].Id, await RevisionAsync());

        Assert.Equal(before, (await Coordinator.Moves(session, cohort.FirstDay, "08:30")).Json.GetProperty("revision").GetInt32());
        Assert.Equal(before, await RevisionAsync());
        // Somebody else who teaches it is a change.
        Assert.Equal(200, (await Coordinator.Moves(session, cohort.FirstDay, "08:30", null, [((await centre.Serving(session, "instructor"))[0], await AnotherAsync("instructor", session))])).Status);
        Assert.Equal(before + 1, await RevisionAsync());

        Task<int> RevisionAsync() => centre.Value<int>("select revision from cohort where id = $1", cohort.Id);
    }

    [Fact]
    public async Task One_moves_up_to_another_of_its_cohort_that_stands_in_what_is_only_proposed()
    {
        await centre.Run("update bay_kind set set_up_minutes = 15, clear_away_minutes = 10 where slug = 'classroom'");
        try
        {
            var cohort = await centre.GivenACohort(c => c.Starting(new(2027, 5, 17)));
            var outage = await Coordinator.TakesOut("closure", (await centre.Serving(cohort.Sessions[1].Id, "bay"))[0], cohort.FirstDay, from: "14:00");
            Assert.Equal("proposed", outage.Json.GetProperty("state").GetString());

            Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[0].Id, cohort.FirstDay, "10:00", "13:00")).Status);
            // The control: what goes there anew is refused.
            Assert.Equal((409, "resources-taken"), ((await Coordinator.Moves(cohort.Sessions[1].Id, cohort.FirstDay, "13:15", "16:15")) is var refused ? (refused.Status, refused.Problem) : default));
            await Coordinator.Post($"/api/v1/outages/{outage.Id("id")}/end", null, Some.Key());
        }
        finally
        {
            await centre.Run("update bay_kind set set_up_minutes = 0, clear_away_minutes = 0 where slug = 'classroom'");
        }
    }

    [Fact]
    public async Task A_form_with_nothing_exchanged_is_a_preview_of_the_same_session()
    {
        var cohort = await centre.GivenACohort(c => c.Starting(new(2027, 5, 10)));
        var planner = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        foreach (var asked in new[] { "Exchange=", "Exchange=&Exchange=", $"day={cohort.FirstDay:yyyy-MM-dd}&startsAt=8:30am&Exchange=&look=true" })
        {
            var page = await planner.Get($"/sessions/{cohort.Sessions[0].Id}/move?{asked}");
            Assert.True(page.Status == 200, $"{asked}: {page.Status}");
            Assert.Contains(cohort.Code, page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_instructor_exchanged_at_the_same_time_tells_no_trainee()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        var session = cohort.Sessions[0].Id;
        var teacher = (await centre.Serving(session, "instructor"))[0];
        var substitute = await AnotherAsync("instructor", session);

        var moved = await Coordinator.Moves(session, cohort.FirstDay, "08:30", null, [(teacher, substitute)]);

        Assert.Equal((200, 0), (moved.Status, moved.Json.GetProperty("traineesTold").GetInt32()));
        Assert.Equal([substitute], await centre.Serving(session, "instructor"));
        Assert.Equal(0, await centre.Value<int>("select count(*) from message where kind = 'update' and invitation_id in (select id from invitation where session_id = $1)", session));
    }

    [Fact]
    public async Task Substitutes_are_the_qualified_and_free_those_furthest_below_their_hours_first()
    {
        var day = centre.NextFreeDay();
        var (cohort, other) = (await centre.GivenACohort(c => c.Starting(day)), await centre.GivenACohort(c => c.Starting(day)));
        var preview = await Coordinator.Get($"/api/v1/sessions/{cohort.Sessions[0].Id}/move");

        var substitutes = preview.Json.GetProperty("substitutes").EnumerateArray().Select(each => (Id: each.GetProperty("id").GetGuid(), WhyNot: each.GetProperty("whyNot").GetString())).ToList();
        Assert.Equal(3, substitutes.Count);
        // The one who teaches the other cohort is last, with the reason.
        Assert.Equal((await centre.Serving(other.Sessions[0].Id, "instructor"))[0], substitutes[^1].Id);
        Assert.Contains($"by {other.Code}", substitutes[^1].WhyNot, StringComparison.Ordinal);
        // Whoever teaches nothing that week comes first.
        Assert.DoesNotContain(substitutes[0].Id, (await centre.Serving(cohort.Sessions[0].Id, "instructor")).Concat(await centre.Serving(other.Sessions[0].Id, "instructor")));
    }

    [Fact]
    public async Task What_cannot_be_exchanged_is_refused_and_changes_nothing()
    {
        var day = centre.NextFreeDay();
        var (cohort, other) = (await centre.GivenACohort(c => c.Starting(day)), await centre.GivenACohort(c => c.Starting(day)));
        var session = cohort.Sessions[0].Id;
        var (bay, teacher) = ((await centre.Serving(session, "bay"))[0], (await centre.Serving(session, "instructor"))[0]);
        var taken = (await centre.Serving(other.Sessions[0].Id, "bay"))[0];

        await RefusedAsync(400, "not-of-the-session", (taken, bay));
        await RefusedAsync(400, "already-serves", (bay, bay));
        await RefusedAsync(400, "other-kind", (bay, await AnotherAsync("instructor", session)));
        await RefusedAsync(404, "resource-not-found", (bay, Guid.NewGuid()));
        await RefusedAsync(409, "resources-taken", (bay, taken));
        await RefusedAsync(409, "resources-taken", (bay, await centre.Bay("SB-1")));   // another kind of bay
        await centre.AssertRefused(400, "request-invalid", () => Coordinator.Moves(session, day, "10:00", "10:10"));
        Assert.Equal([teacher], await centre.Serving(session, "instructor"));

        Task RefusedAsync(int status, string problem, (Guid From, Guid? To) swap) => centre.AssertRefused(status, problem, () => Coordinator.Moves(session, day, "08:30", null, [swap]));
    }

    [Fact]
    public async Task A_session_that_overlaps_its_old_time_and_a_swap_of_two_sessions_own_bays_are_no_clash_with_themselves()
    {
        var cohort = await centre.GivenACohort();
        Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[0].Id, cohort.FirstDay, "09:00")).Status);
        Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[1].Id, cohort.FirstDay, "12:45")).Status);   // right after the other: the cohort stays in its bay
        Assert.Equal("sessions-overlap", (await Coordinator.Moves(cohort.Sessions[1].Id, cohort.FirstDay, "12:30")).Problem);
    }

    [Fact]
    public async Task The_time_for_setting_up_is_kept_by_the_database_whoever_plans()
    {
        await centre.Run("update bay_kind set set_up_minutes = 20, clear_away_minutes = 10 where slug = 'splice-bench'");
        try
        {
            var day = centre.NextFreeDay(days: 3);
            while (day.DayOfWeek != DayOfWeek.Tuesday) day = day.AddDays(1);
            var cohort = await centre.GivenACohort(c => c.Of("FTC-210", 3).Starting(day));
            var slots = await centre.Column<string>(
                "select to_char(lower(r.during) at time zone 'Europe/London', 'HH24:MI') || '-' || to_char(upper(r.during) at time zone 'Europe/London', 'HH24:MI') from reservation r join session s on s.id = r.session_id where s.cohort_id = $1 and r.resource_kind = 'bay' order by lower(r.during) limit 2", cohort.Id);
            var sessions = cohort.Sessions.Take(2).Select(each => $"{each.During.Starts.AddMinutes(-20):HH:mm}-{each.During.Ends.AddMinutes(10):HH:mm}");
            Assert.Equal(sessions, slots);
            Assert.Empty(await centre.Broken());
        }
        finally
        {
            await centre.Run("update bay_kind set set_up_minutes = 0, clear_away_minutes = 0");
        }
    }

    [Fact]
    public async Task What_a_move_does_not_touch_stays_kept_as_it_was_whatever_its_kind_asks_for_by_now()
    {
        var day = centre.NextFreeMonday(days: 8);
        var cohort = await centre.GivenACohort(c => c.Of("FTC-210", 3).Starting(day));
        var last = cohort.Sessions[^1].Id;
        var kept = await KeptAsync(last);
        await centre.Run("update bay_kind set set_up_minutes = 45 where slug = 'splice-bench'");
        try
        {
            Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[0].Id, day, "09:00")).Status);
            Assert.Equal(kept, await KeptAsync(last));
            Assert.Equal("08:15", (await KeptAsync(cohort.Sessions[0].Id))[..5]);
            Assert.Empty(await centre.Broken());
        }
        finally
        {
            await centre.Run("update bay_kind set set_up_minutes = 0");
        }

        Task<string> KeptAsync(Guid session) => centre.Value<string>("select to_char(lower(during) at time zone 'Europe/London', 'HH24:MI') || ' ' || to_char(upper(during) at time zone 'Europe/London', 'HH24:MI') from reservation where session_id = $1 and resource_kind = 'bay'", session);
    }

    [Fact]
    public async Task Taking_the_only_instructor_away_is_a_fault_and_no_move()
    {
        var cohort = await centre.GivenACohort();
        var session = cohort.Sessions[0].Id;
        var teacher = (await centre.Serving(session, "instructor"))[0];
        await centre.AssertRefused(409, "resources-taken", () => Coordinator.Moves(session, cohort.FirstDay, "08:30", null, [(teacher, null)]));
        await centre.AssertRefused(400, "not-of-the-session", () => Coordinator.Moves(session, cohort.FirstDay, "08:30", null, [(teacher, null), (teacher, centre.Cast.OtherInstructor.Instructor)]));
    }

    [Fact]
    public async Task Another_bay_at_the_same_time_is_told_to_the_instructor_too()
    {
        var cohort = await centre.GivenACohort();
        var session = cohort.Sessions[0].Id;
        // One who signs in.
        var ida = centre.Cast.Instructor.Instructor!.Value;
        if ((await centre.Serving(session, "instructor"))[0] is var teacher && teacher != ida) Assert.Equal(200, (await Coordinator.Moves(session, cohort.FirstDay, "08:30", null, [(teacher, ida)])).Status);
        var before = await LettersAsync();

        Assert.Equal(200, (await Coordinator.Moves(session, cohort.FirstDay, "08:30", null, [((await centre.Serving(session, "bay"))[0], await AnotherAsync("bay", session))])).Status);

        Assert.Equal(before + 1, await LettersAsync());

        Task<int> LettersAsync() => centre.Value<int>("select count(*) from message where kind = 'roster-changed' and account_id = $1 and subject_id = $2", centre.Cast.Instructor.Account, cohort.Id);
    }

    [Fact]
    public async Task Whoever_has_places_without_names_or_waits_is_told_of_new_dates_once()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(4));
        await centre.ClientOf(centre.Cast.NorthBooker).BooksUnnamed(cohort, 4);
        await centre.ClientOf(centre.Cast.SouthBooker).Joins(cohort, 1);
        var day = centre.NextFreeDay();
        var preview = await Coordinator.Get($"/api/v1/cohorts/{cohort.Id}/shift?firstDay={day:yyyy-MM-dd}");
        Assert.Equal(["booker", "booker"], preview.Json.GetProperty("impact").GetProperty("people").EnumerateArray().Select(each => each.GetProperty("kind").GetString()).Where(kind => kind == "booker"));

        Assert.Equal(200, (await Coordinator.Shifts(cohort, day)).Status);

        Assert.Equal(2, await centre.Value<int>("select count(*) from message where kind = 'cohort-moved' and subject_id = $1", cohort.Id));
        Assert.Equal(2, await centre.Value<int>("select count(distinct account_id) from message where kind = 'cohort-moved' and subject_id = $1", cohort.Id));
    }

    [Fact]
    public async Task Somebody_who_practises_then_is_busy_and_the_sheet_says_so()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenPractice(cohort.FirstDay);
        var refused = await centre.ClientOf(centre.Cast.NorthBooker).Post($"/api/v1/cohorts/{cohort.Id}/places", new { purchaseOrder = "PO", trainees = new[] { centre.Cast.NorthTrainee.Trainee } }, Some.Key());
        Assert.Equal((409, "engineers-refused"), (refused.Status, refused.Problem));
        Assert.Contains("Is busy at the same time: practice in a bay.", refused.Text, StringComparison.Ordinal);
    }

    private static readonly EqualityComparer<(List<Guid>, List<Guid>)> Lists = EqualityComparer<(List<Guid>, List<Guid>)>.Create((one, other) => one.Item1.SequenceEqual(other.Item1) && one.Item2.SequenceEqual(other.Item2), each => each.Item1.Count);

    /// <summary>One that is free at the session's time.</summary>
    private async Task<Guid> AnotherAsync(string kind, Guid session) => (await centre.Column<Guid>($"""
        select r.id from resource r {(kind == "bay" ? "join bay b on b.id = r.id and b.bay_kind = 'classroom'" : "")} join session s on s.id = $1
        where r.kind = '{kind}' and not exists (select from reservation x where x.resource_id = r.id and x.during && s.during) order by r.id limit 1
        """, session))[0];
}

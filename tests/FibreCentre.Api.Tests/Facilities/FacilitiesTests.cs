using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Facilities;

/// <summary>Bays, their kinds and the centre's hours are the coordinators' to change, as far as nothing planned is left standing in the rain.</summary>
public sealed class FacilitiesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Time_around_sessions_holds_for_what_is_planned_from_then_on()
    {
        var before = await centre.GivenACohort();
        var changed = await Staff.Send("PUT", "/api/v1/bay-kinds/classroom", new { title = "Classroom", setUpMinutes = 20, clearAwayMinutes = 10, travelMinutes = 5, practice = "none" });
        Assert.True(changed.Status == 200, $"{changed}");
        var after = await centre.GivenACohort();

        Assert.Equal([before.Sessions[0].During.Starts.UtcDateTime], await centre.Column<DateTime>("select lower(during) from reservation where session_id = $1 and resource_kind = 'bay'", before.Sessions[0].Id));
        Assert.Equal([after.Sessions[0].During.Starts.UtcDateTime.AddMinutes(-20)], await centre.Column<DateTime>("select lower(during) from reservation where session_id = $1 and resource_kind = 'bay'", after.Sessions[0].Id));
        Assert.Equal([after.Sessions[0].During.Starts.UtcDateTime.AddMinutes(-5)], await centre.Column<DateTime>("select lower(during) from reservation where session_id = $1 and resource_kind = 'instructor'", after.Sessions[0].Id));
        Assert.Equal((404, "bay-kind-not-found"), Said(await Staff.Send("PUT", "/api/v1/bay-kinds/greenhouse", new { title = "Greenhouse", setUpMinutes = 0, clearAwayMinutes = 0, travelMinutes = 0, practice = "none" })));
        var wrong = await Staff.Send("PUT", "/api/v1/bay-kinds/classroom", new { title = "", setUpMinutes = 241, clearAwayMinutes = 0, travelMinutes = 0, practice = "none" });
        Assert.Equal(["setUpMinutes", "title"], wrong.Json.GetProperty("errors").EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal));
        await Staff.Send("PUT", "/api/v1/bay-kinds/classroom", new { title = "Classroom", setUpMinutes = 0, clearAwayMinutes = 0, travelMinutes = 0, practice = "none" });
    }

    [Fact]
    public async Task A_bay_is_added_renamed_and_planned_with()
    {
        var added = await Staff.Post("/api/v1/bays", new { code = "CR-9", name = "Classroom 9", bayKind = "classroom", capacity = 12 });
        Assert.Equal(201, added.Status);
        Assert.Equal((409, "bay-there"), Said(await Staff.Post("/api/v1/bays", new { code = "CR-9", name = "Another", bayKind = "classroom", capacity = 12 })));
        Assert.Equal((400, "request-invalid"), Said(await Staff.Post("/api/v1/bays", new { code = "CR-10", name = "Shed", bayKind = "shed", capacity = 12 })));

        Assert.Equal(200, (await Staff.Send("PUT", $"/api/v1/bays/{added.Id("id")}", new { name = "Blue room", capacity = 8 })).Status);
        var shown = (await Staff.Get($"/api/v1/bays/{added.Id("id")}")).Json;
        Assert.Equal(("Blue room", 8), (shown.GetProperty("name").GetString(), shown.GetProperty("capacity").GetInt32()));
    }

    [Fact]
    public async Task A_bay_with_sessions_ahead_is_not_retired_and_the_sessions_are_named()
    {
        var cohort = await centre.GivenACohort();
        var bay = (await centre.Serving(cohort.Sessions[0].Id, "bay"))[0];

        var refused = await Staff.Post($"/api/v1/bays/{bay}/retirement", new { from = cohort.FirstDay });

        Assert.Equal((409, "still-planned"), Said(refused));
        Assert.Contains(cohort.Code, refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Record a closure", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((400, "retires-in-the-past"), Said(await Staff.Post($"/api/v1/bays/{bay}/retirement", new { from = "2026-01-05" })));
        Assert.Equal(200, (await Staff.Post($"/api/v1/bays/{bay}/retirement", new { from = cohort.FirstDay.AddDays(400) })).Status);
        Assert.Equal(200, (await Staff.Post($"/api/v1/bays/{bay}/retirement", new { from = (string?)null })).Status);
    }

    [Fact]
    public async Task Whoever_plans_with_what_is_gone_is_refused_by_the_database_itself()
    {
        var (bay, day) = (await centre.Bay("CR-4"), new DateOnly(2027, 9, 6));
        Assert.Equal(200, (await Staff.Post($"/api/v1/bays/{bay}/retirement", new { from = day })).Status);
        var session = (await centre.GivenACohort()).Sessions[0].Id;
        var reserve = $"insert into reservation (id, resource_id, resource_kind, during, purpose, session_id) values (gen_random_uuid(), '{bay}', 'bay', '[{day:yyyy-MM-dd} 09:00, {day:yyyy-MM-dd} 10:00)', 'session', '{session}')";

        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => centre.Run(reserve));
        Assert.Equal("nothing_of_what_is_gone", refused.ConstraintName);
        // Control: without the trigger it would be there.
        await centre.Run($"begin; alter table reservation disable trigger nothing_of_what_is_gone; {reserve}; rollback");
        Assert.Equal(200, (await Staff.Post($"/api/v1/bays/{bay}/retirement", new { from = (string?)null })).Status);
    }

    [Fact]
    public async Task Hours_that_would_leave_a_session_outside_are_refused_and_it_is_named()
    {
        var cohort = await centre.GivenACohort();
        string[] week = ["monday", "tuesday", "wednesday", "thursday", "friday"];
        var refused = await Change("10:00", "17:30", week);
        Assert.Equal((409, "hours-leave-something-outside"), Said(refused));
        Assert.Contains(cohort.Code, string.Join(' ', refused.Json.GetProperty("outside").EnumerateArray().Select(each => each.GetString())), StringComparison.Ordinal);
        Assert.Equal("08:00:00", (await Staff.Get("/api/v1/centre")).Json.GetProperty("opens").GetString());

        Assert.Equal((409, "hours-leave-something-outside"), Said(await Change("08:00", "17:30", [.. week.Except([cohort.FirstDay.DayOfWeek.ToString().ToLowerInvariant()])])));
        Assert.Equal((400, "request-invalid"), Said(await Change("17:00", "08:00", week)));
        Assert.Equal((400, "request-invalid"), Said(await Change("08:00", "17:30", [])));
        Assert.Equal(200, (await Change("07:30", "18:00", [.. week, "saturday"])).Status);
        Assert.Equal(200, (await Change("08:00", "17:30", week)).Status);

        Task<Answer> Change(string opens, string closes, string[] workingDays) => Staff.Send("PUT", "/api/v1/centre", new { opens, closes, workingDays, practiceHoursAWeek = 4, practiceLeadHours = 24, practiceDaysAhead = 28 });
    }

    [Fact]
    public async Task A_pick_list_names_what_has_to_lie_where()
    {
        var cohort = await centre.GivenACohort(c => c.Of("FTC-210", 3));
        var list = (await Staff.Get($"/api/v1/pick-list?day={cohort.FirstDay:yyyy-MM-dd}")).Json;

        var bay = Assert.Single(list.GetProperty("bays").EnumerateArray(), each => each.GetProperty("bay").GetString() == "Splice bench 1");
        var session = bay.GetProperty("sessions")[0];
        Assert.Equal(cohort.Code, session.GetProperty("cohortCode").GetString());
        foreach (var type in session.GetProperty("kit").EnumerateArray())
        {
            Assert.Equal(type.GetProperty("count").GetInt32(), type.GetProperty("items").GetArrayLength());
            Assert.All(type.GetProperty("items").EnumerateArray(), item => Assert.StartsWith($"{type.GetProperty("kitType").GetString()}-", item.GetProperty("serialNumber").GetString(), StringComparison.Ordinal));
        }
        Assert.True(session.GetProperty("kit").GetArrayLength() > 1);
        Assert.Equal("Christmas Day", (await Staff.Get("/api/v1/pick-list?day=2026-12-25")).Json.GetProperty("shut").GetString());
        Assert.Equal((400, "request-invalid"), Said(await Staff.Get("/api/v1/pick-list?day=1802-01-01")));
    }

    [Fact]
    public async Task A_coordinator_chooses_kit_by_item_and_gets_just_that()
    {
        var day = centre.NextFreeDay(3);
        var proposal = (await Staff.Get($"/api/v1/cohorts/proposal?course=FTC-210&firstDay={day:yyyy-MM-dd}&capacity=2")).Json;
        var chosen = proposal.GetProperty("sessions").EnumerateArray().Select(session => new
        {
            number = session.GetProperty("number").GetInt32(), bays = Proposed(session.GetProperty("bays")), instructors = Proposed(session.GetProperty("instructors")),
            // The last of each type instead of the first.
            kit = session.GetProperty("kitNeeded").EnumerateArray().SelectMany(type => type.GetProperty("items").EnumerateArray().Reverse().Take(type.GetProperty("count").GetInt32())).Select(item => item.GetProperty("id").GetGuid()).ToArray(),
        }).ToArray();

        var planned = await Staff.Post("/api/v1/cohorts", new { course = "FTC-210", firstDay = day, capacity = 2, sessions = chosen }, Some.Key());

        Assert.True(planned.Status == 201, $"{planned}");
        var first = await centre.Value<Guid>("select id from session where cohort_id = $1 and number = $2", planned.Id("id"), chosen[0].number);
        Assert.Equal(chosen[0].kit.Order(), (await centre.Serving(first, "kit")).Order());

        static Guid[] Proposed(System.Text.Json.JsonElement choices) => [.. choices.EnumerateArray().Where(each => each.GetProperty("proposed").GetBoolean()).Select(each => each.GetProperty("id").GetGuid())];
    }

    private static (int, string?) Said(Answer answer) => (answer.Status, answer.Problem);
}

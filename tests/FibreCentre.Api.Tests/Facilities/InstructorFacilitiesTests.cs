using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Facilities;

/// <summary>Instructors: who they are, what they may teach, when they work and how much of that is used.</summary>
public sealed class InstructorFacilitiesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task An_instructor_is_added_qualified_and_given_hours()
    {
        var added = await Staff.Post("/api/v1/instructors", new { code = "OLU", name = "Olu Osei", email = "olu.osei@centre.example.org" });
        Assert.Equal(201, added.Status);
        var address = $"/api/v1/instructors/{added.Id("id")}";
        Assert.Equal((409, "instructor-there"), Said(await Staff.Post("/api/v1/instructors", new { code = "OLU", name = "Another", email = "another@centre.example.org" })));
        Assert.Equal((400, "request-invalid"), Said(await Staff.Post("/api/v1/instructors", new { code = "OTTO", name = "Otto", email = "otto at home" })));

        var held = await Staff.Post($"{address}/qualifications", new { name = "fibre-qualified", validFrom = "2026-11-01", validUntil = "2026-12-01" });
        Assert.Equal(201, held.Status);
        Assert.Equal((409, "qualification-there"), Said(await Staff.Post($"{address}/qualifications", new { name = "fibre-qualified", validFrom = "2026-11-01" })));
        Assert.Equal("within-30-days", (await Staff.Get(address)).Json.GetProperty("qualifications")[0].GetProperty("state").GetString());
        Assert.Equal((400, "qualification-ends-before-it-begins"), Said(await Staff.Post($"{address}/qualifications/{held.Id("id")}/end", new { lastDay = "2026-10-31" })));
        Assert.Equal(200, (await Staff.Post($"{address}/qualifications/{held.Id("id")}/end", new { lastDay = "2027-12-31" })).Status);
        Assert.Equal(("2027-12-31", "valid"), Held(await Staff.Get(address)));

        // The same spell kept, one of the same start made longer, one gone, one new: each change comes through.
        foreach (var hours in new[] { new[] { ("monday", "09:00", "12:00"), ("monday", "13:00", "15:00"), ("friday", "09:00", "12:00") }, [("monday", "09:00", "12:00"), ("monday", "13:00", "17:00"), ("tuesday", "09:00", "12:00")] })
        {
            var saved = await Staff.Send("PUT", $"{address}/hours", new { hours = hours.Select(each => new { day = each.Item1, starts = each.Item2, ends = each.Item3 }) });
            Assert.True(saved.Status == 200, $"{saved}");
            Assert.Equal(hours, (await Staff.Get(address)).Json.GetProperty("hours").EnumerateArray().Select(each => (each.GetProperty("day").GetString()!, each.GetProperty("starts").GetString()![..5], each.GetProperty("ends").GetString()![..5])));
        }
        Assert.Equal((400, "hours-overlap"), Said(await Staff.Send("PUT", $"{address}/hours", new { hours = new[] { new { day = "monday", starts = "09:00", ends = "12:00" }, new { day = "monday", starts = "11:00", ends = "13:00" } } })));
        Assert.Equal(600, (await Staff.Get(address)).Json.GetProperty("loads")[0].GetProperty("ofMinutes").GetInt32());

        static (string?, string?) Held(Answer answer) => (answer.Json.GetProperty("qualifications")[0].GetProperty("validUntil").GetString(), answer.Json.GetProperty("qualifications")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_view_of_hours_says_who_teaches_how_much_of_what_they_could_and_who_is_away()
    {
        var cohort = await centre.GivenACohort();
        var teacher = (await centre.Serving(cohort.Sessions[0].Id, "instructor"))[0];
        var taught = (int)cohort.Sessions.Sum(session => (session.During.Ends - session.During.Starts).TotalMinutes);
        var monday = cohort.FirstDay.AddDays(-(((int)cohort.FirstDay.DayOfWeek + 6) % 7));
        await centre.Run($"update instructor set max_minutes_week = {taught + 10} where id = '{teacher}'");
        try
        {
            await Staff.TakesOut("leave", teacher, monday.AddDays(7), monday.AddDays(8));
            var view = (await Staff.Get($"/api/v1/instructors?week={cohort.FirstDay:yyyy-MM-dd}")).Json;

            Assert.Equal($"{monday:yyyy-MM-dd}", view.GetProperty("weeks")[0].GetString());
            var first = view.GetProperty("instructors")[0];
            Assert.Equal((teacher, "full"), (first.GetProperty("id").GetGuid(), first.GetProperty("use").GetString()));
            Assert.Equal((taught, taught + 10), (first.GetProperty("loads")[0].GetProperty("minutes").GetInt32(), first.GetProperty("loads")[0].GetProperty("ofMinutes").GetInt32()));
            Assert.Equal("leave", first.GetProperty("leave")[0].GetProperty("kind").GetString());
            Assert.Equal("under", view.GetProperty("instructors").EnumerateArray().Last().GetProperty("use").GetString());
            // Where all are idle nobody is used less than the others.
            Assert.All((await Staff.Get("/api/v1/instructors?week=2029-06-04")).Json.GetProperty("instructors").EnumerateArray(), each => Assert.Equal("fair", each.GetProperty("use").GetString()));
        }
        finally
        {
            await centre.Run($"update instructor set max_minutes_week = null where id = '{teacher}'");
        }
    }

    [Fact]
    public async Task Whoever_teaches_on_is_not_let_go_and_gets_no_limit_below_what_is_planned()
    {
        var cohort = await centre.GivenACohort();
        var teacher = (await centre.Serving(cohort.Sessions[0].Id, "instructor"))[0];

        Assert.Equal((409, "still-planned"), Said(await Change(new { leftOn = cohort.FirstDay })));
        var less = await Change(new { maxMinutesDay = 30 });
        Assert.Equal((409, "more-is-planned"), Said(less));
        Assert.Contains($"on {cohort.FirstDay.ToString("dddd d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB"))}", less.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await Change(new { maxMinutesDay = 600 })).Status);
        Assert.Equal(200, (await Change(new { })).Status);
        Assert.Empty(await centre.Broken());

        async Task<Answer> Change(object what)
        {
            var body = new System.Text.Json.Nodes.JsonObject { ["name"] = "Ida Irwin", ["email"] = "ida@centre.example.org" };
            foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(what)!.AsObject()) body[name] = value?.DeepClone();
            return await Staff.Send("PUT", $"/api/v1/instructors/{teacher}", body);
        }
    }

    [Fact]
    public async Task A_qualification_that_ends_names_the_sessions_that_asked_for_it()
    {
        var cohort = await centre.GivenACohort();
        var teacher = (await centre.Serving(cohort.Sessions[0].Id, "instructor"))[0];
        var held = await centre.Value<Guid>("select id from instructor_qualification where instructor_id = $1 and qualification = 'safety-trainer'", teacher);

        var ended = await Staff.Post($"/api/v1/instructors/{teacher}/qualifications/{held}/end", new { lastDay = cohort.FirstDay.AddDays(-1) });

        Assert.Contains(cohort.Code, ended.Json.GetProperty("without").GetRawText(), StringComparison.Ordinal);
        await centre.Run($"update instructor_qualification set valid_until = null where id = '{held}'");
    }

    private static (int, string?) Said(Answer answer) => (answer.Status, answer.Problem);
}

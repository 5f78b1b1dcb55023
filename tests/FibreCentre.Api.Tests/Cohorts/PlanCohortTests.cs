using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Cohorts;

public sealed class PlanCohortTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task What_is_proposed_is_what_is_reserved_and_each_cohort_of_a_day_gets_its_letter()
    {
        var day = centre.NextFreeDay();
        var proposal = await Coordinator.Get($"/api/v1/cohorts/proposal?course=FTC-101&firstDay={day:yyyy-MM-dd}&capacity=12");
        Assert.Equal((200, 0), (proposal.Status, proposal.Json.GetProperty("shortfalls").GetArrayLength()));

        var first = await PlanAsync("FTC-101", day, 12);
        var second = await PlanAsync("FTC-101", day, 12);

        Assert.Equal(($"FTC-101-{day:yyMMdd}-A", $"FTC-101-{day:yyMMdd}-B"), (first.Json.GetProperty("code").GetString(), second.Json.GetProperty("code").GetString()));
        Assert.Equal($"/api/v1/cohorts/{first.Json.GetProperty("id").GetGuid()}", first.Response.Headers.Location?.ToString());
        // Two sessions, a classroom and an instructor each; and nobody shares.
        Assert.Equal(["bay 4", "instructor 4"], await centre.Column<string>(
            "select r.resource_kind || ' ' || count(*) from reservation r join session s on s.id = r.session_id join cohort c on c.id = s.cohort_id where c.first_day = $1 group by r.resource_kind order by 1", day));
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_in_words_with_what_would_and_nothing_is_kept()
    {
        var day = centre.NextFreeMonday();
        Assert.Equal(201, (await PlanAsync("FTC-210", day, 6)).Status);
        var before = await centre.RowCounts();

        var refused = await PlanAsync("FTC-210", day, 6);

        Assert.Equal((409, "resources-taken"), (refused.Status, refused.Problem));
        Assert.Contains($"Splice bench 1 is taken on {Domain.Cohorts.CohortErrors.Day(day)} from 8:30am to 12:15pm by FTC-210-{day:yyMMdd}-A.", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var alternative = refused.Json.GetProperty("alternatives")[0].GetString()!;
        Assert.Equal(before, await centre.RowCounts());
        Assert.Equal(201, (await PlanAsync("FTC-210", DateOnly.Parse(alternative), 6)).Status);   // what is offered does fit
    }

    [Theory]
    [InlineData("FTC-999", "2026-12-07", 6, 404, "course-not-found")]
    [InlineData("nonsense", "2026-12-07", 6, 404, "course-not-found")]
    [InlineData("FTC-101", "2026-12-25", 6, 409, "centre-shut")]
    [InlineData("FTC-101", "2026-12-05", 6, 409, "centre-shut")]
    [InlineData("FTC-101", "2026-10-30", 6, 400, "first-day-past")]
    [InlineData("FTC-101", "2026-12-07", 0, 400, "request-invalid")]
    [InlineData("FTC-101", "2026-12-07", 61, 400, "request-invalid")]
    [InlineData("FTC-101", "2026-12-07", 60, 409, "resources-taken")]
    public async Task Every_other_refusal_has_its_status_and_code_and_keeps_nothing(string course, string firstDay, int capacity, int status, string problem)
    {
        var before = await centre.RowCounts();
        var answer = await PlanAsync(course, DateOnly.Parse(firstDay), capacity);
        Assert.Equal((status, problem), (answer.Status, answer.Problem));
        Assert.Equal(before, await centre.RowCounts());
    }

    [Fact]
    public async Task Whoever_saw_an_older_cohort_publishes_and_moves_nothing()
    {
        var cohort = await centre.GivenACohort(c => c.NotPublished());
        var seen = (await Coordinator.Get($"/api/v1/cohorts/{cohort.Id}")).Response.Headers.ETag!.ToString();
        var path = $"/api/v1/cohorts/{cohort.Id}/publication";

        Assert.Equal(200, (await Coordinator.Send("POST", path, null, null, ("If-Match", seen))).Status);
        var move = $"/api/v1/sessions/{cohort.Sessions[1].Id}/move";
        var stale = await Coordinator.Send("POST", move, new { day = centre.NextFreeDay(), startsAt = "13:00" }, Some.Key(), ("If-Match", seen));

        Assert.Equal((409, "changed-meanwhile"), (stale.Status, stale.Problem));
        Assert.Equal("not-a-draft", (await Coordinator.Send("POST", path)).Problem);
    }

    [Fact]
    public async Task A_move_onto_a_trainees_other_session_is_refused_without_saying_whose()
    {
        var engineer = Some.Engineer();
        var (one, other) = (await centre.GivenACohort(), await centre.GivenACohort());
        await centre.GivenABooking(one, centre.Cast.NorthBooker, engineer);
        await centre.GivenABooking(other, centre.Cast.NorthBooker, engineer);
        var before = await centre.RowCounts();

        var refused = await Coordinator.Post($"/api/v1/sessions/{one.Sessions[1].Id}/move", new { day = other.FirstDay, startsAt = "13:00" }, Some.Key());

        Assert.Equal((409, "resources-taken"), (refused.Status, refused.Problem));
        Assert.Contains("One trainee has another session or practice then.", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(engineer.FamilyName, refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await centre.RowCounts());
        var preview = await Coordinator.Get($"/api/v1/sessions/{one.Sessions[1].Id}/move?day={other.FirstDay:yyyy-MM-dd}&startsAt=13:00");
        Assert.Contains("One trainee has another session or practice then.", preview.Json.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
    }

    [Fact]
    public async Task The_shipped_catalogue_imported_again_changes_nothing()
    {
        var files = Directory.GetFiles(Testing.Repository.At("db", "catalogue"), "*.yaml").Select(file => new { name = Path.GetFileName(file), text = File.ReadAllText(file) });
        var before = await centre.Value<int>("select count(*) from course_version");

        var answer = await Coordinator.Post("/api/v1/courses/import", new { files });

        Assert.All(answer.Json.GetProperty("courses").EnumerateArray(), course => Assert.Equal("unchanged", course.GetProperty("change").GetString()));
        Assert.Equal(before, await centre.Value<int>("select count(*) from course_version"));
    }

    private Task<Answer> PlanAsync(string course, DateOnly firstDay, int capacity) => Coordinator.Post("/api/v1/cohorts", new { course, firstDay, capacity }, Some.Key());
}

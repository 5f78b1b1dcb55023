using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Facilities;

/// <summary>A kind of bay that the centre did not have yet.</summary>
public sealed class BayKindTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task A_new_kind_is_used_at_once_by_a_new_bay_with_the_time_around_it_and_the_practice_it_allows()
    {
        var added = await Staff.Post("/api/v1/bay-kinds", Kind("street-cabinet", "Street cabinet"));
        Assert.Equal((201, 0, 1), (added.Status, added.Json.GetProperty("bays").GetInt32(), added.Json.GetProperty("revision").GetInt32()));
        var bay = (await Staff.Post("/api/v1/bays", new { code = "CAB-1", name = "Cabinet 1", bayKind = "street-cabinet", capacity = 4 })).Id("id");

        var day = centre.NextFreeDay();
        var free = await Staff.Get($"/api/v1/free-slots?bayKind=street-cabinet&minutes=60&trainees=2&from={day:yyyy-MM-dd}&until={day:yyyy-MM-dd}");
        Assert.Equal("Cabinet 1", free.Json.GetProperty("slots")[0].GetProperty("bays")[0].GetProperty("name").GetString());
        await centre.Run("update centre set practice_days_ahead = 180");
        var practice = await centre.ClientOf(centre.Cast.NorthBooker).Practises(bay, day, "10:00", trainee: centre.Cast.NorthTrainee.Trainee);
        Assert.True(practice.Status == 201, $"{practice}");
        Assert.False(string.IsNullOrEmpty(practice.Json.GetProperty("supervisor").GetString()));
        Assert.Equal(
            TestCentre.Time.At(day, new(9, 45)).UtcDateTime, await centre.Value<DateTime>("select lower(during) from reservation where resource_id = $1", bay));
    }

    [Theory]
    [InlineData("classroom", "Another", 409, "bay-kind-there")]
    [InlineData("new", "The form itself", 400, "request-invalid")]
    [InlineData("Two Words", "No slug", 400, "request-invalid")]
    [InlineData("nameless", "", 400, "request-invalid")]
    public async Task What_cannot_be_a_kind_is_refused(string slug, string title, int status, string code)
    {
        var refused = await Staff.Post("/api/v1/bay-kinds", Kind(slug, title));
        Assert.Equal((status, code), (refused.Status, refused.Problem));
    }

    [Fact]
    public async Task By_page_it_is_named_once_and_the_form_of_its_first_bay_comes_next()
    {
        var planner = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        (string, string)[] form = [("Entry.Title", "x"), ("Title", "Mock street"), ("SetUpMinutes", "10"), ("ClearAwayMinutes", "5"), ("TravelMinutes", "0"), ("Practice", "Alone"), ("IdempotencyKey", Some.Key())];
        var wrong = await planner.Post("/facilities/bay-kinds/new", ("Title", ""), ("SetUpMinutes", ""), ("ClearAwayMinutes", "300"), ("TravelMinutes", "0"), ("Practice", "None"));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("href=\"#SetUpMinutes\"", wrong.Text, StringComparison.Ordinal);

        var added = await planner.Post("/facilities/bay-kinds/new", form[1..]);

        Assert.Equal((302, "/facilities/bays/new?bayKind=mock-street"), (added.Status, added.Response.Headers.Location?.OriginalString));
        var next = (await planner.Get("/facilities/bays/new?bayKind=mock-street")).Text;
        Assert.Contains("Mock street is added. Add its first bay.", next, StringComparison.Ordinal);
        Assert.Matches("<option[^>]*selected[^>]*value=\"mock-street\"", next);
        Assert.Equal("10 5 0 alone", await centre.Value<string>("select concat_ws(' ', set_up_minutes, clear_away_minutes, travel_minutes, practice) from bay_kind where slug = 'mock-street'"));
        Assert.Equal(409, (await planner.Post("/facilities/bay-kinds/new", [.. form[1..^1], ("IdempotencyKey", Some.Key())])).Status);
    }

    private static object Kind(string slug, string title) => new { slug, title, setUpMinutes = 15, clearAwayMinutes = 15, travelMinutes = 10, practice = "supervised" };
}

using System.Text.Json;
using System.Text.RegularExpressions;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Facilities;

/// <summary>Two colleagues change one bay, kind of bay, kit item, instructor or the centre itself: whoever saves second is shown what the first has saved, and writes over nothing unseen.</summary>
public sealed partial class OvertakenTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    public static TheoryData<string> Changes => [.. Each.Keys];

    /// <summary>What is read for its ETag, and a change; each number makes another one of it.</summary>
    private sealed record Subject(string Read, Func<int, (string Method, string Path, object Body)> Change);

    private static readonly Dictionary<string, Func<TestCentre, Task<Subject>>> Each = new()
    {
        ["a bay"] = async centre => Of($"/api/v1/bays/{await centre.Bay("CR-3")}", "PUT", "", number => new { name = $"Room {number}", capacity = 10 + number }),
        ["a bay's last day"] = async centre => Of($"/api/v1/bays/{await centre.Bay("CR-2")}", "POST", "/retirement", number => new { from = $"2030-01-{number + 1:00}" }),
        ["a kit item's last day"] = async centre => Of($"/api/v1/kit/{await ItemAsync(centre, "otdr")}", "POST", "/retirement", number => new { from = $"2030-01-{number + 1:00}" }),
        ["a kit item's check"] = async centre => Of($"/api/v1/kit/{await ItemAsync(centre, "power-meter")}", "POST", "/checks", number => new { kind = "calibration", doneOn = "2026-11-02", validUntil = "2027-11-01", reference = $"CAL-{number}" }),
        ["an instructor"] = centre => Task.FromResult(Of($"/api/v1/instructors/{centre.Cast.OtherInstructor.Instructor}", "PUT", "", number => new { name = $"Ivan {number}", email = "ivan@centre.example.org" })),
        ["an instructor's hours"] = centre => Task.FromResult(Of($"/api/v1/instructors/{centre.Cast.OtherInstructor.Instructor}", "PUT", "/hours", number => new { hours = new[] { new { day = "monday", starts = $"{8 + number:00}:00", ends = "17:00" } } })),
        ["a qualification"] = async centre => Of(
            $"/api/v1/instructors/{centre.Cast.OtherInstructor.Instructor}", "POST", $"/qualifications/{await HeldAsync(centre, centre.Cast.OtherInstructor)}/end", number => new { lastDay = $"2031-01-{number + 1:00}" }),
        ["the centre"] = _ => Task.FromResult(Of(
            "/api/v1/centre", "PUT", "", number => new { opens = "08:00", closes = "17:30", workingDays = new[] { "monday", "tuesday", "wednesday", "thursday", "friday" }, practiceHoursAWeek = 4 + number, practiceLeadHours = 24, practiceDaysAhead = 28 })),
    };

    private static Subject Of(string read, string method, string path, Func<int, object> body) => new(read, number => (method, read + path, body(number)));

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Sent_with_the_etag_of_before_a_change_is_refused_and_with_that_of_now_it_is_made(string what)
    {
        var (read, change) = await Each[what](centre);
        var before = (await Staff.Get(read)).Response.Headers.ETag!.Tag;

        var first = await SendAsync(change(1), before);
        Assert.True(first.Status == 200, $"{first}");
        var shown = await Staff.Get(read);
        Assert.NotEqual(before, shown.Response.Headers.ETag!.Tag);
        Assert.Equal(shown.Response.Headers.ETag.Tag, first.Response.Headers.ETag!.Tag);

        foreach (var wrong in new[] { before, "\"other\"", $"W/{shown.Response.Headers.ETag.Tag}" })
        {
            var second = await SendAsync(change(2), wrong);
            Assert.Equal((409, "changed-meanwhile"), (second.Status, second.Problem));
        }
        Assert.Equal(shown.Text, (await Staff.Get(read)).Text);

        Assert.Equal(200, (await SendAsync(change(2), shown.Response.Headers.ETag.Tag)).Status);
        // Whoever does not ask is not refused.
        Assert.Equal(200, (await SendAsync(change(3), null)).Status);
    }

    [Fact]
    public async Task A_kind_of_bay_says_its_revision_in_the_list()
    {
        var before = await RevisionAsync();
        var change = ("PUT", "/api/v1/bay-kinds/classroom", (object)new { title = "Classroom", setUpMinutes = 0, clearAwayMinutes = 0, travelMinutes = 0, practice = "none" });
        Assert.Equal(200, (await SendAsync(change, $"\"{before}\"")).Status);
        Assert.Equal("changed-meanwhile", (await SendAsync(change, $"\"{before}\"")).Problem);
        Assert.Equal(200, (await SendAsync(change, $"\"{await RevisionAsync()}\"")).Status);

        async Task<int> RevisionAsync() => (await Staff.Get("/api/v1/bay-kinds")).Json.GetProperty("kinds").EnumerateArray().Single(each => each.GetProperty("slug").GetString() == "classroom").GetProperty("revision").GetInt32();
    }

    [Fact]
    public async Task Of_eight_at_once_with_one_etag_one_is_the_first_and_without_any_all_are_made()
    {
        var bay = $"/api/v1/bays/{await centre.Bay("CR-4")}";
        var seen = (await Staff.Get(bay)).Response.Headers.ETag!.Tag;

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => SendAsync(("PUT", bay, new { name = $"Room {number}", capacity = 12 }), seen)));

        Assert.Equal([200, 409, 409, 409, 409, 409, 409, 409], answers.Select(each => each.Status).Order());
        Assert.All(answers.Where(each => each.Status == 409), each => Assert.Equal("changed-meanwhile", each.Problem));
        // Control: one after the other and without the header, nobody is told.
        for (var number = 1; number <= 3; number++) Assert.Equal(200, (await SendAsync(("PUT", bay, new { name = $"Room {number}", capacity = 12 }), null)).Status);
    }

    public static TheoryData<string, string, string, string, string> Forms => new()
    {
        { "bay", "/facilities/bays/{0}?handler=save", "Name=Classroom 1&Capacity=11", "Name=Blue room", "Blue room" },
        { "kind", "/facilities/bay-kinds/splice-bench", "Title=Splice bench&SetUpMinutes=5&ClearAwayMinutes=0&TravelMinutes=0&Practice=Alone", "SetUpMinutes=20", "20" },
        { "instructor", "/instructors/{0}/edit", "Name=Ida Irwin&Email=ida@centre.example.org", "HoursADay=7", "7" },
        { "hours", "/instructors/{0}/hours", "Days[0]=9am to 5pm", "Days[1]=9am to 1pm", "9:00am to 1:00pm" },
        { "centre", "/facilities/centre", "Opens=8am&Closes=5:30pm&WorkingDays=Monday&WorkingDays=Tuesday&WorkingDays=Wednesday&WorkingDays=Thursday&WorkingDays=Friday&PracticeHoursAWeek=4&PracticeLeadHours=24&PracticeDaysAhead=28&AppealDays=20", "PracticeHoursAWeek=9", "9" },
        { "qualification", "/instructors/{0}/qualifications/{1}", "LastDay.Day=1&LastDay.Month=2&LastDay.Year=2031", "LastDay.Year=2032", "Sunday 1 February 2032" },
        { "check", "/kit/{0}/check", "Kind=Calibration&DoneOn.Day=2&DoneOn.Month=11&DoneOn.Year=2026&ValidUntil.Day=1&ValidUntil.Month=11&ValidUntil.Year=2027&Reference=CAL-1", "ValidUntil.Year=2028", "Wednesday 1 November 2028" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_that_was_overtaken_keeps_what_was_entered_and_shows_what_is_saved_by_now(string what, string path, string mine, string colleagues, string shown)
    {
        var (one, other) = (await Browser.OfAsync(centre, centre.Cast.Coordinator), await Browser.OfAsync(centre, centre.Cast.Administrator));
        path = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, await IdsAsync(what));
        var page = path.Split('?')[0];
        var seen = Revision().Match((await one.Get(page)).Text).Groups[1].Value;
        // The colleague's form differs in one field.
        Assert.Equal(302, (await other.Post(path, [.. Fields($"{mine}&{colleagues}"), ("Revision", seen)])).Status);

        var refused = await one.Post(path, [.. Fields(mine), ("Revision", seen)]);

        Assert.Equal(409, refused.Status);
        Assert.Contains("Somebody else changed this", refused.Text, StringComparison.Ordinal);
        Assert.Matches($"<dd[^>]*>{Regex.Escape(shown)}</dd>", refused.Text);
        var now = Revision().Match(refused.Text).Groups[1].Value;
        Assert.NotEqual(seen, now);
        // What was entered wrong meanwhile does not move it on: only having been shown the change does.
        if (what == "bay") Assert.Equal(seen, Revision().Match((await one.Post(path, ("Name", "Blue"), ("Capacity", "many"), ("Revision", seen))).Text).Groups[1].Value);

        var saved = await one.Post(path, [.. Fields(mine), ("Revision", now)]);
        Assert.True(saved.Status == 302, saved.Text);
    }

    [Theory]
    [InlineData("/facilities/bays/{0}", "/facilities/bays/{0}?handler=retire", "bay")]
    [InlineData("/kit/{0}", "/kit/{0}", "check")]
    public async Task What_a_colleague_retired_meanwhile_is_shown_at_the_form_that_retires(string page, string path, string what)
    {
        var browser = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        var id = (await IdsAsync(what))[0];
        (page, path) = (page.Replace("{0}", id, StringComparison.Ordinal), path.Replace("{0}", id, StringComparison.Ordinal));
        var seen = Revision().Match((await browser.Get(page)).Text).Groups[1].Value;
        Assert.Equal(302, (await browser.Post(path, [.. Fields("From.Day=1&From.Month=2&From.Year=2040"), ("Revision", seen)])).Status);

        var refused = await browser.Post(path, [.. Fields("From.Day=1&From.Month=3&From.Year=2040"), ("Revision", seen)]);

        Assert.Equal(409, refused.Status);
        Assert.Contains("Wednesday 1 February 2040", refused.Text, StringComparison.Ordinal);
        Assert.Equal(302, (await browser.Post(path, ("Back", "true"), ("Revision", Revision().Match(refused.Text).Groups[1].Value))).Status);
    }

    private async Task<string[]> IdsAsync(string what) => what switch
    {
        "bay" => [$"{await centre.Bay("CR-1")}"],
        "instructor" or "hours" => [$"{centre.Cast.Instructor.Instructor}"],
        "qualification" => [$"{centre.Cast.Instructor.Instructor}", $"{await HeldAsync(centre, centre.Cast.Instructor)}"],
        "check" => [$"{await ItemAsync(centre, "light-source")}"],
        _ => [],
    };

    /// <summary>As a form sends them; a field named twice counts by its last value, unless it is one of several.</summary>
    private static (string, string)[] Fields(string form) =>
        [.. form.Split('&').Select(each => each.Split('=', 2)).GroupBy(each => each[0]).SelectMany(each => each.Key == "WorkingDays" ? each : each.TakeLast(1)).Select(each => (each[0], each[1]))];

    private Task<Answer> SendAsync((string Method, string Path, object Body) change, string? seen) => Staff.Send(change.Method, change.Path, JsonContent(change.Body), Some.Key(), seen is null ? [] : [("If-Match", seen)]);

    private static StringContent JsonContent(object body) => new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    private static Task<Guid> ItemAsync(TestCentre centre, string type) => centre.Value<Guid>("select id from kit_item where kit_type = $1 order by serial_number limit 1", type);

    private static Task<Guid> HeldAsync(TestCentre centre, Person instructor) => centre.Value<Guid>("select id from instructor_qualification where instructor_id = $1 order by qualification limit 1", instructor.Instructor!);

    [GeneratedRegex("name=\"Revision\" value=\"(\\d+)\"")]
    private static partial Regex Revision();
}

using System.Net;
using System.Text.RegularExpressions;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Timetable;

/// <summary>More places on a cohort, with the bays, instructors and kit that they take.</summary>
public sealed partial class ChangeCapacityTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task What_more_the_sessions_take_is_shown_first_and_then_added_with_the_places_and_whoever_comes_is_told()
    {
        var cohort = await centre.GivenACohortAhead(places: 12);
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        await centre.SendDueMessages();
        await centre.ClientOf(centre.Cast.SouthBooker).BooksUnnamed(cohort, 11);
        await centre.ClientOf(centre.Cast.SouthBooker).Joins(cohort, 1, automatic: true);
        var preview = (await PreviewAsync(cohort, 13)).Json;
        Assert.Equal((12, 13, 0), (preview.GetProperty("capacity").GetInt32(), preview.GetProperty("newCapacity").GetInt32(), preview.GetProperty("faults").GetArrayLength()));
        Assert.Equal(["bay, instructor", "bay, instructor"], preview.GetProperty("sessions").EnumerateArray().Select(session => string.Join(", ", session.GetProperty("more").EnumerateArray().Select(each => each.GetProperty("kind").GetString()))));
        var seen = preview.GetProperty("seen").GetString();

        // Nothing that was not seen is added.
        await centre.AssertRefused(409, "resources-taken", () => ChangeAsync(cohort, 13));
        Assert.Contains("besides", (await ChangeAsync(cohort, 13)).Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await centre.AssertRefused(409, "changed-meanwhile", () => ChangeAsync(cohort, 13, "something else"));
        Assert.Equal(["bay 2", "instructor 2"], await ServingAsync(cohort));

        Assert.Equal(200, (await ChangeAsync(cohort, 13, seen)).Status);
        Assert.Equal(["bay 4", "instructor 4"], await ServingAsync(cohort));
        Assert.Equal(13, await centre.Value<int>("select capacity from cohort where id = $1", cohort.Id));
        Assert.Contains("update", await centre.Column<string>("select kind from message where place_id = $1", place));
        Assert.Empty(await centre.Broken());
        Assert.Equal(12, await centre.Value<int>("select count(*) from place where cohort_id = $1 and provider_id = $2 and state = 'confirmed'", cohort.Id, centre.Cast.SouthBooker.Provider!));
        // All of it is there now: one more needs nothing besides.
        Assert.Equal((0, "null"), (await PreviewAsync(cohort, 14)) is { Json: var again } ? (again.GetProperty("sessions").GetArrayLength(), again.GetProperty("seen").GetRawText()) : default);
    }

    [Fact]
    public async Task What_somebody_else_took_in_between_is_not_replaced_by_something_that_was_never_shown()
    {
        var cohort = await centre.GivenACohortAhead(places: 12);
        var seen = (await PreviewAsync(cohort, 13)).Json.GetProperty("seen").GetString();
        await centre.GivenAnotherOn(cohort.FirstDay);

        await centre.AssertRefused(409, "changed-meanwhile", () => ChangeAsync(cohort, 13, seen));

        Assert.Equal(200, (await ChangeAsync(cohort, 13, (await PreviewAsync(cohort, 13)).Json.GetProperty("seen").GetString())).Status);
        // The three who teach are taken: what is missing is said, and nothing kept.
        var missing = (await PreviewAsync(cohort, 25)).Json.GetProperty("faults")[0].GetString();
        Assert.Contains("3 instructors needed, 2 kept for it and 0 more qualified and free.", missing, StringComparison.Ordinal);
        await centre.AssertRefused(409, "resources-taken", () => ChangeAsync(cohort, 25, seen));
        // Fewer give nothing back by themselves.
        Assert.Equal(200, (await ChangeAsync(cohort, 12)).Status);
        Assert.Equal(["bay 4", "instructor 4"], await ServingAsync(cohort));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task The_page_says_what_is_missing_or_what_would_be_added_and_adds_it_once_that_is_confirmed()
    {
        var cohort = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        var coordinator = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        var page = $"/cohorts/{cohort.Id}/places?handler=Capacity";
        var refused = await coordinator.Post(page, ("Capacity", "7"), ("IdempotencyKey", Some.Key()));
        Assert.Equal(409, refused.Status);
        Assert.Contains("2 splice benches needed, 1 kept for it and 0 more free.", refused.Text, StringComparison.Ordinal);

        await Staff.Post("/api/v1/bays", new { code = "SB-2", name = "Splice bench 2", bayKind = "splice-bench", capacity = 6 }, Some.Key());
        var asked = await coordinator.Post(page, ("Capacity", "7"), ("IdempotencyKey", Some.Key()));
        Assert.Equal(200, asked.Status);
        var text = WebUtility.HtmlDecode(asked.Text);
        Assert.Contains("7 places instead of 6?", text, StringComparison.Ordinal);
        Assert.Matches("<strong>Splice bench 2, [^<]*</strong>", text);
        Assert.Equal(6, await centre.Value<int>("select capacity from cohort where id = $1", cohort.Id));

        Assert.Equal(302, (await coordinator.Post(page, ("Capacity", "7"), ("Seen", Seen().Match(asked.Text).Groups[1].Value), ("IdempotencyKey", Some.Key()))).Status);
        Assert.Equal(7, await centre.Value<int>("select capacity from cohort where id = $1", cohort.Id));
        Assert.Empty(await centre.Broken());
    }

    private Task<Answer> PreviewAsync(GivenCohort cohort, int capacity) => Staff.Get($"/api/v1/cohorts/{cohort.Id}/capacity?capacity={capacity}");

    private Task<Answer> ChangeAsync(GivenCohort cohort, int capacity, string? seen = null) => Staff.Send("PUT", $"/api/v1/cohorts/{cohort.Id}/capacity", new { capacity, seen }, Some.Key());

    /// <summary>Bays and instructors, over all sessions.</summary>
    private Task<List<string>> ServingAsync(GivenCohort cohort) =>
        centre.Column<string>("select r.resource_kind || ' ' || count(*) from reservation r join session s on s.id = r.session_id where s.cohort_id = $1 and r.resource_kind in ('bay', 'instructor') group by r.resource_kind order by 1", cohort.Id);

    [GeneratedRegex("name=\"Seen\" value=\"([^\"]+)")]
    private static partial Regex Seen();
}

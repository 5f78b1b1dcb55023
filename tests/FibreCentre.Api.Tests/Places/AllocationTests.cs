using System.Text.RegularExpressions;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed partial class AllocationTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Only_planners_keep_places()
    {
        var cohort = await centre.GivenACohortAhead();
        var kept = (await Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, cohort.FirstDay.AddDays(-7))).Id("allocationId");
        await centre.AssertForbidden("POST", $"/api/v1/cohorts/{cohort.Id}/allocations", new { provider = centre.Cast.NorthBooker.Provider, places = 1, releaseOn = cohort.FirstDay }, centre.Cast.NorthBooker, centre.Cast.Instructor);
        await centre.AssertForbidden("DELETE", $"/api/v1/allocations/{kept}", null, centre.Cast.NorthBooker, centre.Cast.Manager);
        await centre.AssertUnknown(centre.Cast.Coordinator, "cohort-not-found", "POST", id => $"/api/v1/cohorts/{id}/allocations", Guid.NewGuid(), new { provider = centre.Cast.NorthBooker.Provider, places = 1, releaseOn = cohort.FirstDay });
        await centre.AssertUnknown(centre.Cast.Coordinator, "allocation-not-found", "DELETE", id => $"/api/v1/allocations/{id}", Guid.NewGuid());
        await centre.AssertUnknown(centre.Cast.Coordinator, "allocation-not-found", "PUT", id => $"/api/v1/allocations/{id}", Guid.NewGuid(), new { places = 1, releaseOn = cohort.FirstDay });
    }

    [Fact]
    public async Task What_is_kept_for_one_is_gone_for_the_others_who_learn_no_more_than_that()
    {
        var cohort = await centre.GivenACohortAhead();
        var kept = await Staff.Keeps(cohort, centre.Cast.NorthBooker, 4, cohort.FirstDay.AddDays(-7));
        Assert.Equal((201, 4), (kept.Status, kept.Json.GetProperty("left").GetInt32()));

        var refused = await South.Books(cohort, Some.Engineer(), Some.Engineer(), Some.Engineer());
        Assert.Equal(("not-enough-places", 2), (refused.Problem, refused.Json.GetProperty("placesLeft").GetInt32()));
        Assert.Equal(0, (await South.Get($"/api/v1/cohorts/{cohort.Id}/allocations")).Json.GetProperty("allocations").GetArrayLength());
        Assert.Equal(1, (await North.Get($"/api/v1/cohorts/{cohort.Id}/allocations")).Json.GetProperty("allocations").GetArrayLength());
        foreach (var path in new[] { $"/api/v1/cohorts/{cohort.Id}", "/api/v1/cohorts?limit=100", $"/api/v1/cohorts/{cohort.Id}/allocations", $"/api/v1/cohorts/{cohort.Id}/waiting-list", "/api/v1/home" })
        {
            var text = (await South.Get(path)).Text;
            Assert.DoesNotContain("Northway", text, StringComparison.Ordinal);
            Assert.DoesNotContain($"{centre.Cast.NorthBooker.Provider}", text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(201, (await North.Books(cohort, [.. Enumerable.Range(0, 5).Select(_ => Some.Engineer())])).Status);
        Assert.Equal(["5 0 4"], await centre.Column<string>("select c.places_taken || ' ' || c.places_kept || ' ' || a.used from cohort c join allocation a on a.cohort_id = c.id where c.id = $1", cohort.Id));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task A_place_given_back_to_an_allocation_stays_its_providers()
    {
        var cohort = await centre.GivenACohortAhead(places: 2);
        await Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, cohort.FirstDay.AddDays(-7));
        var booked = await North.Books(cohort, Some.Engineer(), Some.Engineer());
        await South.Joins(cohort, 1, automatic: true);

        await North.Cancels(booked.Id(), [booked.PlaceIds()[0]]);
        Assert.Equal(0, await centre.Value<int>("select count(*) from place where cohort_id = $1 and provider_id = $2", cohort.Id, centre.Cast.SouthBooker.Provider!));
        Assert.Equal(201, (await North.Books(cohort, Some.Engineer())).Status);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task What_it_refuses_it_says_and_changes_nothing()
    {
        var cohort = await centre.GivenACohortAhead();
        await South.Books(cohort, Some.Engineer());
        var release = cohort.FirstDay.AddDays(-7);
        await centre.AssertRefused(409, "not-enough-to-keep", () => Staff.Keeps(cohort, centre.Cast.NorthBooker, 6, release));
        await centre.AssertRefused(400, "release-out-of-range", () => Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, cohort.FirstDay.AddDays(1)));
        await centre.AssertRefused(400, "release-out-of-range", () => Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, TestCentre.Time.DayOf(centre.Clock.GetUtcNow())));
        await centre.AssertRefused(400, "request-invalid", () => Staff.Keeps(cohort, centre.Cast.NorthBooker, 0, release));
        await centre.AssertRefused(400, "request-invalid", () => Staff.Keeps(cohort, centre.Cast.NorthBooker with { Provider = Guid.NewGuid() }, 1, release));
        var kept = (await Staff.Keeps(cohort, centre.Cast.NorthBooker, 3, release)).Id("allocationId");
        await centre.AssertRefused(409, "allocation-there", () => Staff.Keeps(cohort, centre.Cast.NorthBooker, 1, release));
        await North.Books(cohort, Some.Engineer(), Some.Engineer());
        await centre.AssertRefused(409, "allocation-used", () => Change(kept, 1, release));
        await centre.AssertRefused(409, "not-enough-to-keep", () => Change(kept, 6, release));
        await centre.AssertRefused(400, "release-out-of-range", () => Change(kept, 3, cohort.FirstDay.AddDays(1)));
        Assert.Equal(0, (await Change(kept, 2, release)).Json.GetProperty("left").GetInt32());
        Assert.Equal(200, (await Staff.Send("DELETE", $"/api/v1/allocations/{kept}")).Status);
        await centre.AssertRefused(409, "allocation-released", () => Staff.Send("DELETE", $"/api/v1/allocations/{kept}"));
        await centre.AssertRefused(409, "allocation-released", () => Change(kept, 3, release));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Released_or_cut_what_is_left_goes_to_those_who_wait()
    {
        var cohort = await centre.GivenACohortAhead(places: 3);
        var kept = (await Staff.Keeps(cohort, centre.Cast.NorthBooker, 3, cohort.FirstDay.AddDays(-7))).Id("allocationId");
        await South.Joins(cohort, 2, automatic: true);

        await Change(kept, 2, cohort.FirstDay.AddDays(-7));
        Assert.Equal(1, await SouthernPlaces(cohort));
        await Staff.Send("DELETE", $"/api/v1/allocations/{kept}");
        Assert.Equal(2, await SouthernPlaces(cohort));
        Assert.Equal(["2 0"], await centre.Column<string>("select places_taken || ' ' || places_kept from cohort where id = $1", cohort.Id));
    }

    [Fact]
    public async Task On_its_day_the_clock_releases_it_from_midnight()
    {
        var cohort = await centre.GivenACohortAhead(places: 2);
        var release = cohort.FirstDay.AddDays(-10);
        await Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, release);
        await South.Joins(cohort, 1);
        centre.ItIs(release.AddDays(-1), 23, 59);
        await centre.SeeToCohorts();
        Assert.Equal(0, await SouthernPlaces(cohort));

        centre.ItIs(release, 0);
        await centre.SeeToCohorts();
        Assert.Equal(1, await SouthernPlaces(cohort));
        Assert.Equal(201, (await South.Books(cohort, Some.Engineer())).Status);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_keeps_once()
    {
        var cohort = await centre.GivenACohortAhead();
        await centre.AssertOnce(key => Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, cohort.FirstDay.AddDays(-7), key));
    }

    [Fact]
    public async Task Of_two_who_change_one_the_second_is_told_and_writes_over_nothing_unseen()
    {
        var cohort = await centre.GivenACohortAhead();
        var (one, other) = (cohort.FirstDay.AddDays(-7), cohort.FirstDay.AddDays(-6));
        var kept = (await Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, one)).Id("allocationId");
        var path = $"/api/v1/allocations/{kept}";
        var seen = (await Staff.Get($"/api/v1/cohorts/{cohort.Id}/allocations")).Json.GetProperty("allocations")[0].GetProperty("revision").GetInt32();

        var first = await Staff.Send("PUT", path, new { places = 3, releaseOn = one }, Some.Key(), ("If-Match", $"\"{seen}\""));
        Assert.Equal((200, $"\"{seen + 1}\""), (first.Status, first.Response.Headers.ETag!.Tag));
        await centre.AssertRefused(409, "changed-meanwhile", () => Staff.Send("PUT", path, new { places = 4, releaseOn = other }, Some.Key(), ("If-Match", $"\"{seen}\"")));
        await centre.AssertRefused(409, "changed-meanwhile", () => Staff.Send("DELETE", path, null, Some.Key(), ("If-Match", $"\"{seen}\"")));
        // Places drawn from it are no change of it; whoever does not ask is not refused.
        await North.Books(cohort, Some.Engineer());
        Assert.Equal(200, (await Staff.Send("PUT", path, new { places = 4, releaseOn = one }, Some.Key(), ("If-Match", $"\"{seen + 1}\""))).Status);
        Assert.Equal(200, (await Change(kept, 2, one)).Status);
        var race = await Task.WhenAll(Enumerable.Range(1, 6).Select(places => Staff.Send("PUT", path, new { places, releaseOn = other }, Some.Key(), ("If-Match", $"\"{seen + 3}\""))));
        Assert.Equal([200, 409, 409, 409, 409, 409], race.Select(each => each.Status).Order());
        Assert.Equal(200, (await Staff.Send("DELETE", path, null, Some.Key(), ("If-Match", $"\"{seen + 4}\""))).Status);
        // Control: without the header one writes over the other.
        var another = (await Staff.Keeps(cohort, centre.Cast.SouthBooker, 1, one)).Id("allocationId");
        foreach (var places in new[] { 2, 1, 2 }) Assert.Equal(200, (await Change(another, places, one)).Status);
    }

    [Fact]
    public async Task A_form_that_was_overtaken_keeps_what_was_entered_shows_what_is_saved_and_knows_the_way_back_to_itself()
    {
        var cohort = await centre.GivenACohortAhead();
        var release = cohort.FirstDay.AddDays(-7);
        var kept = (await Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, release)).Id("allocationId");
        var path = $"/cohorts/{cohort.Id}/places/change?allocation={kept}";
        var (one, other) = (await Browser.OfAsync(centre, centre.Cast.Coordinator), await Browser.OfAsync(centre, centre.Cast.Administrator));
        var seen = Revision().Match((await one.Get(path)).Text).Groups[1].Value;
        Assert.Equal(302, (await other.Post(path, Form(4, seen))).Status);

        var refused = await one.Post(path, Form(3, seen));

        Assert.Equal(409, refused.Status);
        Assert.Contains("Somebody else changed this", refused.Text, StringComparison.Ordinal);
        Assert.Matches("<dd[^>]*>4</dd>", refused.Text);
        Assert.Matches("name=\"Places\"[^>]*value=\"3\"", refused.Text);
        Assert.Contains($"href=\"{path}\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(409, (await one.Post($"/cohorts/{cohort.Id}/places/change?handler=release", ("Allocation", $"{kept}"), ("Revision", seen))).Status);
        Assert.Equal(302, (await one.Post(path, Form(3, Revision().Match(refused.Text).Groups[1].Value))).Status);

        (string, string)[] Form(int places, string revision) =>
            [("Allocation", $"{kept}"), ("Places", $"{places}"), ("ReleaseOn.Day", $"{release.Day}"), ("ReleaseOn.Month", $"{release.Month}"), ("ReleaseOn.Year", $"{release.Year}"), ("Revision", revision)];
    }

    [GeneratedRegex("name=\"Revision\" value=\"(\\d+)\"")]
    private static partial Regex Revision();

    private Task<Answer> Change(Guid allocation, int places, DateOnly releaseOn) => Staff.Send("PUT", $"/api/v1/allocations/{allocation}", new { places, releaseOn }, Some.Key());

    private Task<int> SouthernPlaces(GivenCohort cohort) => centre.Value<int>("select count(*) from place where cohort_id = $1 and provider_id = $2 and state <> 'cancelled'", cohort.Id, centre.Cast.SouthBooker.Provider!);
}

using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class AllocationTests(TestCentre centre) : IClassFixture<TestCentre>
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

    private Task<Answer> Change(Guid allocation, int places, DateOnly releaseOn) => Staff.Send("PUT", $"/api/v1/allocations/{allocation}", new { places, releaseOn }, Some.Key());

    private Task<int> SouthernPlaces(GivenCohort cohort) => centre.Value<int>("select count(*) from place where cohort_id = $1 and provider_id = $2 and state <> 'cancelled'", cohort.Id, centre.Cast.SouthBooker.Provider!);
}

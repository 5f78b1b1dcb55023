using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class CancelPlacesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Only_its_booker_and_the_centre_cancel()
    {
        var booked = await North.Books(await centre.GivenACohortAhead(), Some.Engineer());
        var body = new { places = booked.PlaceIds() };
        await centre.AssertForbidden("POST", $"/api/v1/bookings/{booked.Id()}/cancellation", body, centre.Cast.Instructor, centre.Cast.Manager, centre.Cast.NorthTrainee);
        await centre.AssertForbidden("POST", $"/api/v1/places/{booked.PlaceIds()[0]}/waiver", new { reason = "x" }, centre.Cast.NorthBooker, centre.Cast.Instructor);
        await centre.AssertUnknown(centre.Cast.SouthBooker, "booking-not-found", "POST", id => $"/api/v1/bookings/{id}/cancellation", booked.Id(), body);
        await centre.AssertUnknown(centre.Cast.SouthBooker, "booking-not-found", "GET", id => $"/api/v1/bookings/{id}/cancellation", booked.Id());
        await centre.AssertUnknown(centre.Cast.SouthBooker, "place-not-found", "POST", id => $"/api/v1/places/{id}/cancellation", booked.PlaceIds()[0]);
        await centre.AssertRefused(404, "place-not-found", () => North.Cancels(booked.Id(), [Guid.NewGuid()]));
    }

    [Fact]
    public async Task Past_the_last_free_day_with_nothing_to_pay_the_pages_do_not_say_that_it_is_free_until_then()
    {
        var cohort = await centre.GivenACohortAhead();
        await centre.GivenACohortAhead(days: 40);   // somewhere to go
        await centre.Run($"update cohort set price_per_place = 0 where id = '{cohort.Id}'");
        var booked = await North.Books(cohort, Some.Engineer());
        var (cancel, transfer) = ($"/bookings/{booked.Id()}/cancel?places={booked.PlaceIds()[0]}&look=true", $"/bookings/{booked.Id()}/places/{booked.PlaceIds()[0]}/transfer");
        var browser = await Browser.OfAsync(centre, centre.Cast.NorthBooker);
        Assert.Contains("Cancelling is free until the end of", (await browser.Get(cancel)).Text, StringComparison.Ordinal);
        Assert.Contains("costs nothing</strong> until the end of", (await browser.Get(transfer)).Text, StringComparison.Ordinal);

        centre.ItIs(cohort.FirstDay.AddDays(-13), 9);

        browser = await Browser.OfAsync(centre, centre.Cast.NorthBooker);
        foreach (var page in new[] { cancel, transfer })
        {
            var text = (await browser.Get(page)).Text;
            Assert.Contains($"Nothing is owed for it, although the last free day was {Domain.Cohorts.CohortErrors.Day(cohort.FirstDay.AddDays(-14))}.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("until the end of", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task In_time_it_is_free_and_the_calendar_entries_are_withdrawn()
    {
        var cohort = await centre.GivenACohortAhead();
        var booked = await North.Books(cohort, Some.Engineer(), Some.Engineer());
        var place = booked.PlaceIds()[0];

        var answer = await North.Cancels(booked.Id(), [place], expectedFee: 0);

        Assert.Equal((200, 0m), (answer.Status, answer.Json.GetProperty("fee").GetDecimal()));
        Assert.Equal(["place 140.00", "credit -140.00"], await centre.ChargesOf(place));
        Assert.Equal(["place 140.00"], await centre.ChargesOf(booked.PlaceIds()[1]));
        Assert.Equal(["True 1", "True 1"], await centre.Column<string>("select initcap(withdrawn::text) || ' ' || sequence from invitation where place_id = $1", place));
        Assert.Equal(2, await centre.Value<int>("select count(*) from message where place_id = $1 and kind = 'cancellation'", place));
        Assert.Equal(0, await centre.Value<int>("select count(*) from reservation where place_id = $1", place));
        Assert.Equal(1, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        await centre.AssertRefused(409, "already-cancelled", () => North.Cancels(booked.Id(), [place]));
    }

    [Fact]
    public async Task It_is_free_until_midnight_of_the_last_free_day_on_the_centres_clocks()
    {
        var cohort = await centre.GivenACohortAhead();
        var booked = await North.Books(cohort, Some.Engineer(), Some.Engineer());
        centre.ItIs(cohort.FirstDay.AddDays(-14), 23, 59);
        Assert.Equal(0, (await North.Get($"/api/v1/bookings/{booked.Id()}/cancellation")).Json.GetProperty("fee").GetDecimal());

        centre.ItIs(cohort.FirstDay.AddDays(-13), 0);
        var shown = (await North.Get($"/api/v1/bookings/{booked.Id()}/cancellation?place={booked.PlaceIds()[0]}")).Json;
        Assert.Equal((70m, cohort.FirstDay.AddDays(-14).ToString("yyyy-MM-dd"), 50), (shown.GetProperty("fee").GetDecimal(), shown.GetProperty("freeUntil").GetString(), shown.GetProperty("percent").GetInt32()));
        await centre.AssertRefused(409, "cost-changed", () => North.Cancels(booked.Id(), booked.PlaceIds(), expectedFee: 0));
        await centre.AssertRefused(409, "cost-changed", () => North.Post($"/api/v1/places/{booked.PlaceIds()[0]}/cancellation?expectedFee=0", null, Some.Key()));
        Assert.Equal(140m, (await North.Cancels(booked.Id(), booked.PlaceIds(), expectedFee: 140)).Json.GetProperty("fee").GetDecimal());
        foreach (var place in booked.PlaceIds()) Assert.Equal(["place 140.00", "credit -140.00", "cancellation 70.00"], await centre.ChargesOf(place));
    }

    [Fact]
    public async Task Staff_let_the_fee_off_at_once_or_later_and_say_why()
    {
        var cohort = await centre.GivenACohortAhead();
        var booked = await North.Books(cohort, Some.Engineer(), Some.Engineer());
        var (atOnce, later) = (booked.PlaceIds()[0], booked.PlaceIds()[1]);
        centre.ItIs(cohort.FirstDay.AddDays(-3), 9);
        await centre.AssertRefused(403, "only-staff-waive", () => North.Cancels(booked.Id(), [atOnce], waiveBecause: "please"));

        Assert.Equal(200, (await Staff.Cancels(booked.Id(), [atOnce], waiveBecause: "Bereavement")).Status);
        Assert.Equal(["place 140.00", "credit -140.00", "cancellation 70.00", "waiver -70.00"], await centre.ChargesOf(atOnce));

        await centre.AssertRefused(409, "nothing-to-waive", () => Waive(later, "Bereavement"));
        await North.Cancels(booked.Id(), [later]);
        await centre.AssertRefused(400, "request-invalid", () => Waive(later, ""));
        await centre.AssertOnce(key => Staff.Post($"/api/v1/places/{later}/waiver", new { reason = "Bereavement" }, key));
        await centre.AssertRefused(409, "nothing-to-waive", () => Waive(later, "Again"));
        Assert.Equal("Bereavement", await centre.Value<string>("select string_agg(distinct reason, ', ') from charge where booking_id = $1 and kind = 'waiver' and made_by = $2", booked.Id(), centre.Cast.Coordinator.Account));
        await centre.AssertUnknown(centre.Cast.Coordinator, "place-not-found", "POST", id => $"/api/v1/places/{id}/waiver", Guid.NewGuid(), new { reason = "x" });
    }

    [Fact]
    public async Task Once_the_cohort_has_begun_nothing_is_given_back()
    {
        var cohort = await centre.GivenACohortAhead();
        var booked = await North.Books(cohort, Some.Engineer());
        centre.Clock.SetUtcNow(cohort.Sessions[0].During.Starts);
        await centre.AssertRefused(409, "cohort-has-begun", () => North.Cancels(booked.Id(), booked.PlaceIds()));
        await centre.AssertRefused(409, "cohort-has-begun", () => Staff.Cancels(booked.Id(), booked.PlaceIds()));
    }

    [Fact]
    public async Task Held_places_given_back_one_by_one_cost_nothing_and_with_the_last_the_hold_is_over()
    {
        var cohort = await centre.GivenACohortAhead();
        var hold = (await North.Holds(cohort, 2)).Id();
        var places = await centre.PlacesOf(hold);

        Assert.Equal(0, (await North.Cancels(hold, [places[0]])).Json.GetProperty("fee").GetDecimal());
        Assert.Equal("held", (await North.Get($"/api/v1/bookings/{hold}")).Json.GetProperty("state").GetString());
        await North.Cancels(hold, [places[1]]);

        Assert.Equal("lapsed", (await North.Get($"/api/v1/bookings/{hold}")).Json.GetProperty("state").GetString());
        Assert.Equal(0, await centre.Value<int>("select count(*) from charge where booking_id = $1", hold));
        await centre.AssertRefused(409, "hold-lapsed", () => North.Confirms(hold));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task What_is_booked_of_a_hold_after_some_was_given_back_is_charged_for_the_rest_only()
    {
        var hold = (await North.Holds(await centre.GivenACohortAhead(), 3)).Id();
        var places = await centre.PlacesOf(hold);
        await North.Cancels(hold, [places[0]]);
        Assert.Equal(2, (await North.Confirms(hold)).Json.GetProperty("places").GetInt32());
        Assert.Equal(2, await centre.Value<int>("select count(*) from charge where booking_id = $1", hold));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_cancels_once()
    {
        var booked = await North.Books(await centre.GivenACohortAhead(), Some.Engineer());
        await centre.AssertOnce(key => North.Cancels(booked.Id(), booked.PlaceIds(), null, null, key));
        var single = (await North.Books(await centre.GivenACohortAhead(), Some.Engineer())).PlaceIds()[0];
        await centre.AssertOnce(key => North.Post($"/api/v1/places/{single}/cancellation", null, key));
    }

    private Task<Answer> Waive(Guid place, string reason) => Staff.Post($"/api/v1/places/{place}/waiver", new { reason }, Some.Key());
}

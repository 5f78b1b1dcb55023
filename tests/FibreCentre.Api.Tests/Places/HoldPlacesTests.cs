using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class HoldPlacesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    [Fact]
    public async Task Only_bookers_hold_and_a_draft_looks_as_if_it_never_was()
    {
        var cohort = await centre.GivenACohortAhead();
        await centre.AssertForbidden("POST", $"/api/v1/cohorts/{cohort.Id}/holds", new { places = 1 }, centre.Cast.Coordinator, centre.Cast.Instructor, centre.Cast.NorthTrainee);
        var draft = await centre.GivenACohort(c => c.NotPublished());
        await centre.AssertUnknown(centre.Cast.NorthBooker, "cohort-not-found", "POST", id => $"/api/v1/cohorts/{id}/holds", draft.Id, new { places = 1 });
    }

    [Fact]
    public async Task On_the_page_some_of_them_are_given_back_and_the_others_stay_held()
    {
        var cohort = await centre.GivenACohortAhead();
        var hold = (await North.Holds(cohort, 3)).Id();
        var browser = await Browser.OfAsync(centre, centre.Cast.NorthBooker);
        var page = $"/bookings/{hold}/give-back";
        Assert.Matches("name=\"Places\"[^>]*value=\"3\"", (await browser.Get(page)).Text);
        foreach (var wrong in new[] { "0", "4", "", "some" }) Assert.Equal(400, (await browser.Post(page, ("Places", wrong))).Status);

        var ids = await centre.Column<string>("select id::text from place where booking_id = $1 order by id", hold);
        (string, string)[] one = [("Places", "1"), .. ids.Select(id => ("Of", id)), ("IdempotencyKey", Some.Key())];
        // Sent again, the form means the same place.
        foreach (var _ in ids) Assert.Equal($"/bookings/{hold}", (await browser.Post(page, one)).Response.Headers.Location!.ToString());
        Assert.Equal(["cancelled", "held", "held"], await centre.Column<string>("select state from place where booking_id = $1 order by state", hold));
        Assert.Equal(0, await centre.Value<int>("select count(*) from booking where id = $1 and lapsed_at is not null", hold));

        // A colleague books the others while the form is open: booked places are not given back as if they were held.
        Assert.Equal("already-booked", (await GivesBackAsync(onlyHeld: true, booked: true)).Error?.Code);
        Assert.True((await GivesBackAsync(onlyHeld: false, booked: true)).Succeeded);   // control: unasked they would be

        Assert.Equal($"/cohorts/{cohort.Id}", (await browser.Post(page, ("Places", "2"))).Response.Headers.Location!.ToString());
        Assert.Equal(1, await centre.Value<int>("select count(*) from booking where id = $1 and lapsed_at is not null", hold));
        Assert.Empty(await centre.Broken());

        async Task<Domain.Result<CancelledPlaces>> GivesBackAsync(bool onlyHeld, bool booked)
        {
            var other = (await North.Holds(await centre.GivenACohortAhead(), 2)).Id();
            var held = await centre.Column<string>("select id::text from place where booking_id = $1 order by id", other);
            if (booked) await centre.App.AskAsync(new ConfirmHold(new(other), "PO-1"), centre.Cast.NorthBooker.Actor);
            return await centre.Ask(new CancelPlaces(new(other), [Guid.Parse(held[0])], ExpectedFee: 0, OnlyHeld: onlyHeld), centre.Cast.NorthBooker);
        }
    }

    [Fact]
    public async Task Held_places_are_taken_cost_nothing_and_their_end_is_announced()
    {
        var cohort = await centre.GivenACohortAhead();

        var answer = await North.Holds(cohort, 2);

        var (booking, now) = (answer.Id(), centre.Clock.GetUtcNow());
        Assert.Equal((201, $"/api/v1/bookings/{booking}"), (answer.Status, answer.Response.Headers.Location?.ToString()));
        Assert.Equal((now.AddHours(24), 4), (answer.Json.GetProperty("heldUntil").GetDateTimeOffset(), answer.Json.GetProperty("placesLeft").GetInt32()));
        Assert.Equal(["held 140.00", "held 140.00"], await centre.Column<string>("select state || ' ' || price from place where booking_id = $1 and trainee_id is null", booking));
        Assert.Equal(2, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        Assert.Equal(0, await centre.Value<int>("select count(*) from charge where booking_id = $1", booking));
        Assert.Equal("held", (await North.Get($"/api/v1/bookings/{booking}")).Json.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(2, 24)]
    [InlineData(3, 72)]
    [InlineData(7, 168)]
    public async Task The_larger_the_group_the_longer(int places, int hours) =>
        Assert.Equal(centre.Clock.GetUtcNow().AddHours(hours), (await North.Holds(await centre.GivenACohortAhead(places: 8), places)).Json.GetProperty("heldUntil").GetDateTimeOffset());

    [Fact]
    public async Task And_never_past_the_day_names_are_due()
    {
        var cohort = await centre.GivenACohortAhead(days: 8, places: 8);
        Assert.Equal(await centre.NamesDueAt(cohort), (await North.Holds(cohort, 7)).Json.GetProperty("heldUntil").GetDateTimeOffset().UtcDateTime);
    }

    [Fact]
    public async Task What_it_refuses_it_says_and_writes_nothing()
    {
        var cohort = await centre.GivenACohortAhead(days: 8, places: 3);
        await centre.AssertRefused(409, "not-enough-places", () => North.Holds(cohort, 4));
        await centre.AssertRefused(400, "request-invalid", () => North.Holds(cohort, 0));
        await centre.AssertRefused(400, "request-invalid", () => North.Holds(cohort, 61));
        await North.Holds(cohort, 2);
        await centre.AssertRefused(409, "one-hold-at-a-time", () => North.Holds(cohort, 1));
        Assert.Equal(201, (await South.Holds(cohort, 1)).Status);
        var full = await North.Books(cohort, Some.Engineer());
        Assert.Equal((409, 0), (full.Status, full.Json.GetProperty("placesLeft").GetInt32()));

        var soon = await centre.GivenACohortAhead(days: 8);
        centre.ItIs(await centre.NamesDueAt(soon));
        await centre.AssertRefused(409, "names-are-due", () => South.Holds(soon, 1));
        centre.Clock.SetUtcNow(soon.Sessions[0].During.Starts);
        await centre.AssertRefused(409, "booking-closed", () => South.Holds(soon, 1));
    }

    [Fact]
    public async Task A_hold_is_not_renewed_for_ever()
    {
        var cohort = await centre.GivenACohortAhead();
        Assert.Equal(200, (await North.GivesBack((await North.Holds(cohort, 1)).Id())).Status);

        await centre.AssertRefused(409, "hold-again-later", () => North.Holds(cohort, 1));
        centre.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(10));
        await centre.AssertRefused(409, "hold-again-later", () => North.Holds(cohort, 1));
        centre.Clock.Advance(TimeSpan.FromTicks(10));
        Assert.Equal(201, (await North.Holds(cohort, 1)).Status);
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_holds_once()
    {
        var cohort = await centre.GivenACohortAhead();
        await centre.AssertOnce(key => North.Holds(cohort, 2, key));
    }

    [Fact]
    public async Task Given_back_the_places_are_free_at_once_and_only_once()
    {
        var cohort = await centre.GivenACohortAhead();
        var hold = (await North.Holds(cohort, 3)).Id();
        await centre.AssertUnknown(centre.Cast.SouthBooker, "booking-not-found", "DELETE", id => $"/api/v1/bookings/{id}/hold", hold);

        Assert.Equal(3, (await North.GivesBack(hold)).Json.GetProperty("places").GetInt32());

        Assert.Equal(["cancelled lapsed"], await centre.Column<string>("select distinct state || ' ' || ended_because from place where booking_id = $1", hold));
        Assert.Equal(0, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        await centre.AssertRefused(409, "hold-lapsed", () => North.GivesBack(hold));
        var booked = (await North.Books(cohort, Some.Engineer())).Id();
        await centre.AssertRefused(409, "already-booked", () => North.GivesBack(booked));
    }
}

using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class ConfirmHoldTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    [Fact]
    public async Task Only_its_own_booker_confirms()
    {
        var hold = (await North.Holds(await centre.GivenACohortAhead(), 2)).Id();
        await centre.AssertForbidden("POST", $"/api/v1/bookings/{hold}/confirmation", new { purchaseOrder = "PO" }, centre.Cast.Coordinator, centre.Cast.NorthTrainee);
        await centre.AssertUnknown(centre.Cast.SouthBooker, "booking-not-found", "POST", id => $"/api/v1/bookings/{id}/confirmation", hold, new { purchaseOrder = "PO" });
    }

    [Fact]
    public async Task Confirmed_the_places_are_charged_and_stay_without_names()
    {
        var cohort = await centre.GivenACohortAhead();
        var hold = (await North.Holds(cohort, 2)).Id();

        var answer = await North.Confirms(hold, " PO-77 ");

        Assert.Equal((200, 2), (answer.Status, answer.Json.GetProperty("places").GetInt32()));
        Assert.Equal(["PO-77"], await centre.Column<string>("select purchase_order from booking where id = $1 and held_until is null and lapsed_at is null", hold));
        foreach (var place in await centre.PlacesOf(hold)) Assert.Equal(["place 140.00"], await centre.ChargesOf(place));
        Assert.Equal(["confirmed"], await centre.Column<string>("select distinct state from place where booking_id = $1", hold));
        Assert.Equal(2, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
    }

    [Fact]
    public async Task From_its_last_moment_on_it_is_refused_even_before_anybody_looked()
    {
        var hold = (await North.Holds(await centre.GivenACohortAhead(), 2)).Id();
        await centre.AssertRefused(400, "request-invalid", () => North.Confirms(hold, " "));
        await centre.AssertRefused(400, "request-invalid", () => North.Confirms(hold, new string('9', 41)));
        centre.Clock.Advance(TimeSpan.FromHours(24));
        await centre.AssertRefused(409, "hold-lapsed", () => North.Confirms(hold));
        await centre.SeeToCohorts();
        await centre.AssertRefused(409, "hold-lapsed", () => North.Confirms(hold));
    }

    [Fact]
    public async Task What_is_over_when_names_are_due_says_that_it_is_over()
    {
        var cohort = await centre.GivenACohortAhead();
        var hold = (await North.Holds(cohort, 2)).Id();
        centre.ItIs(await centre.NamesDueAt(cohort));
        await centre.AssertRefused(409, "hold-lapsed", () => North.Confirms(hold));
        await centre.AssertRefused(409, "hold-lapsed", () => North.Names(hold, [Some.Engineer()], "PO"));
    }

    [Fact]
    public async Task What_was_given_back_says_so_before_it_asks_for_anything()
    {
        var hold = (await North.Holds(await centre.GivenACohortAhead(), 2)).Id();
        Assert.Equal(200, (await North.GivesBack(hold)).Status);
        await centre.AssertRefused(409, "hold-lapsed", () => North.Names(hold, [Some.Engineer()]));
    }

    [Fact]
    public async Task Confirmed_once_it_is_booked()
    {
        var cohort = await centre.GivenACohortAhead();
        var hold = (await North.Holds(cohort, 2)).Id();
        await centre.AssertOnce(key => North.Confirms(hold, "PO-2", key));
        await centre.AssertRefused(409, "already-booked", () => North.Confirms(hold));
    }

    [Fact]
    public async Task The_last_second_of_a_hold_belongs_to_one_of_the_two()
    {
        for (var round = 0; round < 5; round++)
        {
            var cohort = await centre.GivenACohortAhead();
            var hold = (await North.Holds(cohort, 2)).Id();
            centre.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(10));
            var confirming = Task.Run(() => North.Confirms(hold));
            centre.Clock.Advance(TimeSpan.FromTicks(10));
            await Task.WhenAll(confirming, Task.Run(centre.SeeToCohorts));
            await centre.SeeToCohorts();

            var confirmed = (await confirming).Status == 200;
            Assert.Equal(confirmed ? 2 : 0, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
            Assert.Equal(confirmed ? 2 : 0, await centre.Value<int>("select count(*) from charge where booking_id = $1", hold));
        }
        Assert.Empty(await centre.Broken());
    }
}

using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Browser.Tests.Support;
using Microsoft.Playwright;
using static FibreCentre.Browser.Tests.Journey.DemoWalk;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>
/// What providers and staff do with places, on the demo centre a week before one cohort and three before the next: the first's free cancellation is over,
/// the second's is not.
/// </summary>
public sealed class PlacesWalkTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly DemoWalk _walk = new(chromium);
    private CohortAnswer _ahead = null!, _later = null!, _small = null!;

    /// <summary>Half of the price, as the course's terms have it.</summary>
    private string Fee => $"£{_ahead.PricePerPlace / 2:0.00}";

    public async Task InitializeAsync()
    {
        await _walk.OpenAsync();
        var planned = await _walk.Centre.AskAsync(new PlanCohort(new("FTC-201"), new(2026, 11, 23), 6, []), Coordinator);
        await _walk.Centre.AskAsync(new PublishCohort(new(planned.Id), null), Coordinator);
        (_ahead, _later, _small) = (await _walk.CohortAsync("FTC-201", new(2026, 11, 9)), await _walk.CohortAsync("FTC-201", new(2026, 11, 23)), await _walk.CohortAsync("FTC-140"));
    }

    [Fact]
    public async Task A_provider_holds_books_names_substitutes_moves_and_cancels_and_finds_every_penny_on_its_statement()
    {
        await _walk.As(Northway, async visitor =>
        {
            await HoldsThree(visitor);
            await BooksWhatIsHeld(visitor);
            await NamesThree(visitor);
            await SendsSomebodyElse(visitor);
            await MovesOneToOtherDates(visitor);
            await CancelsOneAtACharge(visitor);
            await FindsItOnTheStatement(visitor);
        }, Screen.Desk);
        Assert.Empty(_walk.Centre.Faults);
    }

    [Fact]
    public async Task A_second_provider_waits_for_a_full_cohort_and_takes_its_offer_when_the_first_cancels()
    {
        await _walk.As(Northway, async visitor =>
        {
            await visitor.BooksWithoutNamesAsync(_small, 4, "NW-4");
        });
        await _walk.As(Calder, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{_small.Id}");
            await visitor.ReadsAsync("All places are taken.");
            await visitor.FollowAsync("Join the waiting list");
            await visitor.JoinsAsync(1);
            await visitor.IsToldAsync("You are on the waiting list, number 1 in line.");
        });
        await _walk.As(Northway, async visitor =>
        {
            await visitor.FollowAsync("Name 4 engineers");
            await visitor.FollowAsync("Cancel several places");
            await visitor.Group("Places").GetByRole(AriaRole.Checkbox).First.CheckAsync();
            await visitor.PressAsync("Go on");
            await visitor.ReadsAsync("Cancelling is free until the end of Tuesday 3 November 2026.");
            await visitor.PressAsync("Cancel this place");
            await visitor.IsToldAsync("1 place cancelled. Nothing is owed.");
        });
        await _walk.As(Calder, async visitor =>
        {
            await visitor.FollowAsync("Take or decline the 1 place offered to you");
            await visitor.ReadsAsync("Offered until Tuesday 3 November 2026, 7:45am (in 24 hours)");
            await visitor.Field("Your purchase order number").FillAsync("C-9");
            await visitor.PressAsync("Book the place");
            await visitor.IsToldAsync("1 place booked under C-9.");
            await visitor.OpenAsync($"/cohorts/{_small.Id}/waiting-list");
            await visitor.ReadsAsync("Got all places");
        });
        Assert.Empty(_walk.Centre.Faults);
    }

    [Fact]
    public async Task Staff_keep_places_for_a_provider_and_cancel_a_cohort_moving_everybody_who_can_move()
    {
        await _walk.As(Northway, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{_ahead.Id}/book");
            await visitor.Group("Your engineers").GetByLabel("Amina Yusuf").CheckAsync();
            await visitor.PressAsync("Check the ticked engineers");
            await visitor.Field("Your purchase order number").FillAsync("NW-1");
            await visitor.PressAsync("Book 1 engineer");
            await Expect(visitor.Heading("1 place booked")).ToBeVisibleAsync();
            await visitor.HoldsAsync(_ahead, 2);
            await visitor.ReadsAsync("Held until Tuesday 3 November 2026, 7:45am");
        });
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.KeepsAsync(_later, "Calder Valley Fibre", 5, new(2026, 11, 16));
            await visitor.IsToldAsync("5 places kept for Calder Valley Fibre until the end of Sunday 15 November 2026.");

            await visitor.OpenAsync($"/cohorts/{_ahead.Id}");
            await visitor.FollowAsync("Decide whether it runs");
            await visitor.Page.GetByLabel("Monday 23 November").CheckAsync();
            await visitor.PressAsync("See what cancelling would do");
            await visitor.ReadsAsync("1 of 3 places moves.");
            await Expect(visitor.Row("Amina Yusuf")).ToContainTextAsync("Moves");
            await Expect(visitor.Row("No name yet").First).ToContainTextAsync("It is only held and not booked.");
            await visitor.PressAsync("Cancel the cohort and move 1 place");
            await visitor.IsToldAsync("The cohort is cancelled. 1 place moved, 2 places ended");

            await visitor.OpenAsync($"/cohorts/{_later.Id}");
            await visitor.FollowAsync("Decide whether it runs");
            await visitor.PressAsync("Confirm that it runs");
            await visitor.IsToldAsync("The cohort is confirmed to run.");
        });
        await _walk.As(Calder, async visitor =>
        {
            await visitor.ReadsAsync("5 places nobody else can book until the end of Sunday 15 November 2026");
            await visitor.OpenAsync($"/cohorts/{_later.Id}");
            await visitor.ReadsAsync("5 of them kept for you");
            await visitor.ReadsAsync("Confirmed to run");
        });
        await _walk.As(Northway, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{_later.Id}");
            await visitor.ReadsAsync("None of 6");
            await Expect(visitor.Row("Amina Yusuf")).ToBeVisibleAsync();
        });
        Assert.Empty(_walk.Centre.Faults);
    }

    public Task DisposeAsync() => _walk.DisposeAsync().AsTask();

    private async Task HoldsThree(Visitor visitor)
    {
        await visitor.ReadsAsync("Nothing waits for you.");
        await visitor.OpenAsync($"/cohorts/{_ahead.Id}");
        await visitor.ReadsAsync("Needs 4 more to run");
        await visitor.FollowAsync("Hold places");
        await visitor.Field("How many places?").FillAsync("7");
        await visitor.PressAsync("Hold them");
        await visitor.IsRefusedAsync("7 asked for, 6 left.");
        await visitor.Field("How many places?").FillAsync("3");
        await visitor.PressAsync("Hold them");
        // Three days would be longer, but names are due before they are over.
        await visitor.ReadsAsync("Held until Wednesday 4 November 2026, 5:00pm (in 2 days)");
    }

    private static async Task BooksWhatIsHeld(Visitor visitor)
    {
        await visitor.FollowAsync("Home");
        await visitor.FollowAsync("Book or give back the 3 places you hold");
        await visitor.PressAsync("Book the 3 places");
        await visitor.IsRefusedAsync("Enter your purchase order number.");
        await visitor.Field("Your purchase order number").FillAsync("NW-2026-0500");
        await visitor.PressAsync("Book the 3 places");
        await visitor.IsToldAsync("3 places booked under NW-2026-0500.");
    }

    private static async Task NamesThree(Visitor visitor)
    {
        await visitor.FollowAsync("Name engineers");
        foreach (var name in new[] { "Amina Yusuf", "Mateusz Kowal", "Grace Adeyemi", "Rhys Morgan" }) await visitor.Page.GetByLabel(name).CheckAsync();
        await visitor.PressAsync("Name and invite them");
        await visitor.IsRefusedAsync("4 named; 3 of the booking's places have no name yet.");
        await visitor.Page.GetByLabel("Rhys Morgan").UncheckAsync();
        await visitor.PressAsync("Name and invite them");
        await visitor.IsToldAsync("Every place has a name now.");
    }

    private static async Task SendsSomebodyElse(Visitor visitor)
    {
        await visitor.FollowAsync("Send somebody else instead of Mateusz Kowal");
        // Whoever has a place already cannot be chosen, and the page says why.
        await Expect(visitor.Page.GetByLabel("Amina Yusuf")).ToBeDisabledAsync();
        await visitor.Page.GetByLabel("Sinead Gallagher").CheckAsync();
        await visitor.PressAsync("Send this engineer");
        await visitor.IsToldAsync("Sinead Gallagher comes instead of Mateusz Kowal.");
    }

    private async Task MovesOneToOtherDates(Visitor visitor)
    {
        await visitor.FollowAsync("Move to other dates for Sinead Gallagher");
        await visitor.ReadsAsync($"{Fee} is owed for giving up the old place");
        await visitor.Page.GetByLabel("Monday 23 November").CheckAsync();
        await visitor.PressAsync("Move the place");
        await visitor.IsToldAsync($"{Fee} is owed for the old place.");
        await visitor.ReadsAsync(_later.Code);
    }

    private async Task CancelsOneAtACharge(Visitor visitor)
    {
        await visitor.FollowAsync("Bookings");
        await visitor.FollowAsync($"{_ahead.Title}, Monday 9 November 2026");
        await visitor.ReadsAsync("Moved to another cohort");
        await visitor.FollowAsync("Cancel the place of Grace Adeyemi");
        await visitor.ReadsAsync("Cancelling was free until Monday 26 October 2026.");
        await Expect(visitor.Row("Grace Adeyemi")).ToContainTextAsync(Fee);
        await visitor.PressAsync("Cancel this place");
        await visitor.IsToldAsync($"The place of Grace Adeyemi cancelled. {Fee} is owed.");
    }

    private async Task FindsItOnTheStatement(Visitor visitor)
    {
        await visitor.FollowAsync("Statement");
        var rows = visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "NW-2026-0500" });
        // Three booked, one booked again on other dates; two given up late.
        await Expect(rows.Filter(new() { HasText = "Place booked" })).ToHaveCountAsync(4);
        await Expect(rows.Filter(new() { HasText = "Place taken back" })).ToHaveCountAsync(2);
        await Expect(rows.Filter(new() { HasText = "Fee for cancelling late" }).Filter(new() { HasText = Fee })).ToHaveCountAsync(2);
    }
}

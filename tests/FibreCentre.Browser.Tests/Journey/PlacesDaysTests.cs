using System.Net;
using System.Net.Http.Json;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Testing;
using Microsoft.Playwright;
using static FibreCentre.Browser.Tests.Journey.DemoWalk;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>Days on the demo centre: a coordinator's, of a full cohort and those who wait for it, of kept places that fall to everybody, of a decision that is due, and of a provider whose programs ask for what it needs to know.</summary>
public sealed class PlacesDaysTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly DemoWalk _walk = new(chromium);

    public Task InitializeAsync() => _walk.OpenAsync();

    public Task DisposeAsync() => _walk.DisposeAsync().AsTask();

    [Fact]
    public async Task A_coordinator_agrees_a_price_keeps_places_cuts_the_capacity_waives_a_fee_and_everything_still_adds_up()
    {
        var (cohort, nearer) = (await _walk.CohortAsync("FTC-110"), await _walk.CohortAsync("FTC-220"));
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.FollowAsync("Bookings");
            await visitor.FollowAsync("agreed prices");
            await visitor.Field("Provider").SelectOptionAsync("Northway Networks");
            await visitor.Field("Course").SelectOptionAsync("FTC-110");
            await visitor.Field("Price a place").FillAsync("98");
            await visitor.EntersAsync("For cohorts that begin from", new(2026, 11, 1));
            await visitor.EntersAsync("To", new(2027, 10, 31));
            await visitor.PressAsync("Agree the price");
            await visitor.IsToldAsync("£98.00 a place agreed with Northway Networks for FTC-110.");

            await visitor.KeepsAsync(cohort, "Northway Networks", 3, new(2026, 11, 8));
            await visitor.FollowAsync("Change or release what is kept for Northway Networks");
            await visitor.Field("Places to keep").FillAsync("5");
            await visitor.PressAsync("Save");
            await visitor.IsToldAsync("5 places kept for Northway Networks until the end of Saturday 7 November 2026.");
            await visitor.Field("Places").FillAsync("4");
            await visitor.PressAsync("Change");
            await visitor.IsRefusedAsync("0 places are taken and 5 kept for a provider. Choose 5 or more, or free places first.");
            await visitor.Field("Places").FillAsync("6");
            await visitor.PressAsync("Change");
            await visitor.IsToldAsync("The cohort has 6 places now, 1 of them free.");
        }, Screen.Desk);
        await _walk.As(Northway, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{cohort.Id}");
            await visitor.ReadsAsync("6 of 6, 5 of them kept for you");
            await visitor.ReadsAsync($"£98.00 without VAT, as agreed with you (list price £{cohort.PricePerPlace:0.00})");
            await visitor.BooksWithoutNamesAsync(cohort, 2, "NW-98");
            await visitor.ReadsAsync("£196.00");
            await visitor.FollowAsync("Cancel a place without a name");
            await visitor.ReadsAsync("Cancelling was free until Monday 26 October 2026.");
            await visitor.PressAsync("Cancel this place");
            await visitor.IsToldAsync("1 place cancelled. £49.00 is owed.");
            await visitor.BooksWithoutNamesAsync(nearer, 1, "NW-99");
        });
        await _walk.Centre.AskAsync(new ShiftCohort(new(nearer.Id), new(2026, 11, 12)), Coordinator);
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{cohort.Id}");
            await visitor.FollowAsync("Places and who they are kept for");
            // What its provider gave back is kept for it again.
            await Expect(visitor.Row("Northway Networks")).ToContainTextAsync("5");
            await visitor.FollowAsync("Change or release what is kept for Northway Networks");
            await visitor.ReadsAsync("1 of 5 places taken.");
            await visitor.PressAsync("Release them");
            await visitor.IsToldAsync("Nothing is kept for Northway Networks any more.");

            await visitor.FollowAsync("Bookings");
            await visitor.FollowAsync($"{cohort.Title}, Monday 9 November 2026");
            await visitor.FollowAsync("Waive the fee for the place without a name");
            await visitor.PressAsync("Waive the fee");
            await visitor.IsRefusedAsync("Say why it is waived.");
            await visitor.Field("Why is it waived?").FillAsync("The engineer was called to a flood.");
            await visitor.PressAsync("Waive the fee");
            await visitor.IsToldAsync("£49.00 is waived. Northway Networks sees the reason on its statement.");

            await visitor.FollowAsync("Bookings");
            await visitor.FollowAsync("Statements");
            await visitor.Field("Provider").SelectOptionAsync("Northway Networks");
            await visitor.PressAsync("Show");
            await ShowsTheWaiver(visitor);
            var lines = await visitor.DownloadsAsync(() => visitor.FollowAsync("Download as CSV"));
            Assert.Equal(["98.00", "98.00", "-98.00", "49.00", "-49.00"], lines.Where(line => line.Contains("NW-98", StringComparison.Ordinal)).Select(line => line.Split(',')[^1]));
            Assert.Contains("Fee waived", lines[^1], StringComparison.Ordinal);
            Assert.Contains("The engineer was called to a flood.", lines[^1], StringComparison.Ordinal);
            await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
            await Expect(visitor.Page.Locator(".bay-letterhead")).ToBeVisibleAsync();
            await Expect(visitor.Page.Locator(".bay-statement__sum")).ToBeVisibleAsync();
            await Expect(visitor.Link("Download as CSV")).ToBeHiddenAsync();
            await visitor.Page.EmulateMediaAsync(new() { Media = Media.Null });
        }, Screen.Desk);
        await _walk.As(Northway, async visitor =>
        {
            await visitor.FollowAsync("Statement");
            await ShowsTheWaiver(visitor);
            // A fortnight before the new first day was in October.
            await visitor.OpenAsync("/bookings");
            await visitor.FollowAsync($"{nearer.Title}, Thursday 12 November 2026");
            await visitor.FollowAsync("Cancel a place without a name");
            await visitor.ReadsAsync("Cancelling is free until the end of Tuesday 3 November 2026. The centre has brought the dates nearer since these places were booked. What was promised then still holds.");
            await Screens.KeepAsync(visitor.Page, "cancel-promised-390");
            await visitor.PressAsync("Cancel this place");
            await visitor.IsToldAsync("1 place cancelled. Nothing is owed.");
        });
        await _walk.As(Administrator, async visitor =>
        {
            await visitor.OpenAsync("/audit");
            await Expect(visitor.Heading("Everything holds")).ToBeVisibleAsync();
            await Expect(visitor.Row("A booked place has cost its price")).ToContainTextAsync("Holds");
        });
        Assert.Empty(_walk.Centre.Faults);

        static Task ShowsTheWaiver(Visitor visitor) => Expect(visitor.Row("Fee waived")).ToContainTextAsync("Without a name: The engineer was called to a flood.");
    }

    [Fact]
    public async Task One_place_of_a_full_cohort_comes_free_and_passes_over_who_wants_two_an_offer_is_declined_a_hold_given_back_and_another_lapses()
    {
        var cohort = await _walk.CohortAsync("FTC-140");
        await _walk.As(Northway, visitor => visitor.BooksWithoutNamesAsync(cohort, 4, "NW-4"));
        await _walk.As(Calder, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{cohort.Id}/waiting-list");
            await visitor.JoinsAsync(2, together: true);
            await visitor.IsToldAsync("You are on the waiting list, number 1 in line.");
        });
        await _walk.As(Moorland, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{cohort.Id}/waiting-list");
            await visitor.JoinsAsync(1, purchaseOrder: "MB-1");
            await visitor.IsToldAsync("You are on the waiting list, number 2 in line.");
        });
        await _walk.As(Northway, visitor => CancelsAsync(visitor, 1));
        await _walk.As(Moorland, async visitor =>
        {
            await visitor.FollowAsync("Name 1 engineer");
            await visitor.ReadsAsync("MB-1");
            await visitor.OpenAsync($"/cohorts/{cohort.Id}/waiting-list");
            await visitor.ReadsAsync("Got all places");
        });
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{cohort.Id}");
            await visitor.FollowAsync("Waiting list (1)");
            var waits = visitor.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "1. Calder Valley Fibre" });
            await Expect(waits).ToContainTextAsync("1 place free: Wants 2 together; 1 came free.");
        });
        await _walk.As(Northway, visitor => CancelsAsync(visitor, 2));
        await _walk.As(Calder, async visitor =>
        {
            await visitor.FollowAsync("Take or decline the 2 places offered to you");
            await visitor.FollowAsync("Decline the offer");
            await visitor.ReadsAsync("The places go to the next in line at once, and if you decline all of them you leave the waiting list. Nothing is owed.");
            await visitor.PressAsync("Decline the offer");
            await visitor.IsToldAsync("2 places given back. Nothing is owed.");

            await visitor.HoldsAsync(cohort, 2);
            await visitor.ReadsAsync("Held until Tuesday 3 November 2026, 7:45am");
            await visitor.FollowAsync("Give the places back");
            await visitor.PressAsync("Give them back");
            await visitor.IsToldAsync("2 places given back. Nothing is owed.");
            // A hold renewed for ever would be a booking without an order.
            await visitor.HoldsAsync(cohort, 2);
            await visitor.IsRefusedAsync("hold again from");
        });
        await _walk.As(Moorland, visitor => visitor.HoldsAsync(cohort, 2));
        _walk.Centre.ItIs(new(2026, 11, 3), 8);
        await _walk.Centre.SeeToCohortsAsync();
        await _walk.As(Moorland, async visitor =>
        {
            await visitor.OpenAsync("/bookings");
            await visitor.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Ended" }).GetByRole(AriaRole.Link).ClickAsync();
            await visitor.ReadsAsync("These places are not held any more. Nothing is owed for them.");
            await visitor.FollowAsync("See whether there are places left");
            await visitor.ReadsAsync("2 of 4");
        });
        Assert.Empty(_walk.Centre.Faults);

        async Task CancelsAsync(Visitor visitor, int places)
        {
            await visitor.OpenAsync("/bookings");
            await visitor.FollowAsync($"{cohort.Title}, Tuesday 17 November 2026");
            await visitor.FollowAsync("Cancel several places");
            for (var place = 0; place < places; place++) await visitor.Group("Places").GetByRole(AriaRole.Checkbox).Nth(place).CheckAsync();
            await visitor.PressAsync("Go on");
            await visitor.PressAsync(places == 1 ? "Cancel this place" : $"Cancel {places} places");
            await visitor.IsToldAsync("cancelled. Nothing is owed.");
        }
    }

    [Fact]
    public async Task What_is_kept_falls_to_everybody_on_its_day_and_whoever_waits_is_offered_it()
    {
        var cohort = await _walk.CohortAsync("FTC-140");
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.KeepsAsync(cohort, "Northway Networks", 4, new(2026, 11, 5));
            await visitor.IsToldAsync("4 places kept for Northway Networks until the end of Wednesday 4 November 2026.");
        }, Screen.Desk);
        await _walk.As(Calder, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{cohort.Id}/waiting-list");
            await visitor.JoinsAsync(2);
            await visitor.IsToldAsync("You are on the waiting list, number 1 in line.");
        });
        await _walk.As(Northway, visitor => visitor.ReadsAsync("4 places nobody else can book until the end of Wednesday 4 November 2026"));
        _walk.Centre.ItIs(new(2026, 11, 4), 23, 59);
        await _walk.Centre.SeeToCohortsAsync();
        await _walk.As(Calder, visitor => visitor.ReadsAsync("number 1 in line"));

        _walk.Centre.ItIs(new(2026, 11, 5), 0);
        await _walk.Centre.SeeToCohortsAsync();

        await _walk.As(Calder, async visitor =>
        {
            await visitor.FollowAsync("Take or decline the 2 places offered to you");
            await visitor.ReadsAsync("Your turn on the waiting list has come");
            await visitor.FollowAsync("Decline the offer");
            await visitor.Field("How many places do you decline?").FillAsync("1");
            await visitor.PressAsync("Decline the offer");
            await visitor.IsToldAsync("1 place given back. Nothing is owed.");
            await visitor.Field("Your purchase order number").FillAsync("CV-5");
            await visitor.PressAsync("Book the place");
            await visitor.IsToldAsync("1 place booked under CV-5.");
        });
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{cohort.Id}/places");
            await Expect(visitor.Row("Northway Networks")).ToContainTextAsync("Released Thursday 5 November 2026");
        }, Screen.Desk);
        await _walk.As(Northway, async visitor =>
        {
            await Expect(visitor.Heading("Kept for you")).ToHaveCountAsync(0);
            await visitor.OpenAsync($"/cohorts/{cohort.Id}");
            await visitor.ReadsAsync("3 of 4");
            await visitor.FollowAsync("Join the waiting list");
            await visitor.JoinsAsync(4);
            await visitor.IsToldAsync("You are on the waiting list, number 1 in line.");
        });
        Assert.Empty(_walk.Centre.Faults);
    }

    [Fact]
    public async Task On_its_day_staff_are_asked_by_mail_whether_a_cohort_goes_ahead_and_the_mail_leads_to_where_it_is_decided()
    {
        var cohort = await _walk.CohortAsync("FTC-220");
        await _walk.As(Northway, visitor => visitor.BooksWithoutNamesAsync(cohort, 1, "NW-D"));
        _walk.Centre.Clock.SetUtcNow(cohort.DecideAt.AddMinutes(-1));
        await TickAsync();
        Assert.Empty(await _walk.LettersAsync(Coordinator, $"Does it go ahead? {cohort.Code}"));

        _walk.Centre.Clock.SetUtcNow(cohort.DecideAt);
        await TickAsync();

        var asked = Assert.Single(await _walk.LettersAsync(Coordinator, $"Does it go ahead? {cohort.Code}"));
        Assert.Contains($"has 1 of {cohort.Capacity} places taken", asked, StringComparison.Ordinal);
        Assert.Contains($"<{_walk.Centre.Address}cohorts/{cohort.Id}/decide>", asked, StringComparison.Ordinal);
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{cohort.Id}/decide");
            await visitor.ReadsAsync("(overdue)");
            await visitor.PressAsync("Confirm that it runs");
            await visitor.IsToldAsync("The cohort is confirmed to run.");
        });
        await TickAsync();
        Assert.Single(await _walk.LettersAsync(Northway, $"Confirmed to run: {cohort.Course} {cohort.Title} from {CohortErrors.Day(cohort.FirstDay)}"));
        await _walk.As(Northway, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{cohort.Id}");
            await visitor.ReadsAsync("Confirmed to run");
        });
        Assert.Empty(_walk.Centre.Faults);

        async Task TickAsync()
        {
            await _walk.Centre.SeeToCohortsAsync();
            await _walk.Centre.SendDueMessagesAsync();
        }
    }

    [Fact]
    public async Task A_provider_sees_what_runs_out_is_told_what_an_engineer_lacks_and_has_its_programs_told_and_let_in()
    {
        var (fundamentals, induction) = (await _walk.CohortAsync("FTC-201", new(2026, 11, 9)), await _walk.CohortAsync("FTC-101"));
        await RunsOutAsync("Naomi", "FTC-110", "2026-12-20");
        await RunsOutAsync("Kieran", "FTC-120", "2026-11-20");
        await using var receiver = new Receiver();
        await _walk.As(Calder, async visitor =>
        {
            foreach (var (name, within) in new[] { ("Kieran Dodd", "30 days"), ("Naomi Brearley", "60 days"), ("Tomasz Wrona", "90 days") }) await Expect(visitor.Row(name)).ToContainTextAsync(within);
            await visitor.Row("Naomi Brearley").GetByRole(AriaRole.Link, new() { NameRegex = new("FTC-110 for Naomi Brearley$") }).ClickAsync();
            await visitor.IsAtAsync("/cohorts(\\?course=FTC-110|/.+/book\\?engineer=.+)$");

            // Her induction ran out in June; there is one before the course she is to take.
            await visitor.OpenAsync($"/cohorts/{fundamentals.Id}/book");
            await visitor.Group("Your engineers").GetByLabel("Bethany Hirst").CheckAsync();
            await visitor.PressAsync("Check the ticked engineers");
            await Expect(visitor.Row("Bethany Hirst")).ToContainTextAsync("Not OK");
            await Expect(visitor.Row("Bethany Hirst")).ToContainTextAsync("FTC-101 before then:");
            await Expect(visitor.Row("Bethany Hirst")).ToContainTextAsync("12 places left");
            await visitor.Row("Bethany Hirst").GetByRole(AriaRole.Link).First.ClickAsync();
            await visitor.IsAtAsync($"/cohorts/{induction.Id}/book$");
            await visitor.Group("Your engineers").GetByLabel("Bethany Hirst").CheckAsync();
            await visitor.PressAsync("Check the ticked engineers");
            await visitor.ReadsAsync("The engineer can be booked.");

            await visitor.OpenAsync("/api-keys");
            await visitor.Field("What it is for").FillAsync("Places on our intranet");
            await visitor.Page.GetByLabel("Read", new() { Exact = true }).CheckAsync();
            await visitor.PressAsync("Make the key");
            var key = await visitor.Page.Locator("#fresh-key").InnerTextAsync();
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (await AsksAsync(key, "/api/v1/home"), await AsksAsync(key, $"/api/v1/cohorts/{induction.Id}/holds", new { places = 1 })));
            await visitor.PressAsync("Revoke Places on our intranet");
            await visitor.IsToldAsync("The key is revoked.");
            await Expect(visitor.Row("Places on our intranet")).ToContainTextAsync("Ended or revoked");
            Assert.Equal(HttpStatusCode.Unauthorized, await AsksAsync(key, "/api/v1/home"));

            await visitor.OpenAsync("/webhooks");
            await visitor.Field("Address").FillAsync(receiver.Url);
            await visitor.PressAsync("Add the webhook");
            await Expect(visitor.Page.Locator("#fresh-secret")).ToContainTextAsync("whsec_");
            receiver.Answers.Enqueue(500);
            await visitor.HoldsAsync(fundamentals, 1);
            await _walk.Centre.SendWebhooksAsync();
            await visitor.OpenAsync("/webhooks");
            await visitor.FollowAsync(receiver.Url);
            await Expect(visitor.Row("hold.made")).ToContainTextAsync("Answer 500. ");
            await Expect(visitor.Row("hold.made")).ToContainTextAsync("Next attempt Monday 2 November 2026, 7:45am");
            _walk.Centre.Clock.Advance(TimeSpan.FromSeconds(10));
            await _walk.Centre.SendWebhooksAsync();
            await visitor.Page.ReloadAsync();
            await Expect(visitor.Row("hold.made")).ToContainTextAsync("Delivered");
            await visitor.PressAsync("Send again hold.made");
            await visitor.IsToldAsync("It is sent again.");
            await _walk.Centre.SendWebhooksAsync();
            Assert.Equal(3, receiver.Received.Count);
            Assert.Single(receiver.Received.Select(each => each.Id).Distinct());
        }, Screen.Desk);
        Assert.Empty(_walk.Centre.Faults);

        async Task RunsOutAsync(string engineer, string course, string on)
        {
            var found = (await _walk.Centre.AskAsync(new ListTrainees(Search: engineer), Calder)).Trainees[0].Id;
            await _walk.Centre.AskAsync(new RecordOutsideCertificate(new(found), new(course, $"EL-{engineer}", "Elsewhere Training", "2024-01-08", on)), Calder);
        }

        async Task<HttpStatusCode> AsksAsync(string key, string path, object? body = null)
        {
            using var program = new HttpClient { BaseAddress = _walk.Centre.Address };
            program.DefaultRequestHeaders.Authorization = new("Bearer", key);
            using var answer = body is null ? await program.GetAsync(path) : await program.PostAsJsonAsync(path, body);
            return answer.StatusCode;
        }
    }
}

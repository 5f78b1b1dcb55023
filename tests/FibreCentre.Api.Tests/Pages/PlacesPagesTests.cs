using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Pages;

/// <summary>What the pages about places and their money may say, and to whom.</summary>
public sealed partial class PlacesPagesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task The_fee_shown_is_the_fee_charged_and_no_other()
    {
        var cohort = await centre.GivenACohort(wanted => wanted.Starting(InAMonth()));
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        centre.ItIs(cohort.FirstDay.AddDays(-14), 23, 55);
        var booker = await Browser.OfAsync(centre, centre.Cast.NorthBooker);
        var page = $"/bookings/{booked.BookingId}/cancel?places={booked.Places[0].Id}&look=true";
        var shown = FeeOn(await booker.Get(page));
        Assert.Equal("0.00", shown);

        // The free days end while the page is open.
        centre.ItIs(cohort.FirstDay.AddDays(-13), 0, 1);
        var refused = await booker.Post($"/bookings/{booked.BookingId}/cancel", ("Places", $"{booked.Places[0].Id}"), ("ExpectedFee", shown), ("IdempotencyKey", Some.Key()));
        Assert.Equal(409, refused.Status);
        Assert.Contains("The charge is not what you saw", refused.Text, StringComparison.Ordinal);
        Assert.Equal("confirmed", await centre.Value<string>("select state from place where id = $1", booked.Places[0].Id));

        var now = FeeOn(refused);
        Assert.NotEqual("0.00", now);
        var done = await booker.Post($"/bookings/{booked.BookingId}/cancel", ("Places", $"{booked.Places[0].Id}"), ("ExpectedFee", now), ("IdempotencyKey", Some.Key()));
        Assert.Equal((302, $"/bookings/{booked.BookingId}"), (done.Status, done.Response.Headers.Location?.OriginalString));
        Assert.Equal(decimal.Parse(now, CultureInfo.InvariantCulture), await centre.Value<decimal>("select sum(amount) from charge where place_id = $1", booked.Places[0].Id));
    }

    [Fact]
    public async Task What_cancelling_would_cost_is_said_on_the_cohort_and_on_the_check_before_anything_is_booked()
    {
        var cohort = await centre.GivenACohort(wanted => wanted.Starting(InAMonth()));
        var lastFree = Domain.Cohorts.CohortErrors.Day(cohort.FirstDay.AddDays(-14));
        foreach (var page in await PagesAsync()) Assert.Contains($"Free until the end of {lastFree}. After that 50% of the price is owed.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Cancelling a place", (await (await Browser.OfAsync(centre, centre.Cast.Coordinator)).Get($"/cohorts/{cohort.Id}")).Text, StringComparison.Ordinal);

        centre.ItIs(cohort.FirstDay.AddDays(-13), 9);
        var held = await centre.App.AskAsync(new HoldPlaces(new(cohort.Id), 1), centre.Cast.NorthBooker.Actor);
        string[] pages = [.. await PagesAsync(), System.Net.WebUtility.HtmlDecode((await (await Browser.OfAsync(centre, centre.Cast.NorthBooker)).Get($"/bookings/{held.BookingId}")).Text)];
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        var fee = (await centre.App.AskAsync(new ShowCancellation(new(booked.BookingId)), centre.Cast.NorthBooker.Actor)).Fee;
        Assert.True(fee > 0);
        foreach (var page in pages) Assert.Contains($"£{fee:0.00} a place, 50% of the price, as soon as it is booked. It was free until the end of {lastFree}.", page, StringComparison.Ordinal);
        Assert.Equal(fee, (await centre.ClientOf(centre.Cast.NorthBooker).Get($"/api/v1/cohorts/{cohort.Id}")).Json.GetProperty("givingUp").GetProperty("fee").GetDecimal());

        async Task<string[]> PagesAsync() => await Browser.OfAsync(centre, centre.Cast.NorthBooker) is not { } booker ? [] :
        [
            .. new[] { await booker.Get($"/cohorts/{cohort.Id}"), await booker.Get($"/cohorts/{cohort.Id}/book"), await booker.Get($"/cohorts/{cohort.Id}/book?engineer={centre.Cast.NorthTrainee.Trainee}") }
                .Select(answer => System.Net.WebUtility.HtmlDecode(answer.Text)),
        ];
    }

    [Fact]
    public async Task Who_leaves_the_waiting_list_is_asked_first_and_told_what_is_lost()
    {
        var cohort = await centre.GivenACohort(wanted => wanted with { Places = 1 });
        await centre.GivenABooking(cohort, centre.Cast.SouthBooker);
        var list = $"/cohorts/{cohort.Id}/waiting-list";
        foreach (var who in new[] { centre.Cast.NorthBooker, centre.Cast.Coordinator })
        {
            var entry = (await centre.App.AskAsync(new JoinWaitingList(new(cohort.Id), 1, false, false, null, []), centre.Cast.NorthBooker.Actor)).Id;
            var browser = await Browser.OfAsync(centre, who);
            var shown = (await browser.Get(list)).Text;
            Assert.DoesNotContain("handler=Leave", shown, StringComparison.Ordinal);
            Assert.Contains($"href=\"{list}?leave={entry}\"", shown, StringComparison.Ordinal);

            var asked = (await browser.Get($"{list}?leave={entry}")).Text;
            Assert.Contains("number 1 in line", asked, StringComparison.Ordinal);
            Assert.Contains("Whoever joins again joins at the end of the line.", asked, StringComparison.Ordinal);
            Assert.Contains("govuk-button--warning", asked, StringComparison.Ordinal);
            Assert.Equal("waiting", await centre.Value<string>("select state from waiting_entry where id = $1", entry));

            Assert.Equal(302, (await browser.Post($"{list}?handler=Leave", ("Entry", $"{entry}"), ("IdempotencyKey", Some.Key()))).Status);
            Assert.Equal("left", await centre.Value<string>("select state from waiting_entry where id = $1", entry));
            // Asked about once more, it is gone.
            Assert.DoesNotContain("govuk-button--warning", (await browser.Get($"{list}?leave={entry}")).Text, StringComparison.Ordinal);
        }
        // What is another's cannot be asked about.
        var theirs = (await centre.App.AskAsync(new JoinWaitingList(new(cohort.Id), 1, false, false, null, []), centre.Cast.NorthBooker.Actor)).Id;
        Assert.DoesNotContain("govuk-button--warning", (await (await Browser.OfAsync(centre, centre.Cast.SouthBooker)).Get($"{list}?leave={theirs}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_dropped_from_its_page()
    {
        var draft = await centre.GivenACohort(wanted => wanted.NotPublished());
        var coordinator = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        var shown = (await coordinator.Get($"/cohorts/{draft.Id}")).Text;
        foreach (var way in new[] { "decide\">Drop this draft<", "places\">", "shift\">" }) Assert.Contains($"href=\"/cohorts/{draft.Id}/{way}", shown, StringComparison.Ordinal);
        var asked = (await coordinator.Get($"/cohorts/{draft.Id}/decide")).Text;
        Assert.Contains("Drop this draft?</h1>", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("credited", asked, StringComparison.Ordinal);
        foreach (var way in new[] { "places", "shift" }) Assert.Equal(200, (await coordinator.Get($"/cohorts/{draft.Id}/{way}")).Status);

        Assert.Equal(302, (await coordinator.Post($"/cohorts/{draft.Id}/decide?handler=Cancel", ("MoveTo", "nobody"), ("ExpectedMoves", "0"), ("IdempotencyKey", Some.Key()))).Status);
        Assert.Equal(("cancelled", 0), (await centre.Value<string>("select state from cohort where id = $1", draft.Id), await centre.Value<int>("select count(*) from reservation r join session s on s.id = r.session_id where s.cohort_id = $1", draft.Id)));
        Assert.Contains("The draft is dropped.", (await coordinator.Get($"/cohorts/{draft.Id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_nobody_has_verified_counts_for_now()
    {
        var engineer = Some.Engineer().Holding("FTC-101", "2030-01-01");
        await centre.GivenABooking(await centre.GivenACohort(wanted => wanted.Of("FTC-201", days: 2)), centre.Cast.NorthBooker, engineer);
        var id = await centre.Value<Guid>("select id from trainee where email = $1", engineer.Email);
        var check = await (await Browser.OfAsync(centre, centre.Cast.NorthBooker)).Get($"/cohorts/{(await centre.GivenACohort(wanted => wanted.Of("FTC-201", days: 2))).Id}/book?engineer={id}");
        Assert.Contains("FTC-101 counts for now; the centre has not verified it yet.", check.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_was_filled_in_wrongly_speaks_of_what_stands_on_it()
    {
        var cohort = await centre.GivenACohort(wanted => wanted with { Places = 6 });
        var (booker, coordinator) = (await Browser.OfAsync(centre, centre.Cast.NorthBooker), await Browser.OfAsync(centre, centre.Cast.Coordinator));
        Assert.Contains("Choose from 1 to 6 places.", (await booker.Post($"/cohorts/{cohort.Id}/hold", ("Places", "99"), ("IdempotencyKey", Some.Key()))).Text, StringComparison.Ordinal);
        var plan = await coordinator.Post("/planning/new", ("IdempotencyKey", Some.Key()));
        Assert.Contains("Choose a course and how many cohorts.", plan.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("outage that waits", plan.Text, StringComparison.Ordinal);
        var board = (await coordinator.Get("/board?from=9999-99-99")).Text;
        Assert.Contains("Enter the day to go to as day, month and year", board, StringComparison.Ordinal);
        Assert.Contains(">Go to <input", board, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_never_saw_a_fee_cancels_nothing()
    {
        var booked = await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker);
        var booker = await Browser.OfAsync(centre, centre.Cast.NorthBooker);

        var answer = await booker.Post($"/bookings/{booked.BookingId}/cancel", ("Places", $"{booked.Places[0].Id}"), ("IdempotencyKey", Some.Key()));

        Assert.Equal(409, answer.Status);
        Assert.Equal("confirmed", await centre.Value<string>("select state from place where id = $1", booked.Places[0].Id));
    }

    [Fact]
    public async Task The_total_shown_is_the_total_charged_with_the_places_that_have_no_name()
    {
        var cohort = await centre.GivenACohort(wanted => wanted.Starting(InAMonth().AddDays(7)));
        var booker = await Browser.OfAsync(centre, centre.Cast.NorthBooker);
        var page = $"/cohorts/{cohort.Id}/book?handler=";
        var check = await booker.Post($"{page}pick", ("Chosen", $"{centre.Cast.NorthTrainee.Trainee}"));
        Assert.Contains(">Book 1 engineer</button>", check.Text, StringComparison.Ordinal);

        // The number is another one than the total was shown with: nothing is booked, and the new total is shown.
        var asked = await Confirm(check, unnamed: 2, more: 0);
        Assert.Equal(400, asked.Status);
        Assert.Contains("The total is another one with these places.", asked.Text, StringComparison.Ordinal);
        Assert.Contains("for 1 engineer and 2 places without a name", asked.Text, StringComparison.Ordinal);
        Assert.Contains(">Book 3 places</button>", asked.Text, StringComparison.Ordinal);
        Assert.Contains("Choose from 0 to 5 places without a name.", System.Net.WebUtility.HtmlDecode((await Confirm(check, unnamed: 6, more: 0)).Text), StringComparison.Ordinal);
        Assert.Equal(0, await centre.Value<int>("select count(*) from booking where cohort_id = $1", cohort.Id));
        var total = await booker.Post($"{page}total", ("Carried", CarriedBy(asked)), ("Unnamed", "3"), ("PurchaseOrder", "PO-3"));
        Assert.Equal(200, total.Status);
        Assert.Contains(">Book 4 places</button>", total.Text, StringComparison.Ordinal);
        Assert.Contains("PO-3", total.Text, StringComparison.Ordinal);

        Assert.Equal(302, (await Confirm(asked, unnamed: 2, more: 2)).Status);
        var (price, charged) = (await centre.Value<decimal>("select price_per_place from cohort where id = $1", cohort.Id), await centre.Value<decimal>("select sum(c.amount) from charge c join booking b on b.id = c.booking_id where b.cohort_id = $1", cohort.Id));
        Assert.Equal(3 * price, charged);
        Assert.Contains(charged.ToString("N2", CultureInfo.InvariantCulture), asked.Text, StringComparison.Ordinal);

        Task<Answer> Confirm(Answer shown, int unnamed, int more) => booker.Post(
            $"{page}confirm", ("Carried", CarriedBy(shown)), ("MustChoose", "false"), ("Unnamed", $"{unnamed}"), ("More", $"{more}"), ("PurchaseOrder", "PO-3"), ("IdempotencyKey", Some.Key()));
    }

    [Fact]
    public async Task A_statement_as_a_file_carries_no_formula_and_amounts_that_add_up()
    {
        var cohort = await centre.GivenACohort();
        var booked = await centre.App.AskAsync(new BookPlaces(new(cohort.Id), "=HYPERLINK(\"http://example.org\")", [], [Some.Engineer() with { GivenName = "@Sum", FamilyName = "One" }]), centre.Cast.SouthBooker.Actor);
        centre.ItIs(cohort.FirstDay.AddDays(-3), 9);
        await centre.App.AskAsync(new CancelPlace(new(booked.Places[0].Id)), centre.Cast.SouthBooker.Actor);
        await centre.App.AskAsync(new WaiveFee(new(booked.Places[0].Id), "+44 rang, -1"), centre.Cast.Coordinator.Actor);
        var months = (await centre.Column<DateTime>("select distinct date_trunc('month', at at time zone 'Europe/London') from charge where booking_id = $1", booked.BookingId)).Select(month => $"{month:yyyy-MM}").ToList();

        var rows = new List<string>();
        foreach (var month in months)
        {
            var (text, bytes) = await CsvAsync(await Browser.OfAsync(centre, centre.Cast.SouthBooker), month);
            Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
            rows.AddRange(text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Where(row => row.Contains(booked.Reference, StringComparison.Ordinal)));
        }

        // Place, credit, fee, waiver.
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Contains("\"'=HYPERLINK(\"\"http://example.org\"\")\"", row, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.Contains(",'@Sum One,", row, StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("\"'+44 rang, -1\"", StringComparison.Ordinal));
        var amounts = rows.ConvertAll(row => row[(row.LastIndexOf(',') + 1)..]);
        Assert.All(amounts, amount => Assert.Matches(@"^-?\d+\.\d\d$", amount));
        Assert.Equal(0, amounts.Sum(amount => decimal.Parse(amount, CultureInfo.InvariantCulture)));
        Assert.Contains(amounts, amount => amount.StartsWith('-'));
    }

    [Fact]
    public async Task A_provider_finds_its_own_places_and_price_on_the_cohorts_and_a_competitor_neither()
    {
        var cohort = await centre.GivenACohort(wanted => wanted with { Places = 6 });
        await centre.App.AskAsync(new KeepPlaces(new(cohort.Id), new(centre.Cast.NorthBooker.Provider!.Value), 4, cohort.FirstDay.AddDays(-1)), centre.Cast.Coordinator.Actor);
        await centre.App.AskAsync(new AgreePrice(new(centre.Cast.NorthBooker.Provider!.Value), new("FTC-101"), 123.45m, cohort.FirstDay, cohort.FirstDay), centre.Cast.Coordinator.Actor);

        var (north, south) = (await LineAsync(centre.Cast.NorthBooker, cohort), await LineAsync(centre.Cast.SouthBooker, cohort));

        Assert.Equal((6, 4, 123.45m), (north.GetProperty("placesForYou").GetInt32(), north.GetProperty("kept").GetInt32(), north.GetProperty("priceForYou").GetDecimal()));
        Assert.Equal((2, 0), (south.GetProperty("placesForYou").GetInt32(), south.GetProperty("kept").GetInt32()));
        Assert.Equal(south.GetProperty("pricePerPlace").GetDecimal(), south.GetProperty("priceForYou").GetDecimal());
        var page = (await (await Browser.OfAsync(centre, centre.Cast.NorthBooker)).Get($"/cohorts/{cohort.Id}")).Text;
        Assert.Contains("4 of them kept for you", page, StringComparison.Ordinal);
        Assert.Contains("&#xA3;123.45", page, StringComparison.Ordinal);
        var other = (await (await Browser.OfAsync(centre, centre.Cast.SouthBooker)).Get($"/cohorts/{cohort.Id}")).Text;
        Assert.DoesNotContain("kept for you", other, StringComparison.Ordinal);
        Assert.DoesNotContain("123.45", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_competitor_on_the_waiting_list_is_a_number_and_no_name()
    {
        var cohort = await centre.GivenACohort(wanted => wanted with { Places = 1 });
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        await centre.App.AskAsync(new JoinWaitingList(new(cohort.Id), 1, false, false, null, []), centre.Cast.NorthBooker.Actor);
        var south = await Browser.OfAsync(centre, centre.Cast.SouthBooker);

        Assert.Equal(302, (await south.Post($"/cohorts/{cohort.Id}/waiting-list?handler=join", ("Places", "1"), ("Which", "any"), ("How", "offer"), ("IdempotencyKey", Some.Key()))).Status);

        var own = (await south.Get($"/cohorts/{cohort.Id}/waiting-list")).Text;
        Assert.Contains("You are number 2 in line", own, StringComparison.Ordinal);
        Assert.DoesNotContain("Northway", own, StringComparison.Ordinal);
        var staff = (await (await Browser.OfAsync(centre, centre.Cast.Coordinator)).Get($"/cohorts/{cohort.Id}/waiting-list")).Text;
        Assert.Contains("1. Northway Networks", staff, StringComparison.Ordinal);
        Assert.Contains("2. Southern Fibre", staff, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_an_offer_is_told_so_where_they_wait()
    {
        var cohort = await centre.GivenACohort(wanted => wanted.Starting(InAMonth()) with { Places = 1 });
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        await centre.App.AskAsync(new JoinWaitingList(new(cohort.Id), 1, false, false, null, []), centre.Cast.SouthBooker.Actor);
        var south = await Browser.OfAsync(centre, centre.Cast.SouthBooker);
        Assert.Contains("you are number 1 in line", await LineAsync(), StringComparison.Ordinal);

        await centre.App.AskAsync(new CancelPlace(new(booked.Places[0].Id)), centre.Cast.NorthBooker.Actor);

        Assert.Contains("offered to you", await LineAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("in line", await LineAsync(), StringComparison.Ordinal);

        async Task<string> LineAsync() => (await south.Get("/home")).Text.Split($"/cohorts/{cohort.Id}/waiting-list")[1].Split("</li>")[0];
    }

    /// <summary>A working day so far off that cancelling is free.</summary>
    private DateOnly InAMonth()
    {
        var day = TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(28);
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || day is { Month: 12, Day: 25 or 28 }) day = day.AddDays(1);
        return day;
    }

    private async Task<System.Text.Json.JsonElement> LineAsync(Person booker, GivenCohort cohort) =>
        (await centre.ClientOf(booker).Get("/api/v1/cohorts?limit=100")).Json.GetProperty("cohorts").EnumerateArray().Single(each => each.GetProperty("id").GetGuid() == cohort.Id);

    private static async Task<(string Text, byte[] Bytes)> CsvAsync(Browser browser, string month)
    {
        var answer = await browser.Get($"/statement?month={month}&handler=csv");
        Assert.Equal((200, "text/csv"), (answer.Status, answer.Response.Content.Headers.ContentType?.MediaType));
        var bytes = await answer.Response.Content.ReadAsByteArrayAsync();
        return (Encoding.UTF8.GetString(bytes[3..]), bytes);
    }

    private static string FeeOn(Answer page) => Fee().Match(page.Text).Groups[1].Value;

    private static string CarriedBy(Answer page) => System.Net.WebUtility.HtmlDecode(Carried().Match(page.Text).Groups[1].Value);

    [GeneratedRegex("name=\"Carried\" value=\"([^\"]+)")]
    private static partial Regex Carried();

    [GeneratedRegex("name=\"ExpectedFee\" value=[\"']([^\"']+)")]
    private static partial Regex Fee();
}

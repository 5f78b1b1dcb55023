using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class WaitingListTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Only_bookers_join_and_only_ones_own_entry_is_left()
    {
        var (cohort, _) = await Full();
        await centre.AssertForbidden("POST", $"/api/v1/cohorts/{cohort.Id}/waiting-list", new { places = 1 }, centre.Cast.Coordinator, centre.Cast.NorthTrainee);
        await centre.AssertUnknown(centre.Cast.NorthBooker, "cohort-not-found", "POST", id => $"/api/v1/cohorts/{id}/waiting-list", (await centre.GivenACohort(c => c.NotPublished())).Id, new { places = 1 });
        var entry = (await North.Joins(cohort, 1)).Id("id");
        await centre.AssertUnknown(centre.Cast.SouthBooker, "waiting-not-found", "DELETE", id => $"/api/v1/waiting-list/{id}", entry);
    }

    [Fact]
    public async Task Each_learns_its_own_position_and_nothing_of_the_other()
    {
        var (cohort, _) = await Full();
        Assert.Equal(1, (await North.Joins(cohort, 2)).Json.GetProperty("position").GetInt32());
        Assert.Equal(2, (await South.Joins(cohort, 1)).Json.GetProperty("position").GetInt32());

        var seen = await South.Get($"/api/v1/cohorts/{cohort.Id}/waiting-list");
        Assert.Equal(2, Assert.Single(seen.Json.GetProperty("entries").EnumerateArray()).GetProperty("position").GetInt32());
        Assert.DoesNotContain("Northway", seen.Text, StringComparison.Ordinal);
        Assert.Equal(["Northway Networks", "Southern Fibre"], (await Staff.Get($"/api/v1/cohorts/{cohort.Id}/waiting-list")).Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("provider").GetString()));
    }

    [Fact]
    public async Task What_it_refuses_it_says_and_changes_nothing()
    {
        var (cohort, booked) = await Full(places: 2);
        await centre.AssertRefused(400, "request-invalid", () => North.Joins(cohort, 0));
        await centre.AssertRefused(400, "request-invalid", () => North.Post($"/api/v1/cohorts/{cohort.Id}/waiting-list", new { places = 1, automatic = true }, Some.Key()));
        await centre.AssertRefused(400, "request-invalid", () => North.Joins(cohort, 2, trainees: [centre.Cast.NorthTrainee.Trainee!.Value]));
        await centre.AssertRefused(409, "engineers-refused", () => North.Joins(cohort, 1, trainees: [centre.Cast.SouthTrainee.Trainee!.Value]));
        await North.Joins(cohort, 2, together: true);
        await centre.AssertRefused(409, "already-waiting", () => North.Joins(cohort, 1));
        await South.Cancels(booked.Id(), [booked.PlaceIds()[0]]);
        await centre.AssertRefused(409, "places-are-free", () => South.Joins(cohort, 1));
        await centre.AssertRefused(409, "places-are-free", () => South.Joins(cohort, 2));
        Assert.Equal(201, (await South.Joins(cohort, 2, together: true)).Status);
        var open = await centre.GivenACohortAhead();
        await centre.AssertRefused(409, "places-are-free", () => North.Joins(open, 3, together: true));

        var (soon, _) = await Full(days: 8);
        centre.ItIs(await centre.NamesDueAt(soon));
        await centre.AssertRefused(409, "names-are-due", () => North.Joins(soon, 1));
        centre.Clock.SetUtcNow(soon.Sessions[0].During.Starts);
        await centre.AssertRefused(409, "booking-closed", () => North.Joins(soon, 1));
    }

    [Fact]
    public async Task A_freed_place_is_offered_to_the_first_in_the_transaction_that_freed_it_and_then_to_the_next()
    {
        var (cohort, booked) = await Full(by: North);
        var third = (await South.Joins(cohort, 1)).Id("id");
        Assert.Equal(200, (await North.Cancels(booked.Id(), booked.PlaceIds())).Status);

        var offer = await OfferTo(centre.Cast.SouthBooker, cohort);
        Assert.Equal(["offer"], await centre.LettersAbout(offer));
        Assert.Equal(1, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        await centre.AssertRefused(409, "not-enough-places", () => North.Books(cohort, Some.Engineer()));
        Assert.Equal(centre.Clock.GetUtcNow().AddHours(24), (await South.Get($"/api/v1/bookings/{offer}")).Json.GetProperty("heldUntil").GetDateTimeOffset());
        await North.Joins(cohort, 1);

        centre.Clock.Advance(TimeSpan.FromHours(24));
        await centre.AssertRefused(409, "offer-lapsed", () => South.Confirms(offer));
        await centre.SeeToCohorts();

        Assert.Equal(["offer", "offer-lapsed"], await centre.LettersAbout(offer));
        Assert.Equal(["offer-lapsed"], await centre.Column<string>("select state from waiting_entry where id = $1", third));
        Assert.Equal(200, (await North.Confirms(await OfferTo(centre.Cast.NorthBooker, cohort))).Status);
        Assert.Equal("served", await State(centre.Cast.NorthBooker, cohort));
        Assert.Empty(await centre.Broken());
    }

    /// <summary>Where the offer cannot be written, the place is not given up either.</summary>
    [Fact]
    public async Task Freed_and_given_is_one_transaction()
    {
        var (cohort, booked) = await Full(by: South);
        await North.Joins(cohort, 1);
        await centre.Run($"""
            create function no_offers() returns trigger language plpgsql as $f$ begin raise exception 'no offers today'; end $f$;
            create trigger no_offers before insert on booking for each row when (new.waiting_entry_id is not null) execute function no_offers()
            """);
        try
        {
            await centre.AssertRefused(500, "unexpected", () => South.Cancels(booked.Id(), booked.PlaceIds()));
            Assert.Equal(["confirmed"], await centre.Column<string>("select state from place where cohort_id = $1", cohort.Id));
        }
        finally
        {
            await centre.Run("drop trigger no_offers on booking; drop function no_offers()");
        }
        Assert.Equal(200, (await South.Cancels(booked.Id(), booked.PlaceIds())).Status);
        await OfferTo(centre.Cast.NorthBooker, cohort);
    }

    [Fact]
    public async Task Who_asked_for_it_is_booked_at_once_with_the_engineers_named()
    {
        var (cohort, booked) = await Full(by: South);
        await North.Joins(cohort, 1, automatic: true, trainees: [centre.Cast.NorthTrainee.Trainee!.Value]);
        await South.Cancels(booked.Id(), booked.PlaceIds());

        var place = Assert.Single(await centre.Column<Guid>("select id from place where cohort_id = $1 and state = 'confirmed' and trainee_id = $2", cohort.Id, centre.Cast.NorthTrainee.Trainee!));
        Assert.Equal(["place 140.00"], await centre.Column<string>("select kind || ' ' || amount from charge where place_id = $1 and made_by is null", place));
        Assert.Equal(2, await centre.Value<int>("select count(*) from message where place_id = $1 and kind = 'invitation'", place));
        var booking = Assert.Single(await centre.Column<Guid>("select booking_id from place where id = $1", place));
        Assert.Equal(["place-given"], await centre.LettersAbout(booking));
        Assert.Equal("PO-W", (await North.Get($"/api/v1/bookings/{booking}")).Json.GetProperty("purchaseOrder").GetString());
        Assert.Equal("served", await State(centre.Cast.NorthBooker, cohort));
        Assert.Equal(404, (await South.Get($"/api/v1/bookings/{booking}")).Status);
    }

    [Fact]
    public async Task Who_is_passed_over_is_told_to_staff_with_the_reason_and_to_no_provider()
    {
        var (cohort, booked) = await Full(places: 2);
        await North.Joins(cohort, 2, together: true);
        await South.Joins(cohort, 1);
        await South.Cancels(booked.Id(), [booked.PlaceIds()[0]]);

        var passes = (await Staff.Get($"/api/v1/cohorts/{cohort.Id}/waiting-list")).Json.GetProperty("entries")[0].GetProperty("passedOver");
        Assert.Equal("Wants 2 together; 1 came free.", passes[0].GetProperty("reason").GetString());
        foreach (var provider in new[] { North, South }) Assert.All((await provider.Get($"/api/v1/cohorts/{cohort.Id}/waiting-list")).Json.GetProperty("entries").EnumerateArray(), entry => Assert.Equal(0, entry.GetProperty("passedOver").GetArrayLength()));
        Assert.Equal(1, await centre.Value<int>("select offered from waiting_entry where cohort_id = $1 and provider_id = $2", cohort.Id, centre.Cast.SouthBooker.Provider!));
    }

    [Fact]
    public async Task What_is_kept_for_the_one_in_line_counts_with_what_comes_free_and_goes_back_to_be_kept()
    {
        var cohort = await centre.GivenACohortAhead(places: 5);
        await Staff.Keeps(cohort, centre.Cast.NorthBooker, 1, cohort.FirstDay.AddDays(-7));
        var booked = await South.Books(cohort, [.. Enumerable.Range(0, 4).Select(_ => Some.Engineer())]);
        await North.Joins(cohort, 3, together: true);
        await South.Cancels(booked.Id(), [booked.PlaceIds()[0]]);
        Assert.Equal(["2 Wants 3 together; 1 came free and 1 is kept for it."], await centre.Column<string>("select places_free || ' ' || reason from waiting_pass where cohort_id = $1", cohort.Id));

        await South.Cancels(booked.Id(), [booked.PlaceIds()[1]]);
        var offer = await OfferTo(centre.Cast.NorthBooker, cohort);
        Assert.Equal([1, 3], await centre.Column<int>("select unnest(array[count(allocation_id), count(*)]::int[]) from place where booking_id = $1 and state = 'held'", offer));
        Assert.Equal(["5 0 1"], await centre.Column<string>("select c.places_taken || ' ' || c.places_kept || ' ' || a.used from cohort c join allocation a on a.cohort_id = c.id where c.id = $1", cohort.Id));
        Assert.Empty(await centre.Broken());

        await North.GivesBack(offer);
        Assert.Equal(["2 1 0"], await centre.Column<string>("select c.places_taken || ' ' || c.places_kept || ' ' || a.used from cohort c join allocation a on a.cohort_id = c.id where c.id = $1", cohort.Id));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task A_place_that_goes_back_to_what_is_kept_serves_its_provider_though_another_stands_before_it()
    {
        var cohort = await centre.GivenACohortAhead(places: 2);
        await Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, cohort.FirstDay.AddDays(-7));
        var booked = await North.Books(cohort, Some.Engineer(), Some.Engineer());
        await South.Joins(cohort, 1);
        await North.Joins(cohort, 1, automatic: true);

        await North.Cancels(booked.Id(), [booked.PlaceIds()[0]]);

        Assert.Equal("served", await State(centre.Cast.NorthBooker, cohort));
        Assert.Equal(1, await centre.Value<int>("select count(*) from place p join booking b on b.id = p.booking_id where p.cohort_id = $1 and p.allocation_id is not null and p.state = 'confirmed' and b.purchase_order = 'PO-W'", cohort.Id));
        Assert.Equal(0, await centre.Value<int>("select count(*) from waiting_pass where cohort_id = $1", cohort.Id));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Kept_for_one_in_line_who_could_not_come_before_the_places_are_given_at_once()
    {
        var cohort = await centre.GivenACohortAhead(places: 1);
        var booked = await South.Books(cohort, Some.Engineer());
        var beside = await centre.GivenAnotherOn(cohort.FirstDay);
        await North.Joins(cohort, 1, automatic: true, trainees: [centre.Cast.NorthTrainee.Trainee!.Value]);
        var busy = await centre.GivenAPlaceFor(centre.Cast.NorthTrainee, beside);
        await South.Cancels(booked.Id(), booked.PlaceIds());
        await North.Cancels(busy.BookingId, [busy.Places[0].Id]);

        var kept = await Staff.Keeps(cohort, centre.Cast.NorthBooker, 1, cohort.FirstDay.AddDays(-7));

        Assert.Equal((201, 0), (kept.Status, kept.Json.GetProperty("left").GetInt32()));
        Assert.Equal("served", await State(centre.Cast.NorthBooker, cohort));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Staff_read_every_reason_of_whoever_was_passed_over_also_once_it_waits_no_longer()
    {
        var (cohort, booked) = await Full(by: South, places: 2);
        var entry = (await North.Joins(cohort, 2, together: true)).Id("id");
        await South.Cancels(booked.Id(), [booked.PlaceIds()[0]]);
        for (var again = 0; again < 6; again++)
            await Staff.Send("DELETE", $"/api/v1/allocations/{(await Staff.Keeps(cohort, centre.Cast.SouthBooker, 1, cohort.FirstDay.AddDays(-7))).Id("allocationId")}");
        var browser = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        await AssertReasonsAsync();
        await North.Leaves(entry);
        await AssertReasonsAsync();
        Assert.DoesNotContain("came free", (await (await Browser.OfAsync(centre, centre.Cast.NorthBooker)).Get($"/cohorts/{cohort.Id}/waiting-list")).Text, StringComparison.Ordinal);

        async Task AssertReasonsAsync()
        {
            var page = (await browser.Get($"/cohorts/{cohort.Id}/waiting-list")).Text;
            Assert.Equal(7, page.Split("Wants 2 together; 1 came free.").Length - 1);
            Assert.Contains("6 times before", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_wants_more_than_are_left_finds_the_way_to_wait_for_all_of_them_together()
    {
        var (cohort, booked) = await Full(by: South, places: 3);
        await South.Cancels(booked.Id(), [booked.PlaceIds()[0]]);
        var browser = await Browser.OfAsync(centre, centre.Cast.NorthBooker);
        var way = $"href=\"/cohorts/{cohort.Id}/waiting-list\"";
        foreach (var page in new[] { $"/cohorts/{cohort.Id}", $"/cohorts/{cohort.Id}/hold", $"/cohorts/{cohort.Id}/book" }) Assert.Contains(way, (await browser.Get(page)).Text, StringComparison.Ordinal);
        Assert.Contains("join the waiting list for all of them together", (await North.Holds(cohort, 2)).Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Matches("checked=\"checked\"[^>]*value=\"together\"", (await browser.Get($"/cohorts/{cohort.Id}/waiting-list")).Text);
        Assert.Equal(302, (await browser.Post($"/cohorts/{cohort.Id}/waiting-list?handler=join", ("Places", "2"), ("Which", "together"), ("How", "offer"))).Status);
        Assert.DoesNotContain("Need more places", (await browser.Get($"/cohorts/{cohort.Id}")).Text, StringComparison.Ordinal);
        // Where nothing is taken, nobody can want more than are left.
        Assert.DoesNotContain("Need more places", (await browser.Get($"/cohorts/{(await centre.GivenACohortAhead()).Id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_meanwhile_something_else_is_passed_over_and_the_place_goes_on()
    {
        var (cohort, booked) = await Full(by: South);
        var (ann, first) = (Some.Engineer(), await centre.GivenACohortAhead());
        var id = (await North.Books(first, ann)).Json.GetProperty("places")[0].GetProperty("traineeId").GetGuid();
        await North.Joins(cohort, 1, automatic: true, trainees: [id]);
        var beside = await centre.GivenAnotherOn(cohort.FirstDay);
        await North.Books(beside, ann);
        await South.Cancels(booked.Id(), booked.PlaceIds());

        Assert.Contains($"Is busy at the same time: {beside.Code}.", await centre.Value<string>("select reason from waiting_pass where cohort_id = $1", cohort.Id), StringComparison.Ordinal);
        Assert.Equal(0, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        Assert.Equal(201, (await South.Books(cohort, Some.Engineer())).Status);
    }

    [Fact]
    public async Task Who_leaves_and_comes_back_is_the_last()
    {
        var (cohort, booked) = await Full(by: North);
        await North.Joins(cohort, 1);
        await South.Joins(cohort, 1);
        var entry = (await centre.Column<Guid>("select id from waiting_entry where cohort_id = $1 and provider_id = $2", cohort.Id, centre.Cast.NorthBooker.Provider!))[0];
        Assert.Equal(200, (await North.Leaves(entry)).Status);
        await centre.AssertRefused(409, "not-waiting", () => North.Leaves(entry));
        Assert.Equal(2, (await North.Joins(cohort, 1)).Json.GetProperty("position").GetInt32());
        await Staff.Cancels(booked.Id(), booked.PlaceIds());
        Assert.Equal([centre.Cast.SouthBooker.Provider!.Value], await centre.Column<Guid>("select provider_id from place where cohort_id = $1 and state = 'held'", cohort.Id));

    }

    [Fact]
    public async Task An_offer_outlives_leaving_the_list_and_its_end_does_not_rewrite_history()
    {
        var (cohort, booked) = await Full(by: South);
        var entry = (await North.Joins(cohort, 2)).Id("id");
        await South.Cancels(booked.Id(), booked.PlaceIds());
        await North.Leaves(entry);
        centre.Clock.Advance(TimeSpan.FromHours(24));
        await centre.SeeToCohorts();
        Assert.Equal("left", await State(centre.Cast.NorthBooker, cohort));
        Assert.Equal(0, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
    }

    [Fact]
    public async Task Taken_in_part_one_waits_on_at_the_old_turn_and_declined_in_part_for_less()
    {
        var (cohort, booked) = await Full(places: 3, by: South);
        await North.Joins(cohort, 3);
        await South.Cancels(booked.Id(), [booked.PlaceIds()[0]]);
        Assert.Equal(200, (await North.Confirms(await OfferTo(centre.Cast.NorthBooker, cohort))).Status);
        Assert.Equal(["2 0"], await centre.Column<string>("select places || ' ' || offered from waiting_entry where cohort_id = $1 and ended_at is null", cohort.Id));

        await South.Cancels(booked.Id(), [.. booked.PlaceIds()[1..]]);
        var offer = await OfferTo(centre.Cast.NorthBooker, cohort);
        await North.Cancels(offer, [(await centre.PlacesOf(offer))[0]]);
        Assert.Equal(["1 1"], await centre.Column<string>("select places || ' ' || offered from waiting_entry where cohort_id = $1 and ended_at is null", cohort.Id));
        Assert.Empty(await centre.Broken());
        Assert.Equal(200, (await North.Confirms(offer)).Status);
        Assert.Equal("served", await State(centre.Cast.NorthBooker, cohort));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Declined_it_goes_to_the_next_at_once()
    {
        var (cohort, booked) = await Full(by: South);
        await North.Joins(cohort, 1);
        await South.Joins(cohort, 1, automatic: true);
        await South.Cancels(booked.Id(), booked.PlaceIds());
        Assert.Equal(200, (await North.GivesBack(await OfferTo(centre.Cast.NorthBooker, cohort))).Status);
        Assert.Equal(("left", "served"), (await State(centre.Cast.NorthBooker, cohort), await State(centre.Cast.SouthBooker, cohort)));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Close_to_the_start_an_offer_stands_a_quarter_of_what_is_left()
    {
        var (cohort, booked) = await Full(by: South);
        await North.Joins(cohort, 1, trainees: [centre.Cast.NorthTrainee.Trainee!.Value]);
        var starts = cohort.Sessions[0].During.Starts;
        centre.Clock.SetUtcNow(starts.AddHours(-40));
        await South.Cancels(booked.Id(), booked.PlaceIds());
        Assert.Equal(starts.AddHours(-30).UtcDateTime, (await North.Get($"/api/v1/bookings/{await OfferTo(centre.Cast.NorthBooker, cohort)}")).Json.GetProperty("heldUntil").GetDateTimeOffset().UtcDateTime);
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_joins_once()
    {
        var (cohort, _) = await Full();
        await centre.AssertOnce(key => North.Joins(cohort, 1, key: key));
    }

    private async Task<(GivenCohort Cohort, Answer Booked)> Full(int places = 1, HttpClient? by = null, int days = 30)
    {
        var cohort = await centre.GivenACohortAhead(days, places);
        return (cohort, await (by ?? South).Books(cohort, [.. Enumerable.Range(0, places).Select(_ => Some.Engineer())]));
    }

    private async Task<Guid> OfferTo(Person booker, GivenCohort cohort) =>
        Assert.Single(await centre.Column<Guid>("select id from booking where cohort_id = $1 and provider_id = $2 and waiting_entry_id is not null and held_until is not null and lapsed_at is null", cohort.Id, booker.Provider!));

    private async Task<string> State(Person booker, GivenCohort cohort) => (await centre.Column<string>("select state from waiting_entry where cohort_id = $1 and provider_id = $2 order by number desc", cohort.Id, booker.Provider!))[0];
}

using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class DecideCohortTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Only_planners_decide()
    {
        var cohort = await centre.GivenACohortAhead();
        foreach (var (method, path, body) in new (string, string, object?)[] { ("POST", "confirmation", null), ("POST", "cancellation", new { }), ("GET", "cancellation", null), ("PUT", "capacity", new { capacity = 3 }) })
        {
            await centre.AssertForbidden(method, $"/api/v1/cohorts/{cohort.Id}/{path}", body, centre.Cast.NorthBooker, centre.Cast.Instructor, centre.Cast.Manager);
            await centre.AssertUnknown(centre.Cast.Coordinator, "cohort-not-found", method, id => $"/api/v1/cohorts/{id}/{path}", Guid.NewGuid(), body);
        }
    }

    [Fact]
    public async Task Confirmed_everybody_who_booked_is_told_once()
    {
        var cohort = await centre.GivenACohortAhead();
        await North.Books(cohort, Some.Engineer());
        await North.Books(cohort, Some.Engineer());
        await South.Holds(cohort, 1);

        var answer = await Staff.Post($"/api/v1/cohorts/{cohort.Id}/confirmation", null, Some.Key());

        Assert.Equal((200, "confirmed", 1), (answer.Status, answer.Json.GetProperty("state").GetString(), answer.Json.GetProperty("peopleTold").GetInt32()));
        Assert.Equal([centre.Cast.NorthBooker.Account], await centre.Column<Guid>("select account_id from message where subject_id = $1 and kind = 'going-ahead'", cohort.Id));
        await centre.AssertRefused(409, "cohort-not-open", () => Staff.Post($"/api/v1/cohorts/{cohort.Id}/confirmation", null, Some.Key()));
        Assert.Equal(201, (await South.Books(cohort, Some.Engineer())).Status);
    }

    [Fact]
    public async Task Who_looked_at_an_older_state_decides_nothing()
    {
        var cohort = await centre.GivenACohortAhead();
        foreach (var (method, path, body) in new (string, string, object?)[] { ("POST", "confirmation", null), ("POST", "cancellation", new { }), ("PUT", "capacity", new { capacity = 3 }) })
            await centre.AssertRefused(409, "changed-meanwhile", () => Staff.Send(method, $"/api/v1/cohorts/{cohort.Id}/{path}", body, Some.Key(), ("If-Match", "\"1\"")));
    }

    [Fact]
    public async Task Cancelled_everybody_who_can_come_is_moved_never_dearer_and_the_others_are_credited_in_full()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        var (ann, bob) = (Some.Engineer(), Some.Engineer());
        var booked = await North.Books(from, ann, bob);
        await centre.Run($"update cohort set price_per_place = 90 where id = '{to.Id}'");
        var beside = await centre.GivenAnotherOn(to.FirstDay);
        await North.Books(beside, bob);
        var hold = (await South.Holds(from, 2)).Id();
        await Staff.Keeps(from, centre.Cast.SouthBooker, 1, from.FirstDay.AddDays(-7));
        centre.ItIs(from.FirstDay.AddDays(-3), 9);   // too late for anybody to cancel without a fee: the centre's doing costs nobody

        var preview = (await Staff.Get($"/api/v1/cohorts/{from.Id}/cancellation?moveTo={to.Id}")).Json;
        Assert.Equal(to.Id, preview.GetProperty("target").GetProperty("id").GetGuid());
        var answer = await Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { moveTo = to.Id }, Some.Key());

        Assert.Equal((200, "cancelled", 1), (answer.Status, answer.Json.GetProperty("state").GetString(), answer.Json.GetProperty("placesMoved").GetInt32()));
        Assert.Equal(answer.Json.GetProperty("placesMoved").GetInt32(), preview.GetProperty("places").EnumerateArray().Count(row => row.GetProperty("moves").GetBoolean()));
        Assert.Contains($"Is busy at the same time: {beside.Code}.", preview.GetProperty("places").EnumerateArray().Select(row => row.GetProperty("whyNot").GetString()));
        foreach (var place in booked.PlaceIds()) Assert.Equal(["place 140.00", "credit -140.00"], await centre.ChargesOf(place));
        Assert.Equal(["90.00 PO-1"], await centre.Column<string>("select p.price || ' ' || b.purchase_order from place p join booking b on b.id = p.booking_id where p.cohort_id = $1", to.Id));
        Assert.Equal(0, await centre.Value<int>("select count(*) from reservation r join session s on s.id = r.session_id where s.cohort_id = $1", from.Id));
        Assert.Equal(["0 0"], await centre.Column<string>("select places_taken || ' ' || places_kept from cohort where id = $1", from.Id));
        Assert.Equal(0, await centre.Value<int>("select count(*) from charge where booking_id = $1", hold));
        Assert.Equal(1, await centre.Value<int>("select count(*) from message where subject_id = $1 and kind = 'cohort-cancelled' and account_id = $2", from.Id, centre.Cast.NorthBooker.Account));
        Assert.Empty(await centre.Broken());
        await centre.AssertRefused(409, "cohort-cannot-change", () => Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { }, Some.Key()));
        await centre.AssertRefused(409, "booking-closed", () => North.Books(from, Some.Engineer()));
    }

    [Fact]
    public async Task Moved_each_old_place_its_booking_the_letter_and_the_webhooks_say_where_to()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        var (ann, bob) = (Some.Engineer(), Some.Engineer());
        var (one, two) = (await North.Books(from, ann, bob), await North.BooksUnnamed(from, 1));
        await North.Books(await centre.GivenAnotherOn(to.FirstDay), bob);
        await centre.Run($"""
            insert into webhook (id, provider_id, url, secret, events, made_by, made_at)
            select gen_random_uuid(), '{centre.Cast.NorthBooker.Provider}', 'https://example.org/hook', '\x00', array['cohort.cancelled', 'booking.made'], '{centre.Cast.NorthBooker.Account}', now()
            """);

        Assert.Equal(2, (await Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { moveTo = to.Id }, Some.Key())).Json.GetProperty("placesMoved").GetInt32());

        var seats = (await North.Get($"/api/v1/bookings/{one.Id()}")).Json.GetProperty("places").EnumerateArray().ToDictionary(each => each.GetProperty("name").GetString()!, each => each.GetProperty("movedTo"));
        var moved = seats[$"{ann.GivenName} {ann.FamilyName}"];
        Assert.Equal((to.Id, to.Code, System.Text.Json.JsonValueKind.Null), (moved.GetProperty("cohortId").GetGuid(), moved.GetProperty("cohortCode").GetString(), seats[$"{bob.GivenName} {bob.FamilyName}"].ValueKind));
        var reference = moved.GetProperty("reference").GetString()!;
        Assert.Contains($"<a class=\"govuk-link\" href=\"/bookings/{moved.GetProperty("bookingId").GetGuid()}\">booking {reference}</a>", (await (await Browser.OfAsync(centre, centre.Cast.NorthBooker)).Get($"/bookings/{one.Id()}")).Text, StringComparison.Ordinal);
        var second = (await North.Get($"/api/v1/bookings/{two.Id()}")).Json.GetProperty("places")[0].GetProperty("movedTo").GetProperty("bookingId").GetGuid();
        Assert.Equal(
            ["booking.made", "booking.made", "cohort.cancelled"], await centre.Column<string>("select event from webhook_delivery d join webhook w on w.id = d.webhook_id where w.url = 'https://example.org/hook' order by event"));
        foreach (var booking in new[] { moved.GetProperty("bookingId").GetGuid(), second })
            Assert.Equal(1, await centre.Value<int>("select count(*) from webhook_delivery where event = 'booking.made' and payload::jsonb #>> '{data,bookingId}' = $1 and payload::jsonb #>> '{data,cohortId}' = $2", $"{booking}", $"{to.Id}"));
        Assert.Empty(await centre.Broken());
        // What has been given up there since is not where anybody is now.
        await North.Cancels(second, [.. await centre.PlacesOf(second)]);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await North.Get($"/api/v1/bookings/{two.Id()}")).Json.GetProperty("places")[0].GetProperty("movedTo").ValueKind);
    }

    [Fact]
    public async Task Moved_to_a_dearer_one_the_old_price_stays()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        await centre.Run($"update cohort set price_per_place = 200 where id = '{to.Id}'");
        await North.Books(from, Some.Engineer());
        await Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { moveTo = to.Id }, Some.Key());
        Assert.Equal(["140.00"], await centre.Column<string>("select price::text from place where cohort_id = $1", to.Id));
    }

    [Fact]
    public async Task Whoever_waited_is_told_that_it_is_over()
    {
        var cohort = await centre.GivenACohortAhead(places: 1);
        await North.Books(cohort, Some.Engineer());
        await South.Joins(cohort, 1);
        await Staff.Post($"/api/v1/cohorts/{cohort.Id}/cancellation", new { }, Some.Key());
        Assert.Equal(1, await centre.Value<int>("select count(*) from message where subject_id = $1 and kind = 'cohort-cancelled' and account_id = $2", cohort.Id, centre.Cast.SouthBooker.Account));
    }

    [Fact]
    public async Task Where_there_is_not_room_for_all_the_first_to_book_move_and_what_cannot_be_asked_is_refused()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead(places: 2));
        var first = Some.Engineer();
        await North.Books(from, first);
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        await South.Books(from, Some.Engineer(), Some.Engineer());
        await centre.AssertRefused(400, "same-cohort", () => Cancel(from.Id));
        await centre.AssertRefused(404, "cohort-not-found", () => Cancel(Guid.NewGuid()));
        var other = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        await centre.AssertRefused(409, "other-course", () => Cancel(other.Id));
        var draft = await centre.GivenACohort(c => c.NotPublished());
        await centre.AssertRefused(409, "booking-closed", () => Cancel(draft.Id));

        Assert.Equal(2, (await Cancel(to.Id)).Json.GetProperty("placesMoved").GetInt32());
        Assert.Equal(1, await centre.Value<int>("select count(*) from place p join trainee t on t.id = p.trainee_id where p.cohort_id = $1 and t.email = $2", to.Id, first.Email));

        Task<Answer> Cancel(Guid moveTo) => Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { moveTo }, Some.Key());
    }

    [Fact]
    public async Task Moved_places_draw_first_from_what_their_provider_has_kept_there_then_from_what_is_free_to_all()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead(places: 3));
        await Staff.Keeps(to, centre.Cast.NorthBooker, 2, to.FirstDay.AddDays(-7));
        await North.Books(from, Some.Engineer(), Some.Engineer(), Some.Engineer());
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        await South.Books(from, Some.Engineer());

        var preview = (await Staff.Get($"/api/v1/cohorts/{from.Id}/cancellation?moveTo={to.Id}")).Json;
        Assert.Equal((1, 2), (preview.GetProperty("target").GetProperty("placesLeft").GetInt32(), preview.GetProperty("target").GetProperty("placesKept").GetInt32()));
        Assert.Equal([true, true, true, false], preview.GetProperty("places").EnumerateArray().Select(row => row.GetProperty("moves").GetBoolean()));
        var answer = await Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { moveTo = to.Id, expectedMoves = 3 }, Some.Key());

        Assert.Equal((200, 3), (answer.Status, answer.Json.GetProperty("placesMoved").GetInt32()));
        Assert.Equal(["3 0"], await centre.Column<string>("select places_taken || ' ' || places_kept from cohort where id = $1", to.Id));
        Assert.Equal([2], await centre.Column<int>("select used from allocation where cohort_id = $1", to.Id));
        Assert.Equal(2, await centre.Value<int>("select count(*) from place where cohort_id = $1 and allocation_id is not null and provider_id = $2", to.Id, centre.Cast.NorthBooker.Provider!));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task What_is_kept_for_others_is_no_room_and_what_is_kept_for_those_who_move_is()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead(places: 2));
        await Staff.Keeps(to, centre.Cast.SouthBooker, 2, to.FirstDay.AddDays(-7));
        await North.Books(from, Some.Engineer());
        await centre.AssertRefused(409, "no-room-there", () => Cancel());

        await South.BooksUnnamed(from, 1);
        Assert.Equal((200, 1), (await Cancel()) is var answer ? (answer.Status, answer.Json.GetProperty("placesMoved").GetInt32()) : default);
        Assert.Equal([centre.Cast.SouthBooker.Provider!.Value], await centre.Column<Guid>("select provider_id from place where cohort_id = $1", to.Id));

        Task<Answer> Cancel() => Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { moveTo = to.Id }, Some.Key());
    }

    [Fact]
    public async Task Moved_to_sooner_dates_a_place_can_be_given_up_free_for_as_long_as_before()
    {
        var (to, from) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead(days: 90));
        await North.Books(from, Some.Engineer());
        await Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { moveTo = to.Id }, Some.Key());
        Assert.Equal([from.FirstDay.AddDays(-14)], await centre.Column<DateOnly>("select free_until from place where cohort_id = $1", to.Id));
    }

    [Fact]
    public async Task Only_cohorts_with_room_are_offered_to_move_to_with_how_many_places_each_has()
    {
        var other = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        var (from, full, kept, room) = (await Of(6), await Of(1), await Of(3), await Of(4));
        await North.Books(from, Some.Engineer());
        await South.BooksUnnamed(full, 1);
        await Staff.Keeps(kept, centre.Cast.SouthBooker, 3, kept.FirstDay.AddDays(-7));
        await South.BooksUnnamed(room, 1);

        var offered = (await Staff.Get($"/api/v1/cohorts/{from.Id}/cancellation")).Json.GetProperty("alternatives").EnumerateArray().ToDictionary(each => each.GetProperty("id").GetGuid(), each => each.GetProperty("placesLeft").GetInt32() + each.GetProperty("placesKept").GetInt32());
        Assert.Equal((3, false, false, false), (offered[room.Id], offered.ContainsKey(full.Id), offered.ContainsKey(kept.Id), offered.ContainsKey(other.Id)));
        Assert.DoesNotContain(0, offered.Values);
        foreach (var without in new[] { full, kept })
        {
            Assert.Equal("no-room-there", (await Staff.Get($"/api/v1/cohorts/{from.Id}/cancellation?moveTo={without.Id}")).Problem);
            await centre.AssertRefused(409, "no-room-there", () => Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { moveTo = without.Id }, Some.Key()));
        }

        Task<GivenCohort> Of(int places) => centre.GivenACohortAhead(days: 200, places);
    }

    [Fact]
    public async Task Fewer_who_can_move_than_were_seen_is_asked_again_rather_than_done()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead(places: 2));
        await North.Books(from, Some.Engineer(), Some.Engineer());
        await South.BooksUnnamed(to, 1);

        await centre.AssertRefused(409, "other-moves", () => Cancel(2));
        Assert.Equal(1, (await Cancel(1)).Json.GetProperty("placesMoved").GetInt32());

        Task<Answer> Cancel(int expectedMoves) => Staff.Post($"/api/v1/cohorts/{from.Id}/cancellation", new { moveTo = to.Id, expectedMoves }, Some.Key());
    }

    [Fact]
    public async Task Capacity_is_cut_to_what_is_taken_and_kept_and_no_further_and_more_of_it_serves_those_who_wait()
    {
        var cohort = await centre.GivenACohortAhead(places: 4);
        await North.Books(cohort, Some.Engineer());
        await Staff.Keeps(cohort, centre.Cast.NorthBooker, 2, cohort.FirstDay.AddDays(-7));
        await centre.AssertRefused(409, "capacity-below-places", () => Capacity(2));
        await centre.AssertRefused(400, "request-invalid", () => Capacity(0));
        await centre.AssertRefused(400, "request-invalid", () => Capacity(61));

        Assert.Equal((200, 0), ((await Capacity(3)).Status, await centre.Value<int>("select capacity - places_taken - places_kept from cohort where id = $1", cohort.Id)));
        await South.Joins(cohort, 2, automatic: true);
        await Capacity(4);
        Assert.Equal(1, await centre.Value<int>("select count(*) from place where cohort_id = $1 and provider_id = $2 and state = 'confirmed'", cohort.Id, centre.Cast.SouthBooker.Provider!));
        // One classroom and one instructor take twelve.
        await centre.AssertRefused(409, "resources-taken", () => Capacity(13));
        Assert.Empty(await centre.Broken());

        Task<Answer> Capacity(int capacity) => Staff.Send("PUT", $"/api/v1/cohorts/{cohort.Id}/capacity", new { capacity }, Some.Key());
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_decides_once()
    {
        var (one, two) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        await centre.AssertOnce(key => Staff.Post($"/api/v1/cohorts/{one.Id}/confirmation", null, key));
        await centre.AssertOnce(key => Staff.Post($"/api/v1/cohorts/{two.Id}/cancellation", new { }, key));
    }
}

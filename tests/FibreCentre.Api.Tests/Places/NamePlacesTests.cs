using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class NamePlacesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    [Fact]
    public async Task Only_its_own_booker_names()
    {
        var booking = (await North.BooksUnnamed(await centre.GivenACohortAhead(), 2)).Id();
        var body = new { engineers = new[] { Some.Engineer() } };
        await centre.AssertForbidden("POST", $"/api/v1/bookings/{booking}/names", body, centre.Cast.Coordinator, centre.Cast.NorthTrainee);
        await centre.AssertUnknown(centre.Cast.SouthBooker, "booking-not-found", "POST", id => $"/api/v1/bookings/{id}/names", booking, body);
    }

    [Fact]
    public async Task A_name_brings_the_engineers_time_and_invitations()
    {
        var booking = (await North.BooksUnnamed(await centre.GivenACohortAhead(), 2)).Id();
        Assert.Equal(0, await centre.Value<int>("select count(*) from invitation i join place p on p.id = i.place_id where p.booking_id = $1", booking));

        var answer = await North.Names(booking, [Some.Engineer()]);

        Assert.Equal((200, 1), (answer.Status, answer.Json.GetProperty("stillUnnamed").GetInt32()));
        var place = answer.PlaceIds().Single();
        Assert.Equal(2, await centre.Value<int>("select count(*) from reservation r join place p on p.id = r.place_id and p.trainee_id = r.resource_id where p.id = $1", place));
        Assert.Equal(["invitation", "invitation"], await centre.Column<string>("select kind from message where place_id = $1 order by id", place));
        Assert.Equal(["place 140.00"], await centre.ChargesOf(place));
        Assert.Equal(0, (await North.Names(booking, [Some.Engineer()])).Json.GetProperty("stillUnnamed").GetInt32());
    }

    [Fact]
    public async Task Naming_books_a_hold_when_it_brings_the_order_number()
    {
        var hold = (await North.Holds(await centre.GivenACohortAhead(), 2)).Id();
        await centre.AssertRefused(400, "purchase-order-needed", () => North.Names(hold, [Some.Engineer()]));

        var answer = await North.Names(hold, [Some.Engineer()], "PO-9");

        Assert.Equal((200, 1), (answer.Status, answer.Json.GetProperty("stillUnnamed").GetInt32()));
        Assert.Equal(2, await centre.Value<int>("select count(*) from charge where booking_id = $1", hold));
        Assert.Equal("booked", (await North.Get($"/api/v1/bookings/{hold}")).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task All_of_those_named_or_none()
    {
        var booking = (await North.BooksUnnamed(await centre.GivenACohortAhead(), 2)).Id();
        await centre.AssertRefused(409, "no-open-places", () => North.Names(booking, [Some.Engineer(), Some.Engineer(), Some.Engineer()]));
        await centre.AssertRefused(409, "engineers-refused", () => North.Names(booking, [Some.Engineer(), Some.Engineer() with { DateOfBirth = "2015-01-01" }]));
        var twice = Some.Engineer();
        await centre.AssertRefused(409, "engineers-refused", () => North.Names(booking, [twice, twice]));
        await centre.AssertRefused(400, "request-invalid", () => North.Names(booking, []));
    }

    [Fact]
    public async Task By_a_sheet_every_line_is_checked_as_the_page_checks_it_and_all_of_them_are_named_or_none()
    {
        var cohort = await centre.GivenACohortAhead();
        var booking = (await North.BooksUnnamed(cohort, 2)).Id();
        var (path, ann, bob) = ($"/api/v1/bookings/{booking}/names.csv", Some.Engineer(), Some.Engineer());
        var sheet = Sheet($"{ann.GivenName};{ann.FamilyName};{ann.Email};1990-05-04;yes", "", "Kid;Young;kid.young@example.org;1/2/2015;yes", "No;Mail;no.mail;1/2/1990;yes");

        var check = await North.Post($"/api/v1/cohorts/{cohort.Id}/engineer-check.csv", sheet());
        Assert.Equal(["2 0", "4 1", "5 1"], check.Json.GetProperty("rows").EnumerateArray().Select(row => $"{row.GetProperty("line").GetInt32()} {row.GetProperty("reasons").GetArrayLength()}"));

        // First what cannot be read, then what the cohort refuses; each by its line.
        Assert.Equal("5 Enter an e-mail address like name@example.org.", await RefusedAsync(sheet));
        Assert.StartsWith("4 ", await RefusedAsync(Sheet($"{ann.GivenName};{ann.FamilyName};{ann.Email};1990-05-04;yes", "", "Kid;Young;kid.young@example.org;1/2/2015;yes")), StringComparison.Ordinal);
        await centre.AssertRefused(400, "sheet-unreadable", () => North.Post(path, new StringContent("PK\u0003\u0004"), Some.Key()));
        await centre.AssertRefused(400, "idempotency-key-missing", () => North.Post(path, sheet()));

        var good = Sheet($"{ann.GivenName};{ann.FamilyName};{ann.Email};1990-05-04;yes", $"{bob.GivenName};{bob.FamilyName};{bob.Email};1990-05-04;yes");
        await centre.AssertOnce(key => North.Post(path, good(), key));
        Assert.Equal([ann.Email, bob.Email], (await centre.Column<string>("select t.email::text from place p join trainee t on t.id = p.trainee_id where p.booking_id = $1", booking)).Order(StringComparer.Ordinal));
        foreach (var person in new[] { centre.Cast.Coordinator, centre.Cast.NorthTrainee }) await centre.AssertForbidden("POST", path, good(), person);

        async Task<string> RefusedAsync(Func<StringContent> lines)
        {
            await centre.AssertRefused(409, "engineers-refused", () => North.Post(path, lines(), Some.Key()));
            var row = Assert.Single((await North.Post(path, lines(), Some.Key())).Json.GetProperty("rows").EnumerateArray());
            return $"{row.GetProperty("line").GetInt32()} {row.GetProperty("reasons")[0].GetString()}";
        }
    }

    [Fact]
    public async Task A_sheet_books_a_hold_when_it_comes_with_the_order_number()
    {
        var hold = (await North.Holds(await centre.GivenACohortAhead(), 1)).Id();
        var sheet = Sheet("Ama;Osei;ama.of.sheet@example.org;1990-05-04;yes");
        await centre.AssertRefused(400, "purchase-order-needed", () => North.Post($"/api/v1/bookings/{hold}/names.csv", sheet(), Some.Key()));
        Assert.Equal(200, (await North.Post($"/api/v1/bookings/{hold}/names.csv?purchaseOrder=PO-77", sheet(), Some.Key())).Status);
        Assert.Equal(["PO-77"], await centre.Column<string>("select purchase_order from booking where id = $1", hold));
    }

    /// <summary>A content is sent once: anew for each time.</summary>
    private static Func<StringContent> Sheet(params string[] lines) =>
        () => new(string.Join("\r\n", ["First name;Last name;E-mail;Date of birth;Photo ID", .. lines]), System.Text.Encoding.UTF8, "text/csv");

    [Fact]
    public async Task A_hold_whose_time_is_over_is_not_named()
    {
        var hold = (await North.Holds(await centre.GivenACohortAhead(), 1)).Id();
        centre.Clock.Advance(TimeSpan.FromHours(24));
        // With an order number or without: that it is over is said first.
        foreach (var order in new[] { "PO", null }) await centre.AssertRefused(409, "hold-lapsed", () => North.Names(hold, [Some.Engineer()], order));
    }

    [Fact]
    public async Task Once_names_are_due_an_offer_is_taken_with_all_its_names_or_not_at_all()
    {
        var cohort = await centre.GivenACohortAhead(days: 8, places: 2);
        var taken = await centre.ClientOf(centre.Cast.SouthBooker).Books(cohort, Some.Engineer(), Some.Engineer());
        var (ann, bob) = (Some.Engineer(), Some.Engineer());
        var known = (await North.Books(await centre.GivenACohortAhead(), ann, bob)).Json.GetProperty("places").EnumerateArray().Select(place => place.GetProperty("traineeId").GetGuid()).ToArray();
        await North.Joins(cohort, 2, trainees: known);
        centre.ItIs(await centre.NamesDueAt(cohort));
        await centre.ClientOf(centre.Cast.Coordinator).Cancels(taken.Id(), taken.PlaceIds());
        var offer = Assert.Single(await centre.Column<Guid>("select id from booking where cohort_id = $1 and waiting_entry_id is not null", cohort.Id));

        // Whom it meant on joining is there to be named, and nobody is named by itself.
        Assert.Equal(known, (await North.Get($"/api/v1/bookings/{offer}")).Json.GetProperty("meant").EnumerateArray().Select(each => each.GetProperty("traineeId").GetGuid()));
        await centre.AssertRefused(409, "names-are-due", () => North.Confirms(offer));
        await centre.AssertRefused(409, "names-are-due", () => North.Names(offer, [ann], "PO"));
        Assert.Equal(200, (await North.Names(offer, [ann, bob], "PO")).Status);
        Assert.Equal(0, (await North.Get($"/api/v1/bookings/{offer}")).Json.GetProperty("meant").GetArrayLength());
        await centre.SeeToCohorts();
        Assert.Equal(2, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Taken_in_part_an_offer_means_those_who_have_no_place_yet()
    {
        var cohort = await centre.GivenACohortAhead(places: 2);
        var taken = await centre.ClientOf(centre.Cast.SouthBooker).Books(cohort, Some.Engineer(), Some.Engineer());
        var known = (await North.Books(await centre.GivenACohortAhead(), Some.Engineer(), Some.Engineer())).Json.GetProperty("places").EnumerateArray().Select(place => place.GetProperty("traineeId").GetGuid()).ToArray();
        await North.Joins(cohort, 2, trainees: known);
        var first = await OfferedAsync(taken.PlaceIds()[0]);
        Assert.Equal(200, (await North.Post($"/api/v1/bookings/{first}/names", new { trainees = new[] { known[0] }, purchaseOrder = "PO" }, Some.Key())).Status);

        var second = await OfferedAsync(taken.PlaceIds()[1]);

        Assert.Equal([known[1]], (await North.Get($"/api/v1/bookings/{second}")).Json.GetProperty("meant").EnumerateArray().Select(each => each.GetProperty("traineeId").GetGuid()));

        async Task<Guid> OfferedAsync(Guid freed)
        {
            await centre.ClientOf(centre.Cast.Coordinator).Cancels(taken.Id(), [freed]);
            return Assert.Single(await centre.Column<Guid>("select id from booking where cohort_id = $1 and waiting_entry_id is not null and held_until is not null", cohort.Id));
        }
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_names_once()
    {
        var booking = (await North.BooksUnnamed(await centre.GivenACohortAhead(), 3)).Id();
        var engineer = Some.Engineer();
        await centre.AssertOnce(key => North.Names(booking, [engineer], null, key));
    }
}

using System.Text.Json;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class BookPlacesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Booker => centre.ClientOf(centre.Cast.NorthBooker);

    [Fact]
    public async Task The_same_person_under_another_spelling_or_anothers_address_is_shown_in_the_check_and_never_merged()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(12));
        var ann = Some.Engineer() with { GivenName = "Siobhan", FamilyName = "Kilbride", DateOfBirth = "1991-04-05" };
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, ann);
        var (spelt, other, twice) = (Some.Engineer() with { GivenName = "Siobhán", FamilyName = "Kilbryde", DateOfBirth = "5/4/1991" }, ann with { GivenName = "Tom", FamilyName = "Ford", DateOfBirth = "1980-01-01", EmployeeReference = null }, Some.Engineer() with { GivenName = "Kit", FamilyName = "Lowe", DateOfBirth = "1992-02-03" });
        var respelt = ann with { GivenName = "Siobhán" };
        var again = Some.Engineer() with { GivenName = "Lowe", FamilyName = "Kit", DateOfBirth = "1992-02-03" };

        var answer = await centre.ClientOf(centre.Cast.NorthBooker).Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = new[] { spelt, other, twice, again, Some.Engineer() with { GivenName = "Zed", FamilyName = "Quill", DateOfBirth = "1970-07-07" } } });
        var alone = await centre.ClientOf(centre.Cast.NorthBooker).Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = new[] { respelt } });

        var notes = answer.Json.GetProperty("rows").EnumerateArray().Select(row => string.Join(' ', row.GetProperty("notes").EnumerateArray().Select(note => note.GetString()))).ToList();
        Assert.StartsWith($"May be Siobhan Kilbride, {ann.Email}: the same date of birth and nearly the same name.", notes[0], StringComparison.Ordinal);
        // Somebody else's address is a reason, as the import has it; another spelling of its owner is a note.
        var reason = "The e-mail address is Siobhan Kilbride's, whose name and date of birth are others. Give this engineer's own address, or choose Siobhan Kilbride from your engineers.";
        Assert.Equal(("", reason), (notes[1], answer.Json.GetProperty("rows")[1].GetProperty("reasons")[0].GetString()));
        Assert.Equal(0, alone.Json.GetProperty("rows")[0].GetProperty("reasons").GetArrayLength());
        Assert.Equal("This e-mail address is that of Siobhan Kilbride, born on 5 April 1991, who is the one meant. The record stays as it is.", alone.Json.GetProperty("rows")[0].GetProperty("notes")[0].GetString());
        await centre.AssertRefused(409, "engineers-refused", () => Book(cohort, other));
        var unnamed = (await Booker.BooksUnnamed(cohort, 1)).Id();
        await centre.AssertRefused(409, "engineers-refused", () => Booker.Names(unnamed, [other]));
        Assert.Equal(200, (await Booker.Names(unnamed, [respelt])).Status);
        Assert.Equal(("", $"May be Kit Lowe, {twice.Email}, named above. If so, leave one out.", ""), (notes[2], notes[3], notes[4]));
        // Another provider's people are nobody's likeness.
        var south = await centre.ClientOf(centre.Cast.SouthBooker).Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = new[] { spelt } });
        Assert.Equal(0, south.Json.GetProperty("rows")[0].GetProperty("notes").GetArrayLength());
    }

    [Fact]
    public async Task A_booking_is_answered_with_where_it_is_and_records_its_engineers()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(6));
        var engineers = new[] { Some.Engineer().Holding("FTC-110", "2031-01-01"), Some.Engineer() };

        var answer = await Book(cohort, engineers);

        Assert.Equal(201, answer.Status);
        var id = answer.Json.GetProperty("bookingId").GetGuid();
        Assert.Equal($"/api/v1/bookings/{id}", answer.Response.Headers.Location?.ToString());
        Assert.Equal(4, answer.Json.GetProperty("placesLeft").GetInt32());
        Assert.Equal(2, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        Assert.Equal(2, await centre.Value<int>("select count(*) from trainee t join declaration d on d.trainee_id = t.id where t.email = any ($1) and d.kind = 'photo-id'", (object)new[] { engineers[0].Email, engineers[1].Email }));
        Assert.Equal(1, await centre.Value<int>("select count(*) from outside_certificate o join trainee t on t.id = o.trainee_id where t.email = $1 and o.course_code = 'FTC-110'", engineers[0].Email));
        // Two sessions each: a reservation and an invitation for both.
        Assert.Equal(4, await centre.Value<int>("select count(*) from reservation r join place p on p.id = r.place_id where p.booking_id = $1", id));
        Assert.Equal(["invitation 4"], await centre.Column<string>("select kind || ' ' || count(*) from message m join place p on p.id = m.place_id where p.booking_id = $1 group by kind order by 1", id));
        Assert.Equal(1, await centre.Value<int>("select count(*) from audit_entry where action = 'BookPlaces' and subject = $1 and actor_id = $2", cohort.Id, centre.Cast.NorthBooker.Account));
        Assert.Equal(id, (await Booker.Get($"/api/v1/bookings/{id}")).Json.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_cohort_one_place_short_books_nobody()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(3));

        var answer = await Refused(409, "not-enough-places", cohort, Some.Engineer(), Some.Engineer(), Some.Engineer(), Some.Engineer());

        Assert.Equal(3, answer.Json.GetProperty("placesLeft").GetInt32());
        Assert.Equal("4 asked for, 3 left. Book fewer, join the waiting list for all of them together, or choose another cohort.", answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task One_engineer_who_may_not_come_keeps_all_of_them_away_and_the_row_says_why()
    {
        var cohort = await centre.GivenACohort();

        var answer = await Refused(409, "engineers-refused", cohort, Some.Engineer(), Some.Engineer() with { Declarations = [], DateOfBirth = "2012-01-01" });

        var row = Assert.Single(answer.Json.GetProperty("rows").EnumerateArray());
        Assert.Equal(2, row.GetProperty("row").GetInt32());
        Assert.Equal(2, row.GetProperty("reasons").GetArrayLength());
    }

    [Fact]
    public async Task Nobody_is_booked_twice_on_a_cohort_nor_on_two_that_overlap()
    {
        var engineer = Some.Engineer();
        var cohort = await centre.GivenACohort();
        var sameDay = await centre.GivenACohort(c => c.Starting(cohort.FirstDay));
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);

        Assert.Contains("Already has a place on this cohort.", Reasons(await Refused(409, "engineers-refused", cohort, engineer)));
        Assert.Contains($"Is busy at the same time: {cohort.Code}.", Reasons(await Refused(409, "engineers-refused", sameDay, engineer)));
        Assert.Contains("Named twice.", Reasons(await Refused(409, "engineers-refused", await centre.GivenACohort(), Some.Engineer("twice@example.org"), Some.Engineer("TWICE@example.org"))));
    }

    [Fact]
    public async Task Another_providers_engineer_is_as_unknown_as_nobody()
    {
        var cohort = await centre.GivenACohort();
        var foreign = await Booker.Post(Path(cohort), new { purchaseOrder = "PO", trainees = new[] { centre.Cast.SouthTrainee.Trainee } }, Some.Key());
        var nobody = await Booker.Post(Path(cohort), new { purchaseOrder = "PO", trainees = new[] { Guid.NewGuid() } }, Some.Key());

        Assert.Equal("engineers-refused", foreign.Problem);
        Assert.Equal(nobody.AllButCorrelation, foreign.AllButCorrelation);
    }

    [Fact]
    public async Task The_same_address_at_two_providers_is_two_people()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.SouthBooker, engineer);

        Assert.Equal(201, (await Book(cohort, engineer)).Status);
        Assert.Equal(2, await centre.Value<int>("select count(*) from trainee where email = $1", engineer.Email));
    }

    [Fact]
    public async Task A_draft_and_a_cohort_that_never_was_look_the_same()
    {
        var draft = await centre.GivenACohort(c => c.NotPublished());

        var answer = await Refused(404, "cohort-not-found", draft, Some.Engineer());
        var never = await Booker.Post($"/api/v1/cohorts/{Guid.NewGuid()}/places", new { purchaseOrder = "PO-1", engineers = new[] { Some.Engineer() } }, Some.Key());

        Assert.Equal(never.AllButCorrelation, answer.AllButCorrelation);
    }

    [Fact]
    public async Task Booking_closes_in_the_moment_the_first_session_starts()
    {
        var cohort = await centre.GivenACohort();
        centre.Clock.SetUtcNow(cohort.Sessions[0].During.Starts.AddTicks(-1));
        Assert.Equal(201, (await Book(cohort, Some.Engineer())).Status);

        centre.Clock.SetUtcNow(cohort.Sessions[0].During.Starts);
        await Refused(409, "booking-closed", cohort, Some.Engineer());
    }

    [Theory]
    [InlineData("""{ "purchaseOrder": "", "engineers": [] }""", "request-invalid")]
    [InlineData("""{ "purchaseOrder": "PO", "engineers": [{ "givenName": "A", "familyName": "B", "email": "Ann <ann@example.org>", "dateOfBirth": "1990-01-01" }] }""", "request-invalid")]
    [InlineData("""{ "purchaseOrder": "PO", "engineers": [{ "givenName": "A\r\nBcc: x@example.org", "familyName": "B", "email": "a@example.org", "dateOfBirth": "1990-01-01" }] }""", "request-invalid")]
    [InlineData("""{ "purchaseOrder": "PO", "engineers": [{ "givenName": "A", "familyName": "B", "email": "a@example.org", "dateOfBirth": "yesterday" }] }""", "request-invalid")]
    [InlineData("""{ "purchaseOrder": "PO", "trainees": [], "provider": "00000000-0000-0000-0000-000000000001" }""", "request-unreadable")]
    [InlineData("""{ "trainees": [] }""", "request-unreadable")]
    [InlineData("""{ "purchaseOrder": """, "request-unreadable")]
    public async Task A_request_of_the_wrong_shape_is_400_and_changes_nothing(string body, string problem)
    {
        var cohort = await centre.GivenACohort();
        var before = await centre.RowCounts();

        var answer = await Booker.Post(Path(cohort), new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Some.Key());

        Assert.Equal((400, problem), (answer.Status, answer.Problem));
        Assert.Equal(before, await centre.RowCounts());
    }

    [Fact]
    public async Task Prerequisites_are_judged_for_the_days_of_the_cohort_and_not_for_today()
    {
        var cohort = await centre.GivenACohort(c => c.Of("FTC-201", days: 2).WithPlaces(6));
        var lastDay = DateOnly.FromDateTime(cohort.Sessions[^1].During.Starts.Date);
        Assert.NotEqual(cohort.FirstDay, lastDay);

        var answer = await Refused(409, "engineers-refused", cohort, Some.Engineer().Holding("FTC-101", cohort.FirstDay.ToString("yyyy-MM-dd")));
        Assert.Contains("it must count until", Reasons(answer), StringComparison.Ordinal);
        Assert.Equal(201, (await Book(cohort, Some.Engineer().Holding("FTC-101", lastDay.ToString("yyyy-MM-dd")))).Status);
    }

    [Fact]
    public async Task A_cancelled_place_can_be_sold_again_and_only_once()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(1));
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        await Refused(409, "not-enough-places", cohort, Some.Engineer());

        Assert.Equal(200, (await Booker.Post($"/api/v1/places/{booked.Places[0].Id}/cancellation", null, Some.Key())).Status);
        Assert.Equal("already-cancelled", (await Booker.Post($"/api/v1/places/{booked.Places[0].Id}/cancellation", null, Some.Key())).Problem);
        Assert.Equal(201, (await Book(cohort, Some.Engineer())).Status);
        await Refused(409, "not-enough-places", cohort, Some.Engineer());
        Assert.Equal(0, await centre.Value<int>("select count(*) from reservation where place_id = $1", booked.Places[0].Id));
    }

    [Fact]
    public async Task The_check_says_beforehand_what_booking_would_say_and_keeps_nothing()
    {
        var cohort = await centre.GivenACohort();
        var before = await centre.RowCounts();

        var answer = await Booker.Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = new[] { Some.Engineer(), Some.Engineer() with { Declarations = null } } });

        Assert.Equal([0, 1], answer.Json.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("reasons").GetArrayLength()));
        Assert.Equal(before, await centre.RowCounts());
    }

    private static string Path(GivenCohort cohort) => $"/api/v1/cohorts/{cohort.Id}/places";

    private static string Reasons(Answer answer) =>
        string.Join(' ', answer.Json.GetProperty("rows").EnumerateArray().SelectMany(row => row.GetProperty("reasons").EnumerateArray()).Select((JsonElement reason) => reason.GetString()));

    private Task<Answer> Book(GivenCohort cohort, params EngineerDetails[] engineers) => Booker.Post(Path(cohort), new { purchaseOrder = "PO-1", engineers }, Some.Key());

    private async Task<Answer> Refused(int status, string problem, GivenCohort cohort, params EngineerDetails[] engineers)
    {
        var before = await centre.RowCounts();
        var answer = await Book(cohort, engineers);
        Assert.Equal((status, problem), (answer.Status, answer.Problem));
        Assert.Equal(before, await centre.RowCounts());
        return answer;
    }
}

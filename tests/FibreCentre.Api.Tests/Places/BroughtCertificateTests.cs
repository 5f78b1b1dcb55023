using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Places;

/// <summary>What an engineer brings along is decided on as it stands recorded afterwards, by whichever door it comes.</summary>
public sealed class BroughtCertificateTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private const string Why = "The issuer does not know it.";

    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Theory]
    [InlineData("X-{0}")]
    [InlineData(" x-{0} ")]   // the same number, however it is written
    public async Task One_that_staff_rejected_books_nobody_however_it_is_sent_again_and_the_booker_is_told_why(string written)
    {
        var needs = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        var (engineer, number) = await GivenBrought("2030-01-01");
        await RejectAsync(engineer.Email);
        var again = engineer with { Certificates = [Brought(string.Format(null, written, number), "2030-01-01")] };

        var check = await North.Post($"/api/v1/cohorts/{needs.Id}/engineer-check", new { engineers = new[] { again } });
        var row = check.Json.GetProperty("rows")[0];
        AssertSaysWhy(row.GetProperty("reasons")[0].GetString(), number);
        AssertSaysWhy(row.GetProperty("notes")[0].GetString(), number);
        await RefusedEverywhereAsync(needs, again, number);
    }

    [Fact]
    public async Task One_that_is_recorded_counts_until_the_day_it_is_recorded_with_and_not_until_the_day_given_now()
    {
        var needs = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        var (engineer, number) = await GivenBrought("2026-11-10");
        var later = engineer with { Certificates = [Brought($"X-{number}", "2030-01-01")] };

        await centre.AssertRefused(409, "engineers-refused", () => North.Books(needs, later));
        Assert.Contains("Those dates count, not the ones given now", (await North.Books(needs, later)).Text, StringComparison.Ordinal);
        // The other way about the one recorded longer is enough, and the check says that it goes by what is recorded.
        var (longer, its) = await GivenBrought("2030-01-01");
        var shorter = longer with { Certificates = [Brought($"X-{its}", "2026-11-10")] };
        var check = await North.Post($"/api/v1/cohorts/{needs.Id}/engineer-check", new { engineers = new[] { shorter } });
        Assert.Equal((0, 1), (check.Json.GetProperty("rows")[0].GetProperty("reasons").GetArrayLength(), check.Json.GetProperty("rows")[0].GetProperty("notes").GetArrayLength()));
        Assert.Equal(201, (await North.Books(needs, shorter)).Status);
        Assert.Equal(["2030-01-01"], await centre.Column<string>("select expires_on::text from outside_certificate o join trainee t on t.id = o.trainee_id where t.email = $1", longer.Email));
    }

    /// <summary>The same details without the rejection book: it is the rejection that refuses above.</summary>
    [Fact]
    public async Task One_that_nobody_rejected_books_and_is_recorded_once()
    {
        var needs = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        var (engineer, number) = await GivenBrought("2030-01-01");
        Assert.Equal(201, (await North.Books(needs, engineer with { Certificates = [Brought($"x-{number} ", "2030-01-01")] })).Status);
        Assert.Equal([$"X-{number} unverified"], await centre.Column<string>("select number || ' ' || state from outside_certificate o join trainee t on t.id = o.trainee_id where t.email = $1", engineer.Email));
        // Twice in one request with two dates: the first is decided on, and recorded.
        var twice = Some.Engineer() with { Certificates = [Brought($"Y-{number}", "2026-11-10"), Brought($"Y-{number}", "2030-01-01")] };
        await centre.AssertRefused(409, "engineers-refused", () => North.Books(needs, twice));
    }

    /// <summary>Recorded twice while spellings still made two of it.</summary>
    [Fact]
    public async Task One_that_staff_rejected_does_not_count_by_a_twin_of_it_either()
    {
        var needs = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        var (engineer, number) = await GivenBrought("2030-01-01");
        await centre.Run($"""
            insert into outside_certificate (id, trainee_id, provider_id, course_code, number, issuer, achieved_on, expires_on, state, recorded_at)
            select gen_random_uuid(), trainee_id, provider_id, course_code, 'x-{number}', issuer, achieved_on, expires_on, 'unverified', recorded_at from outside_certificate where number = 'X-{number}'
            """);
        Assert.Equal(201, (await North.Books(await centre.GivenACohort(c => c.Of("FTC-201", days: 2)), engineer)).Status);   // control: nobody has rejected it yet
        await RejectAsync(engineer.Email);

        var refused = await North.Books(needs, engineer);
        Assert.Equal((409, "engineers-refused"), (refused.Status, refused.Problem));
        AssertSaysWhy(refused.Text, number);
    }

    /// <summary>Staff reject what somebody brought as one from elsewhere, since it is the centre's own: that one goes on counting.</summary>
    [Fact]
    public async Task The_centres_own_of_the_same_number_counts_although_what_was_brought_is_rejected()
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        centre.ItIs(cohort.FirstDay, 16);
        await centre.GivenAllSignedOff(cohort, place);
        var (engineer, number) = (await centre.Value<Guid>("select trainee_id from place where id = $1", place), await centre.Value<string>("select number from certificate where place_id = $1", place));
        Assert.Equal(201, (await North.Post($"/api/v1/trainees/{engineer}/outside-certificates", new CertificateDetails("FTC-101", number.ToLowerInvariant(), "Elsewhere", "2024-01-01"), Some.Key())).Status);
        await centre.Run($"update outside_certificate set state = 'rejected', rejection_reason = '{Why}', checked_by = gen_random_uuid(), checked_at = now() where trainee_id = '{engineer}'");

        Assert.Equal(201, (await North.Post($"/api/v1/cohorts/{(await centre.GivenACohort(c => c.Of("FTC-201", days: 2))).Id}/places", new { purchaseOrder = "PO", trainees = new[] { engineer } }, Some.Key())).Status);
    }

    /// <summary>Why a certificate was rejected is said to whoever brings it, and stands in no list of those passed over, from which an erasure would not take it.</summary>
    [Fact]
    public async Task Who_is_passed_over_for_one_that_was_rejected_has_no_word_of_it_in_the_list()
    {
        var needs = await centre.GivenACohort(c => c.Of("FTC-201", days: 2).WithPlaces(1));
        var south = centre.ClientOf(centre.Cast.SouthBooker);
        var taken = await south.BooksUnnamed(needs, 1);
        var (engineer, number) = await GivenBrought("2030-01-01");
        var trainee = await centre.Value<Guid>("select id from trainee where email = $1", engineer.Email);
        Assert.Equal(201, (await North.Joins(needs, 1, automatic: true, trainees: [trainee])).Status);
        await RejectAsync(engineer.Email);
        await south.Cancels(taken.Id(), [.. await centre.PlacesOf(taken.Id())]);

        var reason = await centre.Value<string>("select reason from waiting_pass where cohort_id = $1", needs.Id);
        Assert.Contains("Needs FTC-101", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Why, reason, StringComparison.Ordinal);
        Assert.DoesNotContain(number, reason, StringComparison.Ordinal);
    }

    /// <summary>Staff reject it in the very moment in which the engineer is named: whoever is second knows of the first.</summary>
    [Fact]
    public async Task Naming_waits_for_who_rejects_and_goes_by_what_was_decided()
    {
        var needs = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        var booking = (await North.BooksUnnamed(needs, 1)).Id();
        var (engineer, number) = await GivenBrought("2030-01-01");
        await using var staff = await centre.Everything.OpenConnectionAsync();
        await using var transaction = await staff.BeginTransactionAsync();
        await using (var rejecting = new NpgsqlCommand($"""
            select set_config('app.scope', 'staff', true); select from trainee where email = '{engineer.Email}' for update;
            update outside_certificate set state = 'rejected', rejection_reason = '{Why}', checked_by = gen_random_uuid(), checked_at = now() where number = 'X-{number}'
            """, staff)) await rejecting.ExecuteNonQueryAsync();

        var naming = North.Names(booking, [engineer]);
        await centre.UntilWaiting(statement: "%for key share of t%");
        await transaction.CommitAsync();

        var answer = await naming;
        Assert.Equal((409, "engineers-refused"), (answer.Status, answer.Problem));
        AssertSaysWhy(answer.Text, number);
        Assert.Equal(1, await centre.Value<int>("select count(*) from place where booking_id = $1 and trainee_id is null", booking));
    }

    [Fact]
    public async Task One_of_a_course_there_is_not_or_that_ends_before_it_begins_is_refused_by_every_door_in_the_same_words()
    {
        var cohort = await centre.GivenACohortAhead();
        var unknown = Some.Engineer() with { Certificates = [new("FTC-999", "X-9", "Elsewhere", "2024-01-01")] };
        var backwards = Some.Engineer() with { Certificates = [new("FTC-110", "X-9", "Elsewhere", "2024-01-01", "2023-12-31")] };
        const string noCourse = "There is no course FTC-999. Use a code of the catalogue, such as FTC-101.", noOrder = "The last day it counts cannot come before the day it was achieved.";

        var check = (await North.Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = new[] { unknown, backwards } })).Json.GetProperty("rows");
        Assert.Equal([noCourse, noOrder], check.EnumerateArray().Select(row => Assert.Single(row.GetProperty("reasons").EnumerateArray()).GetString()));
        // An unknown course was found by the database before, for all of them at once.
        var booked = await North.Books(cohort, Some.Engineer(), unknown);
        Assert.Equal((409, "engineers-refused", 2, noCourse), (booked.Status, booked.Problem, booked.Json.GetProperty("rows")[0].GetProperty("row").GetInt32(), booked.Json.GetProperty("rows")[0].GetProperty("reasons")[0].GetString()));
        Assert.Contains(noOrder, (await North.Books(cohort, backwards)).Text, StringComparison.Ordinal);
        var booking = (await North.BooksUnnamed(cohort, 1)).Id();
        Assert.Contains(noCourse, (await North.Names(booking, [unknown])).Text, StringComparison.Ordinal);
        Assert.Contains(noOrder, (await North.Names(booking, [backwards])).Text, StringComparison.Ordinal);
        Assert.Contains(noCourse, (await SheetAsync(booking, unknown)).Text, StringComparison.Ordinal);
        Assert.Contains(noOrder, (await SheetAsync(booking, backwards)).Text, StringComparison.Ordinal);
        var place = (await North.Books(cohort, Some.Engineer())).PlaceIds()[0];
        Assert.Contains(noCourse, (await North.Substitutes(place, unknown)).Text, StringComparison.Ordinal);
        Assert.Contains(noOrder, (await North.Substitutes(place, backwards)).Text, StringComparison.Ordinal);
        var import = await North.Post("/api/v1/engineer-imports", Sheet(unknown, backwards));
        Assert.Equal([noCourse, noOrder], (await North.Get($"/api/v1/engineer-imports/{import.Id("id")}/rows")).Json.GetProperty("rows").EnumerateArray().Select(row => Assert.Single(row.GetProperty("notes").EnumerateArray()).GetString()));
        var alone = $"/api/v1/trainees/{centre.Cast.NorthTrainee.Trainee}/outside-certificates";
        Assert.Equal(noCourse, (await North.Post(alone, unknown.Certificates![0], Some.Key())).Json.GetProperty("errors").GetProperty("course")[0].GetString());
        Assert.Equal(noOrder, (await North.Post(alone, backwards.Certificates![0], Some.Key())).Json.GetProperty("errors").GetProperty("expiresOn")[0].GetString());
        Assert.Equal(0, await centre.Value<int>("select count(*) from outside_certificate where number = 'X-9'"));
    }

    private async Task RefusedEverywhereAsync(GivenCohort needs, EngineerDetails engineer, string number)
    {
        await AssertRefusedAsync(() => North.Books(needs, engineer));
        var booking = (await North.BooksUnnamed(needs, 1)).Id();
        await AssertRefusedAsync(() => North.Names(booking, [engineer]));
        await AssertRefusedAsync(() => SheetAsync(booking, engineer));
        var place = (await North.Books(needs, Some.Engineer().Holding("FTC-101", "2030-01-01"))).PlaceIds()[0];
        await AssertRefusedAsync(() => North.Substitutes(place, engineer));
        Assert.Equal(["rejected"], await centre.Column<string>("select state from outside_certificate o join trainee t on t.id = o.trainee_id where t.email = $1", engineer.Email));

        async Task AssertRefusedAsync(Func<Task<Answer>> ask)
        {
            await centre.AssertRefused(409, "engineers-refused", ask);
            AssertSaysWhy((await ask()).Json.GetProperty("rows")[0].GetProperty("reasons")[0].GetString(), number);
        }
    }

    private static void AssertSaysWhy(string? said, string number) => Assert.Contains($"The certificate of FTC-101, X-{number}, was rejected by the centre and does not count: {Why}", said, StringComparison.Ordinal);

    /// <summary>Somebody who was booked on a course that asks for nothing, with a certificate of another one; and its number.</summary>
    private async Task<(EngineerDetails Engineer, string Number)> GivenBrought(string until)
    {
        var number = Guid.NewGuid().ToString("N")[..8].ToUpperInvariant();
        var engineer = Some.Engineer() with { Certificates = [Brought($"X-{number}", until)] };
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineer);
        return (engineer, number);
    }

    private static CertificateDetails Brought(string number, string until) => new("FTC-101", number, "Elsewhere", "2024-01-01", until);

    private async Task RejectAsync(string email)
    {
        var certificate = await centre.Value<Guid>("select o.id from outside_certificate o join trainee t on t.id = o.trainee_id where t.email = $1 and o.number like 'X-%'", email);
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/outside-certificates/{certificate}/check", new { verified = false, reason = Why })).Status);
    }

    private Task<Answer> SheetAsync(Guid booking, EngineerDetails engineer) => North.Post($"/api/v1/bookings/{booking}/names.csv", Sheet(engineer), Some.Key());

    private static StringContent Sheet(params EngineerDetails[] engineers) => new(string.Join("\r\n", engineers
        .Select(each => (each, each.Certificates![0])).Select(row => $"{row.each.GivenName};{row.each.FamilyName};{row.each.Email};{row.each.DateOfBirth};yes;{row.Item2.Course};{row.Item2.Number};{row.Item2.Issuer};{row.Item2.AchievedOn};{row.Item2.ExpiresOn}")
        .Prepend("First name;Last name;E-mail;Date of birth;Photo ID;Certificate course;Certificate number;Certificate issuer;Certificate achieved;Certificate expires")), System.Text.Encoding.UTF8, "text/csv");
}

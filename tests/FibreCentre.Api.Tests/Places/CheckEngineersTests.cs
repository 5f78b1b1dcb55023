using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Api.Tests.Places;

/// <summary>A check of very many. Whoever asks for it must not keep the others waiting.</summary>
public sealed class CheckEngineersTests(TestCentre centre) : IClassFixture<TestCentre>
{
    // Compared each with each, 5,000 names of this length take hours.
    private static readonly string Long = new('q', 60);

    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    [Fact]
    public async Task Five_thousand_of_one_birthday_are_checked_against_five_thousand_known_of_that_birthday()
    {
        var cohort = await centre.GivenACohort();
        await centre.Run($"""
            with made as (insert into resource (id, kind) select gen_random_uuid(), 'trainee' from generate_series(1, {EngineerSheet.MostRows}) returning id)
            insert into trainee (id, provider_id, given_name, family_name, email, date_of_birth, created_at)
            select id, '{centre.Cast.NorthBooker.Provider}', '{Long}' || left(md5(id::text), 12), '{Long}', id || '@known.example.org', '1990-05-04', now() from made
            """);
        var rows = Enumerable.Range(0, EngineerSheet.MostRows).Select(_ => Some.Engineer() with { FamilyName = Long }).Select(each => each with { GivenName = $"{Long}{each.GivenName}" }).ToList();
        rows[^1] = rows[^1] with { GivenName = rows[0].GivenName };

        var asking = North;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var stop = timeout.Token.Register(asking.CancelPendingRequests);
        var answer = await asking.Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = rows }).WaitAsync(timeout.Token);

        Assert.Equal((200, rows.Count), (answer.Status, answer.Json.GetProperty("rows").GetArrayLength()));
        Assert.EndsWith($", {rows[0].Email}, named above. If so, leave one out.", answer.Json.GetProperty("rows")[rows.Count - 1].GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_holds_the_course_or_is_booked_on_it_already_is_said_to_before_it_is_paid_for_and_can_be_booked_all_the_same()
    {
        var (before, cohort) = (await centre.GivenACohort(), await centre.GivenACohort());
        // Named so that nobody may be another.
        var (booked, holder, neither) = (Called("Ada", "Marsh"), Called("Bertram", "Quill").Holding("FTC-101", "2029-12-31"), Called("Chidi", "Okafor"));
        await centre.GivenABooking(before, centre.Cast.NorthBooker, booked);
        var soon = $"Is booked on FTC-101 from {Domain.Cohorts.CohortErrors.Day(before.FirstDay)} already, cohort {before.Code}.";
        const string Held = "Already holds FTC-101 until Monday 31 December 2029, not yet verified by the centre. Renewed from Sunday 31 December 2028 on, it loses no month.";

        var rows = (await North.Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = new[] { booked, holder, neither } })).Json.GetProperty("rows");
        Assert.Equal([soon, Held, ""], rows.EnumerateArray().Select(row => string.Join('|', row.GetProperty("notes").EnumerateArray().Select(note => note.GetString()))));
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(0, row.GetProperty("reasons").GetArrayLength()));

        // The same once they are all known, on the page; and of the cohort itself only that they are on it.
        Assert.Equal(201, (await North.Books(cohort, booked, holder, neither)).Status);
        var later = await centre.GivenACohort();
        var ids = await centre.Column<Guid>("select id from trainee where email in ($1, $2) order by email", booked.Email, holder.Email);
        var page = System.Net.WebUtility.HtmlDecode((await (await Browser.OfAsync(centre, centre.Cast.NorthBooker)).Post($"/cohorts/{later.Id}/book?handler=pick", [.. ids.Select(id => ("Chosen", $"{id}"))])).Text);
        Assert.Contains(soon, page, StringComparison.Ordinal);
        Assert.Contains(Held, page, StringComparison.Ordinal);
        Assert.Contains(">Book 2 engineers</button>", page, StringComparison.Ordinal);
        var again = (await North.Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { trainees = ids })).Json.GetProperty("rows");
        Assert.All(again.EnumerateArray(), row => Assert.Equal((0, "Already has a place on this cohort."), (row.GetProperty("notes").GetArrayLength(), row.GetProperty("reasons")[0].GetString())));

        static EngineerDetails Called(string given, string family) => Some.Engineer() with { GivenName = given, FamilyName = family };
    }

    [Fact]
    public async Task A_place_that_was_given_up_and_a_cohort_that_was_cancelled_are_not_spoken_of()
    {
        var (left, dropped, cohort) = (await centre.GivenACohort(), await centre.GivenACohort(), await centre.GivenACohort());
        var engineer = Some.Engineer();
        await centre.App.AskAsync(new CancelPlace(new((await centre.GivenABooking(left, centre.Cast.NorthBooker, engineer)).Places[0].Id)), centre.Cast.NorthBooker.Actor);
        await centre.GivenABooking(dropped, centre.Cast.NorthBooker, engineer);
        await centre.App.AskAsync(new CancelCohort(new(dropped.Id)), centre.Cast.Coordinator.Actor);
        Assert.Equal(0, (await North.Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = new[] { engineer } })).Json.GetProperty("rows")[0].GetProperty("notes").GetArrayLength());
    }

    [Fact]
    public async Task More_than_a_sheet_holds_are_refused_for_their_number()
    {
        var cohort = await centre.GivenACohort();
        var answer = await North.Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = Enumerable.Range(0, EngineerSheet.MostRows + 1).Select(_ => Some.Engineer()) });
        Assert.Equal((400, "Check at most 5,000 engineers at a time."), (answer.Status, answer.Json.GetProperty("errors").GetProperty("engineers")[0].GetString()));
        var booked = await North.Post($"/api/v1/cohorts/{cohort.Id}/places", new { purchaseOrder = "PO", engineers = Enumerable.Repeat(Some.Engineer() with { GivenName = "" }, 5_000) }, Some.Key());
        Assert.Equal((400, "Choose from 1 to 60 engineers."), (booked.Status, Assert.Single(booked.Json.GetProperty("errors").EnumerateObject()).Value[0].GetString()));
        Assert.Equal(400, (await North.Post($"/api/v1/cohorts/{cohort.Id}/engineer-check", new { engineers = new object?[] { null } })).Status);
    }

    [Fact]
    public void A_sheet_is_judged_by_the_same_rule_at_the_same_cost()
    {
        var known = Enumerable.Range(0, EngineerSheet.MostRows).Select(each => new Trainee
        {
            Id = new(Guid.NewGuid()), Provider = new(Guid.NewGuid()), GivenName = $"Q{each * 7:D6}", FamilyName = Long, Email = $"q{each}@example.org", DateOfBirth = new(1990, 5, 4), EmployeeReference = null, CreatedAt = TestCentre.Start,
        });
        var judge = new RowJudge(known, new HashSet<string>(), new(2026, 11, 2));
        for (var each = 1; each <= EngineerSheet.MostRows; each++) judge.Judge(each, new(each + 1, Some.Engineer() with { FamilyName = Long }));
        Assert.InRange(judge.Compared, EngineerSheet.MostRows, 2L * EngineerSheet.MostRows * Likenesses<Trainee>.MostCompared);
    }
}

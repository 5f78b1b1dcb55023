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

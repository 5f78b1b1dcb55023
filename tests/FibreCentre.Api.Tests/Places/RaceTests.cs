using System.Globalization;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

/// <summary>Two instances, one database, everybody at once. Each guard has its control: with it taken away the same run goes wrong. RACE_ROUNDS says how many rounds.</summary>
public sealed class RaceTests(TwoInstances centre) : IClassFixture<TwoInstances>
{
    private const string WithoutConstraint = "alter table cohort drop constraint cohort_never_oversold";
    private const string WithConstraint = "alter table cohort add constraint cohort_never_oversold check (places_taken >= 0 and places_kept >= 0 and places_taken + places_kept <= capacity) not valid";
    private const string WithoutLock = "create or replace function lock_cohort(cohort uuid) returns void language sql volatile as 'select pg_sleep(0)'";

    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("RACE_ROUNDS"), CultureInfo.InvariantCulture, out var asked) ? asked : 3;

    [Fact]
    public async Task Two_hundred_bookings_for_ten_places_sell_exactly_ten()
    {
        for (var round = 1; round <= Rounds; round++)
        {
            var (cohort, statuses) = await TwoHundredForTenAsync();

            Assert.True(Tally(statuses) == "201 x 10, 409 x 190", $"{Tally(statuses)}\n{centre.One.Said}\n{centre.Two.Said}");
            Assert.Equal((10, 10), await SoldAsync(cohort));
        }
    }

    [Fact]
    public async Task Should_a_booking_ever_forget_the_lock_the_constraint_still_sells_exactly_ten()
    {
        var withLock = await centre.Value<string>("select pg_get_functiondef('lock_cohort'::regproc)");
        await centre.Run(WithoutLock);
        try
        {
            var (cohort, statuses) = await TwoHundredForTenAsync();

            Assert.Equal("201 x 10, 409 x 190", Tally(statuses));
            Assert.Equal((10, 10), await SoldAsync(cohort));
        }
        finally
        {
            await centre.Run(withLock);
        }
    }

    [Fact]
    public async Task Control_without_lock_and_constraint_the_cohort_oversells()
    {
        var withLock = await centre.Value<string>("select pg_get_functiondef('lock_cohort'::regproc)");
        await centre.Run($"{WithoutConstraint}; {WithoutLock}");
        try
        {
            var (cohort, _) = await TwoHundredForTenAsync();
            Assert.True((await SoldAsync(cohort)).Rows > 10, "the race was not met: the test would not see the bug either");
        }
        finally
        {
            await centre.Run($"{WithConstraint}; {withLock}");
        }
    }

    [Fact]
    public async Task Two_planners_who_want_the_last_bay_at_once_are_told_apart_and_the_second_is_told_what_would_fit()
    {
        for (var round = 1; round <= 8; round++)
        {
            var answers = await TwoPlannersAsync();

            Assert.True(answers.Select(answer => answer.Status).Order().SequenceEqual([201, 409]), $"{answers[0]}\n{answers[1]}\n{centre.One.Said}\n{centre.Two.Said}");
            var refusal = answers.Single(answer => answer.Status == 409);
            Assert.Equal("resources-taken", refusal.Problem);
            Assert.Contains("Splice bench 1 is taken on", refusal.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.InRange(refusal.Json.GetProperty("alternatives").GetArrayLength(), 1, 3);
        }
        Assert.Equal(0, await OverlapsAsync());
    }

    [Fact]
    public async Task Control_without_the_exclusion_constraint_both_get_the_bay()
    {
        var constraint = await centre.Value<string>("select pg_get_constraintdef(oid) from pg_constraint where conname = 'nothing_in_two_places'");
        await centre.Run("alter table reservation drop constraint nothing_in_two_places");
        try
        {
            for (var round = 1; round <= 20 && await OverlapsAsync() == 0; round++) await TwoPlannersAsync();
            Assert.NotEqual(0, await OverlapsAsync());
        }
        finally
        {
            // What the control has spoilt goes, or the constraint could not come back.
            await centre.Run($"delete from reservation a using reservation b where a.resource_id = b.resource_id and a.id > b.id and a.during && b.during; alter table reservation add constraint nothing_in_two_places {constraint}");
        }
    }

    private async Task<(GivenCohort Cohort, int[] Statuses)> TwoHundredForTenAsync()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(10));
        HttpClient[] clients = [centre.One.ClientOf(centre.Cast.NorthBooker), centre.Two.ClientOf(centre.Cast.NorthBooker), centre.One.ClientOf(centre.Cast.SouthBooker), centre.Two.ClientOf(centre.Cast.SouthBooker)];
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() =>
            clients[number % clients.Length].Post($"/api/v1/cohorts/{cohort.Id}/places", new { purchaseOrder = $"PO-{number}", engineers = new[] { Some.Engineer() } }, Some.Key()))));
        return (cohort, [.. answers.Select(answer => answer.Status)]);
    }

    /// <summary>Two courses of three days, begun a day apart, both at the only splice bench.</summary>
    private async Task<Answer[]> TwoPlannersAsync()
    {
        var first = centre.NextFreeDay(days: 10);
        while (first.DayOfWeek is not (DayOfWeek.Monday or DayOfWeek.Tuesday)) first = first.AddDays(1);
        return await Task.WhenAll(
            PlanAsync(centre.One.ClientOf(centre.Cast.Coordinator), first), PlanAsync(centre.Two.ClientOf(centre.Cast.Administrator), first.AddDays(1)));
    }

    private static Task<Answer> PlanAsync(HttpClient planner, DateOnly firstDay) =>
        Task.Run(() => planner.Post("/api/v1/cohorts", new { course = "FTC-210", firstDay, capacity = 6 }, Some.Key()));

    private async Task<(int Counter, int Rows)> SoldAsync(GivenCohort cohort) => (
        await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id), await centre.Value<int>("select count(*) from place where cohort_id = $1 and state <> 'cancelled'", cohort.Id));

    private Task<int> OverlapsAsync() => centre.Value<int>("select count(*) from reservation a join reservation b on a.resource_id = b.resource_id and a.id < b.id and a.during && b.during");

    private static string Tally(int[] statuses) => string.Join(", ", statuses.GroupBy(each => each).OrderBy(each => each.Key).Select(each => $"{each.Key} x {each.Count()}"));
}

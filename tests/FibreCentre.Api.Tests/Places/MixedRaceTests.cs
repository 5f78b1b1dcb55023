using System.Collections.Concurrent;
using System.Globalization;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Tests.Support;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Places;

/// <summary>
/// Everything that can be done to the places of two cohorts, by eight clients on two instances at once, while holds expire, the clock's jobs run and cohorts are called off and everybody
/// on them moved. Afterwards every invariant holds, nobody was answered anything but success or a refusal that is documented, and nobody locked anybody out. PLACES_RACE_ROUNDS says how many rounds.
/// </summary>
public sealed class MixedRaceTests(TwoInstances centre, ITestOutputHelper output) : IClassFixture<TwoInstances>
{
    private const int MostRounds = 20;
    private const string WithoutLock = "create or replace function lock_cohort(cohort uuid) returns void language sql volatile as 'select pg_sleep(0.002)'";

    private readonly MixedRace _race = new(centre);

    [Fact]
    public async Task Whatever_meets_whatever_every_invariant_holds_afterwards()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("PLACES_RACE_ROUNDS"), CultureInfo.InvariantCulture, out var asked) ? asked : 3;
        var tally = new ConcurrentDictionary<string, int>();
        // What meets what is chance: a few rounds more, until every step has succeeded at least once.
        for (var round = 1; round <= rounds || (Unmet().Any() && round <= MostRounds); round++)
        {
            await _race.RoundAsync(round, tally);
            Assert.Equal(0, await _race.OversoldAsync());
            Assert.True(await _race.BrokenAsync() is [], $"round {round}: {string.Join("\n", await _race.BrokenAsync())}");
            rounds = Math.Max(rounds, round);
        }

        var done = MixedRace.Done(tally);
        var turns = await centre.Value<int>("select count(*) from booking where waiting_entry_id is not null");
        var moved = await centre.Value<int>("select count(*) from place where ended_because = 'cohort-cancelled'");
        output.WriteLine($"{rounds} rounds, {tally.Values.Sum() - tally.GetValueOrDefault("lapse 200")} requests, {tally.Values.Sum() - done.Values.Sum()} refused, {tally.GetValueOrDefault("lapse 200")} holds and offers lapsed, {turns} turns given, {moved} places on cohorts called off, 0 oversold, {Invariants.All.Count} invariants unbroken");
        foreach (var (what, count) in tally.OrderBy(each => each.Key, StringComparer.Ordinal)) output.WriteLine($"{count,7}  {what}");

        _race.AssertAsDocumented(tally);
        Assert.True(turns > 0, "no turn was ever given");
        Assert.True(moved > 0, "nobody was ever on a cohort that was called off");
        Assert.Empty(Unmet());

        IEnumerable<string> Unmet() => MixedRace.Steps.Where(what => !tally.Keys.Any(each => each.StartsWith($"{what} 20", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Control_without_the_lock_and_the_constraint_the_audit_finds_what_is_broken()
    {
        var withLock = await centre.Value<string>("select pg_get_functiondef('lock_cohort'::regproc)");
        // One table a transaction: the instances are at work on them meanwhile, in another order.
        foreach (var statement in new[] { "alter table cohort drop constraint cohort_never_oversold", "alter table allocation drop constraint allocation_not_overdrawn", WithoutLock }) await centre.Run(statement);
        var made = new List<GivenCohort>();
        try
        {
            List<string> broken = [];
            for (var round = 1; round <= 12 && broken.Count == 0; round++)
            {
                made.AddRange(await _race.RoundAsync(1000 + round, new(), unguarded: true));
                broken = await _race.BrokenAsync(tended: false);
            }
            output.WriteLine(string.Join("\n", broken));
            Assert.NotEmpty(broken);
        }
        finally
        {
            await centre.Run($"""
                set session_replication_role = replica;
                {string.Join("\n", made.Select(each => $"delete from reservation where session_id in (select id from session where cohort_id = '{each.Id}'); update invitation set withdrawn = true where session_id in (select id from session where cohort_id = '{each.Id}'); update place set state = 'cancelled', ended_because = coalesce(ended_because, 'lapsed'), cancelled_at = now() where cohort_id = '{each.Id}'; update booking set lapsed_at = coalesce(lapsed_at, now()), held_until = coalesce(held_until, now()) where cohort_id = '{each.Id}'; update waiting_entry set state = 'left', ended_at = now() where cohort_id = '{each.Id}'; update allocation set released_at = now(), used = 0 where cohort_id = '{each.Id}'; update cohort set state = 'cancelled', places_taken = 0, places_kept = 0 where id = '{each.Id}';"))}
                """);
            foreach (var statement in new[]
            {
                "alter table cohort add constraint cohort_never_oversold check (places_taken >= 0 and places_kept >= 0 and places_taken + places_kept <= capacity)",
                "alter table allocation add constraint allocation_not_overdrawn check (used between 0 and places)", withLock,
            }) await centre.Run(statement);
        }
    }

    [Fact]
    public async Task Two_hundred_for_ten_oversold_by_a_database_without_its_guards_is_seen_by_the_audit()
    {
        var withLock = await centre.Value<string>("select pg_get_functiondef('lock_cohort'::regproc)");
        await centre.Run($"alter table cohort drop constraint cohort_never_oversold; {WithoutLock}");
        var cohort = await centre.GivenACohort(c => c.WithPlaces(10));
        try
        {
            HttpClient[] clients = [centre.One.ClientOf(centre.Cast.NorthBooker), centre.Two.ClientOf(centre.Cast.SouthBooker)];
            await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => clients[number % 2].Books(cohort, Some.Engineer()))));
            Assert.Contains($"never-oversold: cohort {cohort.Id}", await _race.BrokenAsync(tended: false));
            Assert.Equal(1, await _race.OversoldAsync());
        }
        finally
        {
            await centre.Run($"""
                update cohort set capacity = 60 where id = '{cohort.Id}' and places_taken <= 60;
                update place set state = 'cancelled', ended_because = 'lapsed', cancelled_at = now() where cohort_id = '{cohort.Id}';
                delete from reservation where place_id in (select id from place where cohort_id = '{cohort.Id}'); update invitation set withdrawn = true where place_id in (select id from place where cohort_id = '{cohort.Id}');
                insert into charge (provider_id, booking_id, place_id, kind, amount, at) select provider_id, booking_id, id, 'credit', -price, now() from place where cohort_id = '{cohort.Id}';
                alter table cohort add constraint cohort_never_oversold check (places_taken >= 0 and places_kept >= 0 and places_taken + places_kept <= capacity);
                {withLock}
                """);
        }
    }
}

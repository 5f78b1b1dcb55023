using System.Collections.Concurrent;
using System.Globalization;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Places;

/// <summary>
/// Everything that can be done to the places of two cohorts, by eight clients on two instances at once, while holds expire, the clock's jobs run and cohorts are called off and everybody
/// on them moved. Afterwards every invariant holds, nobody was answered anything but success or a refusal that is documented, and nobody locked anybody out. PLACES_RACE_ROUNDS says how many rounds.
/// </summary>
public sealed class MixedRaceTests(TwoInstances centre, ITestOutputHelper output) : IClassFixture<TwoInstances>
{
    private const int Clients = 8, StepsAClient = 30, MostRounds = 20;
    private const string WithoutLock = "create or replace function lock_cohort(cohort uuid) returns void language sql volatile as 'select pg_sleep(0.002)'";

    private static readonly string[] Steps =
        ["book", "book-unnamed", "hold", "confirm", "release", "cancel", "transfer", "substitute", "name", "join", "leave", "capacity", "keep", "let-go", "call-off", "lapse"];

    private static readonly string[] Documented =
    [
        "not-enough-places", "booking-closed", "engineers-refused", "already-booked", "already-cancelled", "hold-lapsed", "offer-lapsed", "one-hold-at-a-time", "hold-again-later", "place-not-confirmed",
        "already-named", "place-not-named", "same-engineer", "no-open-places", "allocation-released", "allocation-used", "allocation-there", "not-enough-to-keep", "already-waiting", "places-are-free", "not-waiting",
        "capacity-below-places", "resources-taken", "no-room-there", "cohort-cannot-change",
    ];

    [Fact]
    public async Task Whatever_meets_whatever_every_invariant_holds_afterwards()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("PLACES_RACE_ROUNDS"), CultureInfo.InvariantCulture, out var asked) ? asked : 3;
        var tally = new ConcurrentDictionary<string, int>();
        // What meets what is chance: a few rounds more, until every step has succeeded at least once.
        for (var round = 1; round <= rounds || (Unmet().Any() && round <= MostRounds); round++)
        {
            await RoundAsync(round, tally);
            Assert.Equal(0, await OversoldAsync());
            Assert.True(await BrokenAsync() is [], $"round {round}: {string.Join("\n", await BrokenAsync())}");
            rounds = Math.Max(rounds, round);
        }

        var done = tally.Where(each => each.Key.EndsWith(" 200", StringComparison.Ordinal) || each.Key.EndsWith(" 201", StringComparison.Ordinal)).ToDictionary();
        var turns = await centre.Value<int>("select count(*) from booking where waiting_entry_id is not null");
        var moved = await centre.Value<int>("select count(*) from place where ended_because = 'cohort-cancelled'");
        output.WriteLine($"{rounds} rounds, {tally.Values.Sum() - tally.GetValueOrDefault("lapse 200")} requests, {tally.Values.Sum() - done.Values.Sum()} refused, {tally.GetValueOrDefault("lapse 200")} holds and offers lapsed, {turns} turns given, {moved} places on cohorts called off, 0 oversold, {Invariants.All.Count} invariants unbroken");
        foreach (var (what, count) in tally.OrderBy(each => each.Key, StringComparer.Ordinal)) output.WriteLine($"{count,7}  {what}");

        var undocumented = tally.Keys.Except(done.Keys).Where(each => !Documented.Contains(each.Split(' ')[^1])).ToList();
        Assert.True(undocumented.Count == 0, $"{string.Join(", ", undocumented)}\n{centre.One.Said}\n{centre.Two.Said}");
        AssertNobodyLockedOut();
        Assert.True(turns > 0, "no turn was ever given");
        Assert.True(moved > 0, "nobody was ever on a cohort that was called off");
        Assert.Empty(Unmet());

        IEnumerable<string> Unmet() => Steps.Where(what => !tally.Keys.Any(each => each.StartsWith($"{what} 20", StringComparison.Ordinal)));
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
                made.AddRange(await RoundAsync(1000 + round, new(), unguarded: true));
                broken = await BrokenAsync(tended: false);
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
            Assert.Contains($"never-oversold: cohort {cohort.Id}", await BrokenAsync(tended: false));
            Assert.Equal(1, await OversoldAsync());
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

    private void AssertNobodyLockedOut() => Assert.DoesNotContain("40P01", centre.One.Said + centre.Two.Said, StringComparison.Ordinal);

    /// <summary>Counted from the rows themselves, and not as the audit counts.</summary>
    private Task<int> OversoldAsync() => centre.Value<int>("""
        select count(*) from cohort c where c.capacity < (select count(*) from place p where p.cohort_id = c.id and p.state in ('held', 'confirmed', 'completed'))
          + (select coalesce(sum(a.places), 0) from allocation a where a.cohort_id = c.id and a.released_at is null)
          - (select count(*) from place p join allocation a on a.id = p.allocation_id and a.released_at is null where p.cohort_id = c.id and p.state <> 'cancelled')
        """);

    /// <returns>The cohorts it was about.</returns>
    private async Task<IReadOnlyList<GivenCohort>> RoundAsync(int seed, ConcurrentDictionary<string, int> tally, bool unguarded = false)
    {
        centre.Clock.SetUtcNow(DateTimeOffset.UtcNow);
        var cohorts = await Cohorts.PlanAsync(centre);
        var engineers = Enumerable.Range(0, 12).Select(_ => Some.Engineer()).ToArray();
        using var over = new CancellationTokenSource();
        var tending = TendAsync(cohorts, tally, unguarded, over.Token);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(async () =>
        {
            var booker = number % 2 == 0 ? centre.Cast.NorthBooker : centre.Cast.SouthBooker;
            var instance = number / 2 % 2 == 0 ? centre.One : centre.Two;
            var walk = new Walk(centre, instance.ClientOf(booker), instance.ClientOf(centre.Cast.Coordinator), booker, cohorts, engineers, new Random((seed * 100) + number), tally);
            for (var step = 0; step < StepsAClient; step++) await walk.StepAsync();
        })));
        await over.CancelAsync();
        await tending;
        return cohorts.All;
    }

    /// <summary>Time passes quickly for holds: some end at once, and the clock's job comes by again and again.</summary>
    private async Task TendAsync(Cohorts cohorts, ConcurrentDictionary<string, int> tally, bool unguarded, CancellationToken over)
    {
        for (var turn = 0; !over.IsCancellationRequested; turn++)
        {
            centre.Clock.SetUtcNow(DateTimeOffset.UtcNow);
            if (turn % 4 == 0) await centre.Run($"update booking set held_until = now() - interval '1 second' where held_until is not null and lapsed_at is null and id in (select id from booking where held_until is not null and lapsed_at is null and cohort_id in ({cohorts.Ids}) order by random() limit 1)");
            foreach (var cohort in cohorts.All)
                try
                {
                    if ((await centre.App.AskAsync(new TendCohort(new(cohort.Id)))).HoldsLapsed is > 0 and var lapsed) tally.AddOrUpdate("lapse 200", lapsed, (_, count) => count + lapsed);
                }
                catch (DbUpdateException) when (unguarded)
                {
                    // Without the lock the job meets what somebody else has just written: that is part of what is broken.
                }
        }
    }

    private async Task<List<string>> BrokenAsync(bool tended = true)
    {
        centre.Clock.SetUtcNow(DateTimeOffset.UtcNow);
        return await centre.Broken(tended);
    }

    /// <summary>Two of one day, so that nobody can be on both; whoever calls one off plans another in its stead.</summary>
    private sealed class Cohorts(TestCentre centre, GivenCohort one, GivenCohort two)
    {
        private readonly SemaphoreSlim _planning = new(1);
        private volatile GivenCohort[] _now = [one, two];

        public IReadOnlyList<GivenCohort> Now => _now;

        public ConcurrentBag<GivenCohort> Made { get; } = [one, two];

        public IReadOnlyList<GivenCohort> All => [.. Made];

        /// <summary>Of those that go on, for SQL.</summary>
        public string Ids => string.Join(", ", _now.Select(each => $"'{each.Id}'"));

        public static async Task<Cohorts> PlanAsync(TestCentre centre)
        {
            var one = await centre.GivenACohort(c => c.WithPlaces(6));
            return new(centre, one, await centre.GivenAnotherOn(one.FirstDay));
        }

        public async Task ReplaceAsync(GivenCohort gone)
        {
            await _planning.WaitAsync();
            try
            {
                var planned = await centre.GivenACohort(c => c.WithPlaces(6));
                Made.Add(planned);
                _now = [.. _now.Select(each => each == gone ? planned : each)];
            }
            finally
            {
                _planning.Release();
            }
        }
    }

    /// <summary>One client: looks at what is there, and does something to it that may no longer be so.</summary>
    private sealed class Walk(TestCentre centre, HttpClient booker, HttpClient staff, Person who, Cohorts cohorts, EngineerDetails[] engineers, Random random, ConcurrentDictionary<string, int> tally)
    {
        public async Task StepAsync()
        {
            var now = cohorts.Now;
            var (cohort, other) = random.Next(2) == 0 ? (now[0], now[1]) : (now[1], now[0]);
            var (what, answer) = random.Next(56) switch
            {
                < 8 => ("book", booker.Books(cohort, Engineers(random.Next(1, 4)))),
                < 12 => ("book-unnamed", booker.BooksUnnamed(cohort, random.Next(1, 3))),
                < 15 => ("hold", booker.Holds(cohort, random.Next(1, 4))),
                < 18 => ("confirm", await OneAsync("select id from booking where held_until is not null and lapsed_at is null", id => booker.Confirms(id))),
                < 20 => ("release", await OneAsync("select id from booking where held_until is not null and lapsed_at is null", booker.GivesBack)),
                < 28 => ("cancel", await OneAsync("select id from place where state in ('held', 'confirmed')", id => booker.Post($"/api/v1/places/{id}/cancellation", null, Some.Key()))),
                < 32 => ("transfer", await OneAsync($"select id from place where state = 'confirmed' and cohort_id <> '{cohort.Id}'", id => booker.Transfers(id, cohort))),
                < 36 => ("substitute", await OneAsync("select id from place where state = 'confirmed' and trainee_id is not null", id => booker.Substitutes(id, Engineers(1)[0]))),
                < 40 => ("name", await OneAsync("select booking_id from place where state = 'confirmed' and trainee_id is null", id => booker.Names(id, Engineers(1)))),
                < 46 => ("join", booker.Joins(cohort, random.Next(1, 4), random.Next(2) == 0, random.Next(2) == 0)),
                < 48 => ("leave", await OneAsync("select id from waiting_entry where ended_at is null", booker.Leaves)),
                < 50 => ("capacity", staff.Send("PUT", $"/api/v1/cohorts/{cohort.Id}/capacity", new { capacity = random.Next(2, 9) }, Some.Key())),
                < 52 => ("keep", staff.Keeps(cohort, who, random.Next(1, 3), cohort.FirstDay.AddDays(-1))),
                < 54 => ("let-go", await OneAsync("select id from allocation where released_at is null", id => staff.Send("DELETE", $"/api/v1/allocations/{id}"))),
                _ => ("call-off", staff.Post($"/api/v1/cohorts/{cohort.Id}/cancellation", new { moveTo = other.Id }, Some.Key())),
            };
            if (answer is null) return;
            var said = await answer;
            tally.AddOrUpdate($"{what} {(said.Problem is { } problem ? $"{said.Status} {problem}" : $"{said.Status}")}", 1, (_, count) => count + 1);
            if (what == "call-off" && said.Status == 200) await cohorts.ReplaceAsync(cohort);
        }

        /// <summary>In an order of chance: whoever wants the same ones at the same time wants them in another.</summary>
        private EngineerDetails[] Engineers(int count)
        {
            EngineerDetails[] any = [.. engineers];
            random.Shuffle(any);
            return any[..count];
        }

        /// <summary>One of the booker's own at random; null when there is none.</summary>
        private async Task<Task<Answer>?> OneAsync(string sql, Func<Guid, Task<Answer>> does)
        {
            var found = await centre.Column<Guid>($"select * from ({sql} and provider_id = $1 and cohort_id in ({cohorts.Ids})) x order by random() limit 1", who.Provider!);
            return found.Count == 0 ? null : does(found[0]);
        }
    }
}

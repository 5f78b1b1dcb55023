using System.Collections.Concurrent;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Tests.Places;

/// <summary>Rounds of everything that can be done to the places of two cohorts, by eight clients on two instances at once, while holds expire and the clock's jobs run.</summary>
internal sealed class MixedRace(TwoInstances centre)
{
    private const int Clients = 8, StepsAClient = 30;

    public static readonly string[] Steps =
        ["book", "book-unnamed", "hold", "confirm", "release", "cancel", "transfer", "substitute", "name", "join", "leave", "capacity", "keep", "let-go", "call-off", "lapse"];

    private static readonly string[] Documented =
    [
        "not-enough-places", "booking-closed", "engineers-refused", "already-booked", "already-cancelled", "hold-lapsed", "offer-lapsed", "one-hold-at-a-time", "hold-again-later", "place-not-confirmed",
        "already-named", "place-not-named", "same-engineer", "no-open-places", "allocation-released", "allocation-used", "allocation-there", "not-enough-to-keep", "already-waiting", "places-are-free", "not-waiting",
        "capacity-below-places", "resources-taken", "no-room-there", "cohort-cannot-change",
    ];

    /// <summary>What succeeded, and how often.</summary>
    public static Dictionary<string, int> Done(IReadOnlyDictionary<string, int> tally) =>
        tally.Where(each => each.Key.EndsWith(" 200", StringComparison.Ordinal) || each.Key.EndsWith(" 201", StringComparison.Ordinal)).ToDictionary();

    /// <summary>Nobody was answered anything but success or a refusal that is documented, and nobody locked anybody out.</summary>
    public void AssertAsDocumented(IReadOnlyDictionary<string, int> tally)
    {
        var undocumented = tally.Keys.Except(Done(tally).Keys).Where(each => !Documented.Contains(each.Split(' ')[^1])).ToList();
        Assert.True(undocumented.Count == 0, $"{string.Join(", ", undocumented)}\n{centre.One.Said}\n{centre.Two.Said}");
        Assert.DoesNotContain("40P01", centre.One.Said + centre.Two.Said, StringComparison.Ordinal);
    }

    /// <summary>Counted from the rows themselves, and not as the audit counts.</summary>
    public Task<int> OversoldAsync() => centre.Value<int>("""
        select count(*) from cohort c where c.capacity < (select count(*) from place p where p.cohort_id = c.id and p.state in ('held', 'confirmed', 'completed'))
          + (select coalesce(sum(a.places), 0) from allocation a where a.cohort_id = c.id and a.released_at is null)
          - (select count(*) from place p join allocation a on a.id = p.allocation_id and a.released_at is null where p.cohort_id = c.id and p.state <> 'cancelled')
        """);

    /// <returns>The cohorts it was about.</returns>
    public async Task<IReadOnlyList<GivenCohort>> RoundAsync(int seed, ConcurrentDictionary<string, int> tally, bool unguarded = false)
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

    public async Task<List<string>> BrokenAsync(bool tended = true)
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

using System.Collections.Concurrent;
using System.Globalization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using MediatR;
using Npgsql;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Places;

/// <summary>A clock that may be set back: every sequence begins on the same day.</summary>
internal sealed class SettableClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = TestCentre.Start;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Walks one sequence after another in one database.</summary>
internal sealed partial class ModelWalk : IAsyncDisposable
{
    private const int StepsASequence = 32;

    private readonly TestCentre _centre;
    private readonly ConcurrentDictionary<string, int> _outcomes;
    private readonly SettableClock _clock = new();
    private readonly CentreApp _app;
    private readonly NpgsqlDataSource _eyes;
    private readonly Guid[] _providers;
    private readonly List<string> _told = [];
    private PlacesModel _model = null!;
    private Guid[] _trainees = [];
    private Random _random = new(0);

    public ModelWalk(TestCentre centre, ConcurrentDictionary<string, int> outcomes)
    {
        (_centre, _outcomes) = (centre, outcomes);
        _app = new CentreApp(centre.ConnectionString, _clock);
        // What is asked after every step is planned once, not three hundred thousand times.
        _eyes = NpgsqlDataSource.Create($"{TemplateDatabase.To(centre.DatabaseName)};Max Auto Prepare=40;Auto Prepare Min Usages=2;Maximum Pool Size=1");
        _providers = [centre.Cast.NorthBooker.Provider!.Value, centre.Cast.SouthBooker.Provider!.Value, Guid.NewGuid()];
    }

    public int Steps { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _eyes.DisposeAsync();
        await _app.DisposeAsync();
    }

    /// <returns>The difference with the steps that led to it; null when there was none.</returns>
    public async Task<string?> RunAsync(int seed, PlacesModel model)
    {
        (_model, _random, Steps) = (model, new Random(seed), 0);
        _told.Clear();
        await BeginAsync(seed);
        try
        {
            for (; Steps < StepsASequence; Steps++)
            {
                await StepAsync();
                await ResolveAsync();
                var (expected, seen) = (_model.Seen(), await SeenAsync());
                if (expected.SequenceEqual(seen)) continue;
                throw new DifferenceException($"only in the model:\n  {string.Join("\n  ", Without(expected, seen))}\nonly in the database:\n  {string.Join("\n  ", Without(seen, expected))}");
            }
            return null;
        }
        catch (DifferenceException difference)
        {
            return $"seed {seed}, {_clock.Now:yyyy-MM-dd HH:mm:ss}: {difference.Message}\nafter:\n  {string.Join("\n  ", _told)}";
        }
        finally
        {
            await SqlAsync("delete from reservation where session_id in (select id from session where cohort_id = any ($1))", _model.Cohorts.Select(each => each.Id).ToArray());
        }
    }

    private static List<string> Without(List<string> lines, List<string> others)
    {
        var rest = lines.ToList();
        foreach (var other in others) rest.Remove(other);
        return rest;
    }

    // ---- The ground -----------------------------------------------------------------------------------------------------------------------

    /// <summary>Two cohorts of the shipped induction course, laid down in the tables with a classroom and an instructor each, and fifteen engineers.</summary>
    private async Task BeginAsync(int seed)
    {
        _clock.Now = _model.Now = TestCentre.Start;
        await SqlAsync("""
            with east as (insert into provider (id, code, name, created_at) values ($1, 'EAST', 'Eastern Glass', now()) on conflict do nothing returning id)
            insert into identity.account
            select (jsonb_populate_record(booker, jsonb_build_object('id', east.id, 'provider_id', east.id, 'user_name', 'east', 'normalized_user_name', 'EAST', 'email', 'east@example.org', 'normalized_email', 'EAST@EXAMPLE.ORG'))).*
            from east, identity.account booker where booker.id = $2
            """, _providers[2], _centre.Cast.NorthBooker.Account);
        var first = Weekday(TestCentre.Start.AddDays(_random.Next(6, 25)));
        var second = _random.Next(4) == 0 ? first : Weekday(TestCentre.Start.AddDays(_random.Next(8, 40)));
        foreach (var (name, day) in new[] { ('A', first), ('B', second) })
        {
            var cohort = new PlacesModel.Cohort { Name = name, Id = Guid.CreateVersion7(), Begins = new DateTimeOffset(day.Date, TimeSpan.Zero).AddHours(8.5), Capacity = _random.Next(1, 5) };
            _model.Cohorts.Add(cohort);
            await SqlAsync("""
                with c as (
                  insert into cohort (id, code, course_version_id, course_code, title, state, capacity, price_per_place, first_day, last_day, booking_closes_at, created_at, minimum_size, names_due_at, decide_at)
                  select $1, $2, v.id, v.course_code, v.title, 'open', $3, 140, $4::timestamptz::date, $4::timestamptz::date, $4, now(), 1, $5, $4 - interval '10 days' from course_version v where v.course_code = 'FTC-101'
                  returning id),
                s as (
                  insert into session (id, cohort_id, number, title, bay_kind, during)
                  select gen_random_uuid(), c.id, n, 'Part ' || n, 'classroom', case n when 1 then tstzrange($4, $4 + interval '225 minutes') else tstzrange($4 + interval '270 minutes', $4 + interval '450 minutes') end
                  from c, generate_series(1, 2) n returning id, during)
                insert into reservation (id, resource_id, resource_kind, during, purpose, session_id)
                select gen_random_uuid(), r.id, r.kind, s.during, 'session', s.id
                from s, (select id, 'bay' as kind from bay where code = $6 union all select id, 'instructor' from instructor where code = $7) r
                """, cohort.Id, $"M-{seed}-{name}", cohort.Capacity, cohort.Begins, cohort.NamesDue, name == 'A' ? "CR-1" : "CR-2", name == 'A' ? "IDA" : "IVAN");
        }
        _trainees = [.. Enumerable.Range(0, 15).Select(_ => Guid.CreateVersion7())];
        await SqlAsync("""
            with r as (insert into resource (id, kind) select id, 'trainee' from unnest($1::uuid[]) id returning id),
            t as (
              insert into trainee (id, provider_id, given_name, family_name, email, date_of_birth, created_at)
              select x.id, x.provider, 'G' || x.n, 'F' || x.n, x.id || '@example.org', case when (x.n - 1) % 5 = 4 then date '2015-01-01' else date '1990-01-01' end, now()
              from unnest($1::uuid[], $2::uuid[]) with ordinality as x (id, provider, n) returning id, provider_id)
            insert into declaration (trainee_id, provider_id, kind, declared_on) select id, provider_id, 'photo-id', '2026-01-01' from t
            """, _trainees, _trainees.Select((_, index) => _providers[PlacesModel.ProviderOf(index)]).ToArray());
    }

    private static DateTimeOffset Weekday(DateTimeOffset day)
    {
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) day = day.AddDays(1);
        return day;
    }

    // ---- Steps ----------------------------------------------------------------------------------------------------------------------------

    private Task StepAsync()
    {
        var (provider, cohort) = (_random.Next(3), One(_model.Cohorts)!);
        return _random.Next(42) switch
        {
            < 3 => HoldAsync(provider, cohort, _random.Next(1, 5)),
            < 8 => BookAsync(provider, cohort, Engineers(provider, _random.Next(0, 4)), _random.Next(0, 3)),
            < 11 => ConfirmAsync(One(_model.Bookings.FindAll(each => each.HeldUntil is not null)) ?? One(_model.Bookings)),
            < 12 => ReleaseAsync(One(_model.Bookings.FindAll(each => each.HeldUntil is not null)) ?? One(_model.Bookings)),
            < 14 => NameAsync(One(_model.Bookings), _random.Next(1, 3)),
            < 18 => CancelAsync(One(_model.Places.FindAll(each => each.IsThere)) ?? One(_model.Places)),
            < 20 => TransferAsync(One(_model.Places)),
            < 22 => SubstituteAsync(One(_model.Places)),
            < 26 => JoinAsync(provider, cohort, _random.Next(1, 4), _random.Next(3) == 0, _random.Next(3) == 0, _random.Next(3) == 0),
            < 27 => LeaveAsync(One(_model.Entries)),
            < 28 => KeepAsync(provider, cohort, _random.Next(1, 4), _random.Next(-1, 20)),
            < 29 => ChangeKeptAsync(One(_model.Allocations), _random.Next(1, 5), _random.Next(-1, 20)),
            < 30 => LetGoAsync(One(_model.Allocations)),
            < 31 => CapacityAsync(cohort, _random.Next(1, 7)),
            < 33 => PassTimeAsync(),
            < 34 => TendAsync(cohort),
            // What only rarely comes by itself: a place given up for which somebody waits, and an answer to an offer.
            < 36 => CancelAsync(One(_model.Places.FindAll(each => each.IsThere && _model.Entries.Exists(entry => entry.Cohort == each.Booking.Cohort && entry.State == "waiting")))),
            < 37 => ConfirmAsync(One(_model.Bookings.FindAll(each => each is { Entry: not null, HeldUntil: not null }))),
            < 38 => ReleaseAsync(One(_model.Bookings.FindAll(each => each is { Entry: not null, HeldUntil: not null }))),
            < 39 => GoAheadAsync(cohort),
            // Seldom: little can happen on a cohort after it.
            < 40 => _random.Next(2) == 0 ? CallOffAsync(cohort, move: true) : TendAsync(cohort),
            < 41 => _random.Next(4) == 0 ? CallOffAsync(cohort, move: false) : PassTimeAsync(),
            _ => WaitBesideKeptAsync(provider, cohort),
        };
    }

    /// <returns>Null when it was refused, as expected.</returns>
    private async Task<T?> DoAsync<T>(string what, string with, IRequest<Result<T>> request, Actor actor, string? expected) where T : class
    {
        _told.Add($"{what} {with}: {expected ?? "done"}");
        var result = await _app.SendAsync(request, actor);
        var code = result.Error?.Code;
        if (code != expected) throw new DifferenceException($"{what} was expected to be {expected ?? "done"} and was {code ?? "done"} ({result.Error?.Detail})");
        _outcomes.AddOrUpdate($"{what}: {code ?? "done"}", 1, (_, count) => count + 1);
        return result.Value;
    }

    private Actor Booker(int provider)
    {
        var person = provider == 1 ? _centre.Cast.SouthBooker : _centre.Cast.NorthBooker;
        return provider < 2 ? person.Actor : person.Actor with { AccountId = _providers[2], ProviderId = _providers[2] };
    }

    /// <summary>Bookings the waiting list made, or a cancelled cohort, get the name the database gave them.</summary>
    private async Task ResolveAsync()
    {
        foreach (var booking in _model.Bookings.Where(each => each.Id is null))
        {
            if (booking.Entry is null)
            {
                booking.Id = await IdOfMovedAsync(booking);
                continue;
            }
            var known = _model.Bookings.Where(each => each.Id is not null).Select(each => each.Id!.Value).ToArray();
            _outcomes.AddOrUpdate(booking.HeldUntil is null ? "turn: booked" : "turn: offered", 1, (_, count) => count + 1);
            if (_model.Places.Exists(place => place.Booking == booking && place.Allocation is not null)) _outcomes.AddOrUpdate("turn: of what was kept", 1, (_, count) => count + 1);
            booking.Id = await RowsAsync("select id from booking where waiting_entry_id = $1 and id <> all ($2)", row => row.GetGuid(0), booking.Entry!.Id, known) is [var id] ? id : throw new DifferenceException($"the turn of {booking.Entry.Id} was not given");
        }
    }

    /// <summary>Known by who is on it, what it drew from and until when it is free to give up; two of one provider that are the same in all of this are alike.</summary>
    private async Task<Guid> IdOfMovedAsync(PlacesModel.Booking booking)
    {
        var places = _model.Places.FindAll(each => each.Booking == booking);
        var named = places.Select(each => each.Trainee).OfType<int>().Select(each => _trainees[each]).ToArray();
        var found = await RowsAsync("""
            select b.id from booking b join place p on p.booking_id = b.id where b.cohort_id = $1 and b.provider_id = $2 and b.id <> all ($3)
            group by b.id having count(*) = $4 and count(*) filter (where p.trainee_id = any ($5)) = cardinality($5::uuid[]) and count(p.trainee_id) = cardinality($5::uuid[])
              and count(p.allocation_id) = $6 and min(p.free_until) = $7 order by b.id
            """, row => row.GetGuid(0), booking.Cohort.Id, _providers[booking.Provider], _model.Bookings.Select(each => each.Id).OfType<Guid>().ToArray(), places.Count, named, places.Count(each => each.Allocation is not null), DateOnly.FromDateTime(places[0].FreeUntil));
        return found.Count > 0 ? found[0] : throw new DifferenceException("a booking did not move");
    }

    private async Task<PlaceId> IdOfAsync(PlacesModel.Place place)
    {
        var found = await RowsAsync(
            "select id from place where booking_id = $1 and state = $2 and trainee_id is not distinct from $3::text::uuid and (allocation_id is not null) = $4", row => row.GetGuid(0), place.Booking.Id!, place.State,
            place.Trainee is { } trainee ? $"{_trainees[trainee]}" : DBNull.Value, place.Allocation is not null);
        return new(found.Count > 0 ? found[0] : throw new DifferenceException("a place of the model is not in the database"));
    }

    private async Task<List<string>> SeenAsync()
    {
        var seen = await RowsAsync("""
            with c as (select id, right(code, 1) as name, state, capacity, places_taken, places_kept from cohort where id = any ($1)),
              provider as (select p, n - 1 as n from unnest($2::uuid[]) with ordinality x (p, n)),
              trainee as (select t, n - 1 as n from unnest($3::uuid[]) with ordinality x (t, n))
            select format('cohort %s %s capacity %s taken %s kept %s', name, state, capacity, places_taken, places_kept) from c
            union all select format('booking %s %s of %s %s', b.id, c.name, p.n,
              case when b.lapsed_at is not null then 'lapsed' when b.held_until is not null then 'held until ' || to_char(b.held_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') else 'booked' end)
              from booking b join c on c.id = b.cohort_id join provider p on p.p = b.provider_id
            union all select format('place of %s %s %s trainee %s %s owes %s', p.booking_id, p.state, p.ended_because, t.n, case when p.allocation_id is not null then 'kept' end,
              (select coalesce(sum(amount), 0)::int from charge where place_id = p.id)) from place p join c on c.id = p.cohort_id left join trainee t on t.t = p.trainee_id
            union all select format('line %s %s provider %s wants %s offered %s', c.name, row_number() over (partition by c.id order by w.number), p.n, w.places, w.offered)
              from waiting_entry w join c on c.id = w.cohort_id join provider p on p.p = w.provider_id where w.ended_at is null
            union all select format('entry %s %s passed over %s', w.id, w.state, (select count(*) from waiting_pass x where x.waiting_entry_id = w.id)) from waiting_entry w join c on c.id = w.cohort_id
            union all select format('allocation %s %s used %s %s', a.id, a.places, a.used, case when a.released_at is null then 'live' else 'released' end) from allocation a join c on c.id = a.cohort_id
            union all select format('provider %s owes %s', p.n, (select coalesce(sum(h.amount), 0)::int from charge h join place l on l.id = h.place_id join c on c.id = l.cohort_id where h.provider_id = p.p)) from provider p
            """, row => row.GetString(0), _model.Cohorts.Select(each => each.Id).ToArray(), _providers, _trainees);
        seen.Sort(StringComparer.Ordinal);
        return seen;
    }

    private async Task SqlAsync(string sql, params object[] values)
    {
        await using var command = _eyes.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        await using var command = _eyes.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    private (DateOnly Day, DateTimeOffset At) Day(int fromNow)
    {
        var day = DateOnly.FromDateTime(_model.Now.Date).AddDays(fromNow);
        return (day, new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
    }

    private int[] Engineers(int provider, int count) => [.. Enumerable.Range(provider * 5, 5).OrderBy(_ => _random.Next()).ThenBy(each => each).Where(each => PlacesModel.IsAdult(each) || _random.Next(4) == 0).Take(count)];

    private Guid[] Ids(int[] trainees) => [.. trainees.Select(each => _trainees[each])];

    private T? One<T>(List<T> from) where T : class => from.Count == 0 ? null : from[_random.Next(from.Count)];

    private string? NotHeld(PlacesModel.Booking booking) => booking.Lapsed is not null || booking.HeldUntil <= _model.Now ? Over(booking) : booking.HeldUntil is null ? "already-booked" : null;

    private static string Over(PlacesModel.Booking booking) => booking.Entry is null ? "hold-lapsed" : "offer-lapsed";

    private static IEnumerable<int?> Nobody(int count) => Enumerable.Repeat<int?>(null, count);

    private static string Say(int[] engineers) => $"[{string.Join(' ', engineers)}]";

    private static string Say(PlacesModel.Place place) => $"place of {place.Booking.Id} {place.Booking.Cohort.Name} {place.State} {place.Trainee}";
}

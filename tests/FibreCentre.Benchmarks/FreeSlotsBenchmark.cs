using System.Net.Http.Headers;
using System.Text.Json;

namespace FibreCentre.Benchmarks;

/// <summary>CPU of "what is free?" in a centre of 200 bays with five years of history and 100,000 reservations: four weeks, a bench, an instructor and six splicers for three hours.</summary>
internal static class FreeSlotsBenchmark
{
    private const int Counted = 200, Bays = 200, Instructors = 60, Sessions = 50_000;

    /// <summary>Until .NET has compiled the search for good; that is done once a process, and would else be counted as the question's.</summary>
    private const int WarmUp = 1_500;

    public static async Task<string> RunAsync(BenchCentre centre)
    {
        await FillAsync(centre.ConnectionString);
        using var program = new HttpClient { BaseAddress = centre.Http.BaseAddress };
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await centre.AdministratorAsync()).GetProperty("apiKey").GetString());
        var from = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(7);
        var path = new Uri($"/api/v1/free-slots?bayKind=free-bench&minutes=180&trainees=6&qualification=free-qualified&kit=free-splicer:6&from={from:yyyy-MM-dd}&until={from.AddDays(27):yyyy-MM-dd}", UriKind.Relative);
        var found = JsonDocument.Parse(await program.GetStringAsync(path)).RootElement.GetProperty("slots").GetArrayLength();
        if (found == 0) throw new InvalidOperationException("Nothing is free: the benchmark would measure a refusal.");
        for (var number = 0; number < WarmUp; number++) await program.GetByteArrayAsync(path);
        var before = centre.Cpu();
        for (var number = 0; number < Counted; number++) await program.GetByteArrayAsync(path);
        var after = centre.Cpu();
        return $"What is free, {Bays} bays, {2 * Sessions} reservations of five years, four weeks looked at, {found} times found: {(after.Product - before.Product).TotalMilliseconds / Counted:F1} ms CPU in the product and "
            + $"{(after.Database - before.Database).TotalMilliseconds / Counted:F1} ms in PostgreSQL. (mean of {Counted}; the aim is 20)";
    }

    /// <summary>One session a bay and day in five, from five years ago until two months ahead; each with its instructor. Triggers are off: what is written keeps the rules.</summary>
    private static Task FillAsync(string connectionString) => BenchCentre.RunAsync(connectionString, $"""
        select set_config('app.scope', 'staff', false);
        set session_replication_role = replica;
        insert into bay_kind (slug, title, set_up_minutes, clear_away_minutes) select k, k, 15, 15 from unnest(array['free-bench', 'free-yard', 'free-room', 'free-rack', 'free-rig', 'free-track', 'free-pit', 'free-house']) k;
        insert into resource select md5('freebay' || i)::uuid, 'bay' from generate_series(1, {Bays}) i;
        insert into bay (id, code, name, bay_kind, capacity)
          select md5('freebay' || i)::uuid, 'F-' || i, 'Free bay ' || i, (array['free-bench', 'free-yard', 'free-room', 'free-rack', 'free-rig', 'free-track', 'free-pit', 'free-house'])[1 + i % 8], 6 from generate_series(1, {Bays}) i;
        insert into resource select md5('freeteacher' || i)::uuid, 'instructor' from generate_series(1, {Instructors}) i;
        insert into instructor (id, code, name, email, max_minutes_day, max_minutes_week) select md5('freeteacher' || i)::uuid, 'FT' || i, 'Free instructor ' || i, 'ft' || i || '@bench.example.org', 480, 2100 from generate_series(1, {Instructors}) i;
        insert into instructor_qualification (id, instructor_id, qualification, valid_from) select gen_random_uuid(), md5('freeteacher' || i)::uuid, 'free-qualified', '2015-01-01' from generate_series(1, {Instructors}) i;
        insert into resource select md5('freekit' || i)::uuid, 'kit' from generate_series(1, 60) i;
        insert into kit_item (id, kit_type, serial_number, calibrated_until) select md5('freekit' || i)::uuid, 'free-splicer', 'FS-' || i, '2099-12-31' from generate_series(1, 60) i;
        insert into cohort (id, code, course_version_id, course_code, title, state, capacity, minimum_size, price_per_place, first_day, last_day, booking_closes_at, names_due_at, decide_at, created_at)
          select md5('freecohort')::uuid, 'FTC-110-FREE', v.id, v.course_code, v.title, 'completed', 6, 1, 150, current_date - 1766, current_date + 60, now(), now(), now(), now() from course_version v where v.course_code = 'FTC-110' limit 1;
        -- Slot n of a day and instructor: the bay changes from day to day, so that no bay and nobody is taken twice.
        insert into session (id, cohort_id, number, title, bay_kind, during)
          select md5('frees' || n)::uuid, md5('freecohort')::uuid, n, 'Practice', 'free-bench', tstzrange(at, at + interval '3 hours')
          from generate_series(1, {Sessions}) n cross join lateral (select (current_date + 60 - (n - 1) / 28 + time '08:30' + (n % 2) * interval '4 hours') at time zone 'Europe/London' as at) t;
        insert into reservation (id, resource_id, resource_kind, during, purpose, session_id)
          select gen_random_uuid(), md5('freebay' || (1 + ((n - 1) % 28) * 7 + ((n - 1) / 28) % 7))::uuid, 'bay', s.during, 'session', s.id from generate_series(1, {Sessions}) n join session s on s.id = md5('frees' || n)::uuid
          union all select gen_random_uuid(), md5('freeteacher' || (1 + (n - 1) % 28 + ((n - 1) / 28) % 2 * 28))::uuid, 'instructor', s.during, 'session', s.id from generate_series(1, {Sessions}) n join session s on s.id = md5('frees' || n)::uuid;
        set session_replication_role = origin;
        analyze;
        """);
}

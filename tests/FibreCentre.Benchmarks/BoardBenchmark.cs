using System.Net;
using System.Text.RegularExpressions;

namespace FibreCentre.Benchmarks;

/// <summary>CPU of a full week of the board, read from the database and rendered as the page a coordinator sees.</summary>
internal static partial class BoardBenchmark
{
    private const int Counted = 200, Bays = 25, Days = 5, CohortCount = 30;

    public static async Task<string> RunAsync(BenchCentre centre)
    {
        var monday = Monday();
        await FillAsync(centre.ConnectionString, monday);
        using var browser = await SignedInAsync(centre);
        var table = await MeasureAsync(centre, browser, new Uri($"/board?from={monday:yyyy-MM-dd}&view=table", UriKind.Relative));
        var board = await MeasureAsync(centre, browser, new Uri($"/board?from={monday:yyyy-MM-dd}&view=board", UriKind.Relative));
        var part = await MeasureAsync(centre, browser, new Uri($"/board?from={monday:yyyy-MM-dd}&view=board&live=", UriKind.Relative));
        return $"Board of {Bays} bays, {Days} days, {CohortCount * Days} sessions: {board.Product:F1} ms CPU in the product and {board.Database:F1} ms in PostgreSQL, {board.Kilobytes} kB; as a table {table.Product:F1} and {table.Database:F1} ms; "
            + $"brought in anew after a change {part.Product:F1} and {part.Database:F1} ms. (mean of {Counted})";
    }

    private static async Task<(double Product, double Database, int Kilobytes)> MeasureAsync(BenchCentre centre, HttpClient browser, Uri path)
    {
        var text = await browser.GetStringAsync(path);
        if (Block().Count(text) != CohortCount * Days) throw new InvalidOperationException($"{path} shows {Block().Count(text)} sessions.");
        for (var number = 0; number < 200; number++) await browser.GetByteArrayAsync(path);
        var before = centre.Cpu();
        for (var number = 0; number < Counted; number++) await browser.GetByteArrayAsync(path);
        var after = centre.Cpu();
        return ((after.Product - before.Product).TotalMilliseconds / Counted, (after.Database - before.Database).TotalMilliseconds / Counted, text.Length / 1024);
    }

    /// <summary>A week far from everything else.</summary>
    private static DateOnly Monday()
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(420);
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }

    private static async Task<HttpClient> SignedInAsync(BenchCentre centre)
    {
        var made = await centre.AdministratorAsync();
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = centre.Http.BaseAddress };
        var token = Token().Match(await browser.GetStringAsync(new Uri("/sign-in", UriKind.Relative))).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("Email", made.GetProperty("email").GetString()!), new("Password", made.GetProperty("password").GetString()!), new("__RequestVerificationToken", token)]);
        var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), form);
        return answer.StatusCode == HttpStatusCode.Redirect ? browser : throw new InvalidOperationException($"Signing in was answered with {answer.StatusCode}.");
    }

    /// <summary>Each cohort has a bay and an instructor for itself, five days of a session, and six trainees.</summary>
    private static Task FillAsync(string connectionString, DateOnly monday) => BenchCentre.RunAsync(connectionString, $"""
        select set_config('app.scope', 'staff', false);
        insert into bay_kind (slug, title) select k, k from unnest(array['classroom', 'splice-bench', 'otdr-bench', 'pole-yard', 'chamber-yard']) k on conflict do nothing;
        insert into resource select md5('bay' || i)::uuid, 'bay' from generate_series(1, {Bays}) i;
        insert into bay (id, code, name, bay_kind, capacity)
          select md5('bay' || i)::uuid, 'B-' || i, 'Bench bay ' || i, (array['classroom', 'splice-bench', 'otdr-bench', 'pole-yard', 'chamber-yard'])[1 + i % 5], 6 from generate_series(1, {Bays}) i;
        insert into resource select md5('teacher' || i)::uuid, 'instructor' from generate_series(1, {CohortCount}) i;
        insert into instructor (id, code, name, email) select md5('teacher' || i)::uuid, 'T' || i, 'Instructor ' || i, 't' || i || '@bench.example.org' from generate_series(1, {CohortCount}) i;
        insert into instructor_qualification (id, instructor_id, qualification, valid_from)
          select gen_random_uuid(), md5('teacher' || i)::uuid, q, '2020-01-01' from generate_series(1, {CohortCount}) i, unnest(array['fibre-qualified', 'assessor', 'first-aid-trainer', 'first-aid-assessor']) q;
        insert into cohort (id, code, course_version_id, course_code, title, state, capacity, minimum_size, price_per_place, first_day, last_day, booking_closes_at, names_due_at, decide_at, created_at)
          select md5('board' || i)::uuid, 'FTC-110-BOARD-' || i, v.id, v.course_code, v.title, 'open', 6, 4, 150, '{monday:yyyy-MM-dd}', date '{monday:yyyy-MM-dd}' + 4, '{monday:yyyy-MM-dd} 08:30+00', now(), now(), now()
          from generate_series(1, {CohortCount}) i, course_version v where v.course_code = 'FTC-110';
        -- The first 25 in the morning of a bay of their own, the others in the afternoon of the first five.
        insert into session (id, cohort_id, number, title, bay_kind, during)
          select md5('boards' || i || '/' || d)::uuid, md5('board' || i)::uuid, d, 'Practice in small groups, part ' || d, 'classroom',
            tstzrange((date '{monday:yyyy-MM-dd}' + d - 1 + time '08:30' + case when i > {Bays} then interval '5 hours' else interval '0' end) at time zone 'Europe/London',
                      (date '{monday:yyyy-MM-dd}' + d - 1 + time '12:15' + case when i > {Bays} then interval '4 hours' else interval '0' end) at time zone 'Europe/London')
          from generate_series(1, {CohortCount}) i, generate_series(1, {Days}) d;
        insert into reservation (id, resource_id, resource_kind, during, purpose, session_id)
          select gen_random_uuid(), md5('bay' || (1 + (i - 1) % {Bays}))::uuid, 'bay', s.during, 'session', s.id from generate_series(1, {CohortCount}) i join session s on s.cohort_id = md5('board' || i)::uuid
          union all select gen_random_uuid(), md5('teacher' || i)::uuid, 'instructor', s.during, 'session', s.id from generate_series(1, {CohortCount}) i join session s on s.cohort_id = md5('board' || i)::uuid;
        insert into booking (id, reference, provider_id, cohort_id, purchase_order, booked_by, booked_at)
          select md5('boardb' || i)::uuid, 'B-BOARD' || i, md5('provider')::uuid, md5('board' || i)::uuid, 'PO', md5('account')::uuid, now() from generate_series(1, {CohortCount}) i;
        insert into place (id, booking_id, provider_id, cohort_id, trainee_id, state, price, free_until, booked_at)
          select md5('boardp' || i || '/' || p)::uuid, md5('boardb' || i)::uuid, md5('provider')::uuid, md5('board' || i)::uuid, md5('t' || (i * 6 + p))::uuid, 'confirmed', 150, current_date, now() from generate_series(1, {CohortCount}) i, generate_series(1, 5) p;
        insert into reservation (id, resource_id, resource_kind, during, purpose, session_id, provider_id, place_id)
          select gen_random_uuid(), md5('t' || (i * 6 + p))::uuid, 'trainee', s.during, 'session', s.id, md5('provider')::uuid, md5('boardp' || i || '/' || p)::uuid
          from generate_series(1, {CohortCount}) i join session s on s.cohort_id = md5('board' || i)::uuid, generate_series(1, 5) p;
        analyze;
        """);

    [GeneratedRegex("Practice in small groups, part \\d</(?:span|a)>")]
    private static partial Regex Block();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

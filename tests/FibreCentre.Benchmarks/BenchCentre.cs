using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using FibreCentre.Api.Security;
using Npgsql;

namespace FibreCentre.Benchmarks;

/// <summary>The real product as a process of its own, on a database filled for the benchmarks.</summary>
internal sealed class BenchCentre : IAsyncDisposable
{
    public const int Engineers = 12_000;
    public const int Cohorts = 240;

    private readonly Process _product;
    private JsonElement? _administrator;

    private BenchCentre(Process product, string connectionString, HttpClient http, string feedToken, TimeSpan started) =>
        (_product, ConnectionString, Http, FeedToken, Started) = (product, connectionString, http, feedToken, started);

    public string ConnectionString { get; }

    public HttpClient Http { get; }

    public string FeedToken { get; }

    /// <summary>From the start of the process until it was ready.</summary>
    public TimeSpan Started { get; }

    public static async Task<BenchCentre> StartAsync()
    {
        var server = Environment.GetEnvironmentVariable("TEST_PG") ?? throw new InvalidOperationException("Set TEST_PG, or run the script bench beside this project.");
        var connectionString = new NpgsqlConnectionStringBuilder(server) { Database = "bench" }.ConnectionString;
        await RunAsync(server, "drop database if exists bench with (force)");
        await RunAsync(server, "create database bench");
        await CommandAsync(connectionString, "migrate");
        await CommandAsync(connectionString, "import", "catalogue", Path.Combine(AppContext.BaseDirectory, "catalogue"));
        var (key, token) = (NewApiKey.Make(), AddressToken.Make());
        await FillAsync(connectionString, key, AddressToken.HashOf(token));

        var port = FreePort();
        var watch = Stopwatch.StartNew();
        var product = Start(connectionString, "--urls", $"http://127.0.0.1:{port}");
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Key);
        while (!await IsReadyAsync(http)) await Task.Delay(20);
        return new(product, connectionString, http, token, watch.Elapsed);
    }

    /// <summary>CPU time of the product, and of PostgreSQL for it.</summary>
    public (TimeSpan Product, TimeSpan Database) Cpu()
    {
        _product.Refresh();
        using var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand("select array_agg(pid) from pg_stat_activity where datname = 'bench' and application_name = 'FibreCentre'", connection);
        var backends = command.ExecuteScalar() as int[] ?? [];
        return (_product.TotalProcessorTime, TimeSpan.FromTicks(backends.Sum(pid => Process.GetProcessById(pid).TotalProcessorTime.Ticks)));
    }

    /// <summary>Fills the tables with places of cohorts long past, up to this many, each with what a booking leaves behind.</summary>
    public async Task AgeAsync(int places) => await RunAsync(ConnectionString, $"""
        select set_config('app.scope', 'staff', false);
        -- Triggers are off: what is written keeps the rules, and a million rows need not be counted one by one.
        set session_replication_role = replica;
        insert into cohort (id, code, course_version_id, course_code, title, state, capacity, minimum_size, price_per_place, first_day, last_day, booking_closes_at, names_due_at, decide_at, created_at)
          select md5('old' || i)::uuid, 'FTC-110-OLD-' || i, v.id, v.course_code, v.title, 'completed', 60, 1, 150, current_date - 30 - i / 10, current_date - 30 - i / 10, now() - interval '30 days', now() - interval '35 days', now() - interval '40 days', now() - interval '90 days'
          from generate_series(1, {places} / 50) i, course_version v where v.course_code = 'FTC-110' on conflict do nothing;
        insert into session (id, cohort_id, number, title, bay_kind, during)
          select md5('olds' || i)::uuid, md5('old' || i)::uuid, 1, 'Part 1', 'classroom', tstzrange(date_trunc('day', now()) - (30 + i / 10) * interval '1 day' + (i % 10) * interval '1 hour', date_trunc('day', now()) - (30 + i / 10) * interval '1 day' + (i % 10 + 1) * interval '1 hour')
          from generate_series(1, {places} / 50) i on conflict do nothing;
        create temporary table aged as select i, md5('old' || (i / 50 + 1))::uuid as cohort, md5('olds' || (i / 50 + 1))::uuid as session, md5('t' || (i % {Engineers} + 1))::uuid as trainee
          from generate_series((select count(*) from place where state = 'completed')::int, {places} - 51) i;
        insert into booking (id, reference, provider_id, cohort_id, purchase_order, booked_by, booked_at) select md5('oldb' || i)::uuid, 'B-OLD' || i, md5('provider')::uuid, cohort, 'PO', md5('account')::uuid, now() - interval '60 days' from aged;
        insert into place (id, booking_id, provider_id, cohort_id, trainee_id, state, price, free_until, booked_at) select md5('oldp' || i)::uuid, md5('oldb' || i)::uuid, md5('provider')::uuid, cohort, trainee, 'completed', 150, current_date - 90, now() - interval '60 days' from aged;
        insert into charge (provider_id, booking_id, place_id, kind, amount, at) select md5('provider')::uuid, md5('oldb' || i)::uuid, md5('oldp' || i)::uuid, 'place', 150, now() - interval '60 days' from aged;
        insert into reservation (id, resource_id, resource_kind, during, purpose, session_id, provider_id, place_id)
          select md5('oldr' || i)::uuid, aged.trainee, 'trainee', s.during, 'session', s.id, md5('provider')::uuid, md5('oldp' || i)::uuid from aged join session s on s.id = aged.session;
        insert into invitation (id, provider_id, trainee_id, session_id, place_id, uid, reply_token, created_at, changed_at)
          select md5('oldi' || i)::uuid, md5('provider')::uuid, trainee, session, md5('oldp' || i)::uuid, 'old' || i, 'oldr' || i, now() - interval '60 days', now() - interval '60 days' from aged;
        insert into message (kind, key, provider_id, trainee_id, place_id, invitation_id, state, due_at, message_id, created_at, finished_at)
          select 'invitation', 'old' || i, md5('provider')::uuid, trainee, md5('oldp' || i)::uuid, md5('oldi' || i)::uuid, 'sent', now() - interval '60 days', 'oldm' || i, now() - interval '60 days', now() - interval '60 days' from aged;
        insert into audit_entry (at, actor_id, scope, provider_id, action, subject, correlation_id) select now() - interval '60 days', md5('account')::uuid, 'provider', md5('provider')::uuid, 'BookPlaces', cohort, 'old' from aged;
        drop table aged;
        set session_replication_role = origin;
        analyze;
        """);

    /// <summary>Somebody of the centre's own, made once: <c>email</c>, <c>password</c>, <c>apiKey</c>.</summary>
    public async Task<JsonElement> AdministratorAsync()
    {
        if (_administrator is { } known) return known;
        var file = Path.Combine(Path.GetTempPath(), $"bench-administrator-{Environment.ProcessId}.json");
        await CommandAsync(ConnectionString, "administrator", "--out", file);
        _administrator = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("signIns")[0];
        File.Delete(file);
        return _administrator.Value;
    }

    public string Memory()
    {
        _product.Refresh();
        return $"Start to ready: {Started.TotalSeconds:F1} s. Resident memory after the runs: {_product.WorkingSet64 / 1024 / 1024} MB.";
    }

    /// <summary>A second instance that sends the centre's mail to this server.</summary>
    public Process StartSending(string host, int port)
    {
        var environment = new Dictionary<string, string> { ["Jobs__Run"] = "true", ["Mail__Smtp__Host"] = host, ["Mail__Smtp__Port"] = $"{port}", ["Mail__Smtp__Tls"] = "false" };
        return Start(ConnectionString, environment, "--urls", $"http://127.0.0.1:{FreePort()}");
    }

    public async Task<T> ValueAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _product.Kill();
        await _product.WaitForExitAsync();
        _product.Dispose();
    }

    public static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 900 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task FillAsync(string connectionString, NewApiKey key, string feedHash) => await RunAsync(connectionString, $"""
        create sequence bench_engineer;
        grant usage on sequence bench_engineer to fibrecentre_app;
        insert into provider values (md5('provider')::uuid, 'BENCH', 'Bench Networks', now());
        insert into resource select md5('t' || i)::uuid, 'trainee' from generate_series(1, {Engineers}) i;
        insert into trainee (id, provider_id, given_name, family_name, email, date_of_birth, created_at)
          select md5('t' || i)::uuid, md5('provider')::uuid, 'Given', 'Family' || i, 'e' || i || '@bench.example.org', '1990-01-01', now() from generate_series(1, {Engineers}) i;
        insert into cohort (id, code, course_version_id, course_code, title, state, capacity, minimum_size, price_per_place, first_day, last_day, booking_closes_at, names_due_at, decide_at, created_at)
          select md5('c' || i)::uuid, 'FTC-110-BENCH-' || i, v.id, v.course_code, v.title, 'open', 60, 4, 150, current_date + 20 + i, current_date + 20 + i, date_trunc('day', now()) + (20 + i) * interval '1 day', date_trunc('day', now()) + (15 + i) * interval '1 day', date_trunc('day', now()) + (10 + i) * interval '1 day', now()
          from generate_series(1, {Cohorts}) i, course_version v where v.course_code = 'FTC-110';
        insert into session (id, cohort_id, number, title, bay_kind, during)
          select md5('s' || i || '/' || n)::uuid, md5('c' || i)::uuid, n, 'Part ' || n, 'classroom',
            tstzrange(date_trunc('day', now()) + (20 + i) * interval '1 day' + (5 + 4 * n) * interval '1 hour', date_trunc('day', now()) + (20 + i) * interval '1 day' + (8 + 4 * n) * interval '1 hour')
          from generate_series(1, {Cohorts}) i, generate_series(1, 2) n;
        insert into identity.account (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, display_name, roles, provider_id, created_at, security_stamp)
          values (md5('account')::uuid, 'bench', 'BENCH', 'bench@example.org', 'BENCH@EXAMPLE.ORG', true, false, false, true, 0, 'Bench', array['booker'], md5('provider')::uuid, now(), 'x');
        insert into identity.api_key (id, account_id, name, prefix, hash, scopes, created_at, expires_at, last_used_at)
          values (md5('key')::uuid, md5('account')::uuid, 'bench', '{key.Prefix}', decode('{Convert.ToHexString(key.Hash)}', 'hex'), array['read', 'book'], now(), now() + interval '1 day', now() + interval '1 hour');
        -- One trainee with places on a hundred cohorts of two sessions each: a feed of 200 events.
        insert into resource values (md5('feed')::uuid, 'trainee');
        insert into trainee (id, provider_id, given_name, family_name, email, date_of_birth, created_at) values (md5('feed')::uuid, md5('provider')::uuid, 'Fe', 'Ed', 'feed@bench.example.org', '1990-01-01', now());
        insert into booking (id, reference, provider_id, cohort_id, purchase_order, booked_by, booked_at)
          select md5('b' || i)::uuid, 'B-BENCH' || i, md5('provider')::uuid, md5('c' || i)::uuid, 'PO', md5('account')::uuid, now() from generate_series(1, 100) i;
        insert into place (id, booking_id, provider_id, cohort_id, trainee_id, state, price, free_until, booked_at)
          select md5('p' || i)::uuid, md5('b' || i)::uuid, md5('provider')::uuid, md5('c' || i)::uuid, md5('feed')::uuid, 'confirmed', 150, current_date, now() from generate_series(1, 100) i;
        insert into invitation (id, provider_id, trainee_id, session_id, place_id, uid, reply_token, created_at, changed_at)
          select md5('i' || i || '/' || n)::uuid, md5('provider')::uuid, md5('feed')::uuid, md5('s' || i || '/' || n)::uuid, md5('p' || i)::uuid, md5(i || 'u' || n) || '@bench.example.org', md5(i || 'r' || n), now(), now()
          from generate_series(1, 100) i, generate_series(1, 2) n;
        insert into calendar_feed (id, kind, subject_id, account_id, provider_id, trainee_id, token_hash, created_at, renewed_at)
          values (md5('feedrow')::uuid, 'trainee', md5('feed')::uuid, md5('account')::uuid, md5('provider')::uuid, md5('feed')::uuid, '{feedHash}', now(), now());
        analyze;
        """);

    public static async Task CommandAsync(string connectionString, params string[] args)
    {
        using var process = Start(connectionString, args);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', args)} ended with {process.ExitCode}.");
    }

    private static Process Start(string connectionString, params string[] args) => Start(connectionString, [], args);

    private static Process Start(string connectionString, Dictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "FibreCentre.Api.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        start.Environment["ConnectionStrings__Centre"] = connectionString;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Benchmark";
        start.Environment["Centre__BaseUrl"] = "http://localhost";
        start.Environment["Mail__Pickup"] = Path.Combine(Path.GetTempPath(), $"bench-mail-{Environment.ProcessId}");
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Jobs__Run"] = "false";   // pgbench sends no mail meanwhile either
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };   // read, so that it never blocks on a full pipe
        process.BeginOutputReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

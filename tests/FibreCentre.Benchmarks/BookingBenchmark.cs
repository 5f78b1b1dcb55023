using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Npgsql;

namespace FibreCentre.Benchmarks;

/// <summary>Booking one place through HTTP, against the very statements it comes to sent one by one by pgbench.</summary>
internal static class BookingBenchmark
{
    private const int Clients = 8;
    private const int Warm = 600;
    private const int Counted = 3_000;

    public static async Task<string> RunAsync(BenchCentre centre)
    {
        // By turns, so that a machine that is busy for a while is so for both.
        var (http, pgbench) = (new List<double>(), new List<double>());
        await BookAsync(centre, 1, Warm);
        for (var round = 0; round < 3; round++)
        {
            http.Add(await BookAsync(centre, Warm + 1 + (round * Counted / 3), Counted / 3));
            pgbench.Add(await PgbenchAsync(centre, Counted / 3, Warm + Counted + 1 + (round * Counted / 3)));
        }
        var (ours, theirs) = (http.Order().ElementAt(1), pgbench.Order().ElementAt(1));
        return $"Booking through HTTP, {Clients} clients: {ours:F0} a second. The same statements by pgbench: {theirs:F0} a second. Ratio {ours / theirs:F2}. (median of 3 rounds of {Counted / 3}, by turns)";
    }

    /// <summary>CPU of one booking, of the product and of PostgreSQL together, with ten thousand and with a million past places in the tables.</summary>
    public static async Task<string> GrowthAsync(BenchCentre centre)
    {
        var first = Warm + (2 * Counted) + Clients;   // past the last engineer that pgbench's sequence gave out
        await centre.AgeAsync(10_000);
        var young = await CpuAsync(centre, first);
        await centre.AgeAsync(1_000_000);
        var old = await CpuAsync(centre, first + Aged);
        return $"CPU of a booking with 10 thousand past places: {young:F2} ms; with 1 million: {old:F2} ms. Ratio {old / young:F2}. (mean of {Aged} each)";
    }

    private const int Aged = 1_000;

    private static async Task<double> CpuAsync(BenchCentre centre, int first)
    {
        await BookAsync(centre, first, Aged / 4);
        var before = centre.Cpu();
        await BookAsync(centre, first + (Aged / 4), Aged * 3 / 4);
        var after = centre.Cpu();
        return (after.Product - before.Product + after.Database - before.Database).TotalMilliseconds / (Aged * 3 / 4);
    }

    private static async Task<double> BookAsync(BenchCentre centre, int first, int count)
    {
        var work = new ConcurrentQueue<int>(Enumerable.Range(first, count));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (work.TryDequeue(out var engineer))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cohorts/{Id($"c{(engineer % BenchCentre.Cohorts) + 1}")}/places")
                {
                    Content = JsonContent.Create(new { purchaseOrder = "PO-BENCH", trainees = new[] { Id($"t{engineer}") } }),
                };
                request.Headers.Add("Idempotency-Key", $"bench-{engineer}");
                using var answer = await centre.Http.SendAsync(request);
                if (answer.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }
        }));
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> PgbenchAsync(BenchCentre centre, int count, int firstEngineer)
    {
        await BenchCentre.RunAsync(centre.ConnectionString, $"select setval('bench_engineer', {firstEngineer})");
        var connection = new NpgsqlConnectionStringBuilder(centre.ConnectionString);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("PGBENCH") ?? "pgbench") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in new[] { "-n", "-M", "prepared", "-c", $"{Clients}", "-j", "2", "-t", $"{count / Clients}", "-f", Path.Combine(AppContext.BaseDirectory, "booking.pgbench.sql"), "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "bench" })
            start.ArgumentList.Add(arg);
        start.Environment["PGOPTIONS"] = "-c role=fibrecentre_app";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var faults = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var line = (await output).Split('\n').FirstOrDefault(each => each.StartsWith("tps = ", StringComparison.Ordinal));
        if (process.ExitCode != 0 || line is null) throw new InvalidOperationException($"pgbench: {faults}");
        return double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
    }

    /// <summary>As PostgreSQL's md5(text)::uuid.</summary>
#pragma warning disable CA5351 // A stable name for a row, not a secret.
    private static Guid Id(string name) => Guid.Parse(Convert.ToHexString(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(name))));
#pragma warning restore CA5351
}

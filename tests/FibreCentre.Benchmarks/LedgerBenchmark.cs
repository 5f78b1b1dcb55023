using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Assessment;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Benchmarks;

/// <summary>Verifying a ledger of a million lines, against reading and hashing the very same bytes with nothing understood of them.</summary>
internal static class LedgerBenchmark
{
    private const int Lines = 1_000_000, Rounds = 3;

    private const string Columns = "number, id, kind, provider_id, trainee_id, attempt_id, decision_id, signed_by, decision_by, signed_at, content, previous_hash, hash";

    public static async Task<string> RunAsync(BenchCentre centre)
    {
        var head = await FillAsync(centre.ConnectionString);
        var (verified, read, bytes) = (new List<double>(), new List<double>(), 0L);
        for (var round = 0; round < Rounds; round++)
        {
            verified.Add(await SecondsAsync(centre.ConnectionString, async db =>
            {
                var walk = new ChainWalk();
                await new LedgerReading(db).WalkAsync(walk, head.Number, null, CancellationToken.None);
                if (walk.End(head) is { } fault) throw new InvalidOperationException($"Line {fault.Number}: {fault.Why}.");
            }));
            read.Add(await SecondsAsync(centre.ConnectionString, async db => bytes = await ReadAndHashAsync(db.Connection)));
        }
        var (fast, bare) = (Lines / verified.Min(), Lines / read.Min());
        return $"Verifying a ledger of {Lines:N0} lines, {bytes / 1024 / 1024:N0} MB: {fast:N0} lines a second, {verified.Min():F1} s; reading and hashing the same bytes: {bare:N0} a second. {fast / bare:F2} of it. (best of {Rounds} by turns; the aim is 100,000 a second)";
    }

    private static async Task<double> SecondsAsync(string connectionString, Func<CentreDbContext, Task> work)
    {
        await using var source = Database.DataSource(connectionString, Database.AppRole);
        var options = new DbContextOptionsBuilder<CentreDbContext>();
        Database.Configure(options, source);
        await using var db = new CentreDbContext(options.Options);
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlRawAsync("select set_config('app.scope', 'staff', true), set_config('enable_sort', 'off', true), set_config('statement_timeout', '0', true)");
        var began = Stopwatch.GetTimestamp();
        await work(db);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<long> ReadAndHashAsync(NpgsqlConnection connection)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync($"copy (select {Columns} from ledger_entry order by number) to stdout (format binary)");
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, bytes) = (new byte[1 << 20], 0L);
        while (await stream.ReadAsync(buffer.AsMemory(), CancellationToken.None) is var read and > 0)
        {
            sha.AppendData(buffer, 0, read);
            bytes += read;
        }
        sha.GetHashAndReset();
        return bytes;
    }

    /// <summary>By the product's own writer, a line following the other; triggers and indexes wait until the lines are there.</summary>
    private static async Task<LedgerHead> FillAsync(string connectionString)
    {
        await BenchCentre.RunAsync(connectionString, """
            alter table ledger_entry disable trigger all; alter table ledger_head disable trigger all;
            drop index one_decision_an_attempt, one_countersignature, one_correction, ledger_trainee; alter table ledger_entry drop constraint two_never_follow_one, drop constraint ledger_entry_hash_key
            """);
        var (head, provider, signer, at) = (new LedgerHead(0, Chain.Genesis), Guid.NewGuid(), Guid.NewGuid(), TimeProvider.System.GetUtcNow().AddYears(-3));
        var content = Decision();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c session_replication_role=replica" }.ConnectionString);
        await connection.OpenAsync();
        await using (var writer = await connection.BeginBinaryImportAsync($"copy ledger_entry ({Columns}) from stdin (format binary)"))
        {
            for (var number = 1; number <= Lines; number++)
            {
                var entry = Chain.Append(head, LedgerKind.Decision, new(provider), new(Guid.NewGuid()), new AttemptId(Guid.NewGuid()), null, signer, null, content, at.AddSeconds(number));
                await writer.StartRowAsync();
                await writer.WriteAsync(entry.Number, NpgsqlDbType.Bigint);
                await writer.WriteAsync(entry.Id, NpgsqlDbType.Uuid);
                await writer.WriteAsync("decision", NpgsqlDbType.Text);
                await writer.WriteAsync(entry.Provider.Value, NpgsqlDbType.Uuid);
                await writer.WriteAsync(entry.Trainee.Value, NpgsqlDbType.Uuid);
                await writer.WriteAsync(entry.Attempt!.Value.Value, NpgsqlDbType.Uuid);
                await writer.WriteNullAsync();
                await writer.WriteAsync(entry.SignedBy, NpgsqlDbType.Uuid);
                await writer.WriteNullAsync();
                await writer.WriteAsync(entry.SignedAt, NpgsqlDbType.TimestampTz);
                await writer.WriteAsync(entry.Content, NpgsqlDbType.Text);
                await writer.WriteAsync(entry.PreviousHash, NpgsqlDbType.Bytea);
                await writer.WriteAsync(entry.Hash, NpgsqlDbType.Bytea);
                head = new(entry.Number, entry.Hash);
            }
            await writer.CompleteAsync();
        }
        await BenchCentre.RunAsync(connectionString, "vacuum analyze ledger_entry");
        return head;
    }

    /// <summary>As long as one of five criteria.</summary>
    private static string Decision() => new DecisionContent(
        "FTC-210", 1, "FTC-210-U2", "Splice and test a closure", 1, "competent", false, [],
        [.. Enumerable.Range(1, 5).Select(number => new DecidedCriterion($"FTC-210-U2-C{number}", "Every splice is at most 0.05 dB by the splicer's own estimate", "measured", number == 1, "at most 0.05 dB", "met", [0.02m, 0.03m, 0.01m], "Centre default", "2026"))],
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("Well done.")))).Write();
}

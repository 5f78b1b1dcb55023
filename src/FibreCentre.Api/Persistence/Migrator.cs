using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace FibreCentre.Api.Persistence;

/// <summary>One numbered file of <c>db/migrations</c>.</summary>
internal sealed record Migration(string Version, string Name, string Sql)
{
    /// <summary>The first line of a file that cannot run in a transaction, such as one that builds an index concurrently.</summary>
    public const string WithoutTransaction = "-- no transaction";

    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    public bool RunsInTransaction => !Sql.StartsWith(WithoutTransaction, StringComparison.Ordinal);

    /// <summary>The migrations built into the product, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith("migrations/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name => Of(Path.GetFileNameWithoutExtension(name["migrations/".Length..]), Embedded.Text(name)))];

    /// <param name="fileName">Four digits, an underscore, a name: <c>0001_foundation</c>.</param>
    public static Migration Of(string fileName, string sql) => new(fileName[..4], fileName[5..], sql);
}

/// <summary>The schema in the database is not one this build can work with.</summary>
internal sealed class SchemaMismatchException(string message) : Exception(message);

/// <summary>
/// Brings a database to the schema of this build: numbered SQL, forward only, each file once, journalled with its checksum, under one
/// advisory lock so that two instances that start together do not meet.
/// </summary>
internal sealed class Migrator(NpgsqlDataSource database, IReadOnlyList<Migration> migrations)
{
    /// <summary>Any constant, the same for every instance.</summary>
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private const long AdvisoryLock = 0x4649_4252_4543_4E54;

    /// <summary>Makes the roles if they are missing, then applies what is new. Returns how many files were applied.</summary>
    /// <exception cref="SchemaMismatchException">An applied file was changed, or a new one is older than what was applied.</exception>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Asked for again and again: whoever waits inside a statement is waited for by an index that is made concurrently, and both for ever.
        while (!await IsLockedAsync(connection, cancellationToken)) await Task.Delay(BetweenTries, cancellationToken);
        try
        {
            await RunAsync(connection, Embedded.Text("roles.sql"), cancellationToken);
            await RunAsync(connection, "set role fibrecentre_owner; set lock_timeout = '10s'", cancellationToken);
            await RunAsync(connection, """
                create table if not exists schema_journal (
                  version text primary key, name text not null, checksum text not null, applied_at timestamptz not null default now(), milliseconds int not null);
                grant select on schema_journal to fibrecentre_app
                """, cancellationToken);
            var applied = await JournalAsync(connection, cancellationToken);
            var pending = Pending(applied);
            foreach (var migration in pending) await ApplyAsync(connection, migration, cancellationToken);
            await database.ReloadTypesAsync(cancellationToken);
            return pending.Count;
        }
        finally
        {
            await RunAsync(connection, $"reset role; select pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    /// <summary>Which files are still to be applied. Used at start, to refuse to run on a schema that is behind.</summary>
    public async Task<IReadOnlyList<Migration>> PendingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select to_regclass('schema_journal') is not null", connection);
        return (bool)(await exists.ExecuteScalarAsync(cancellationToken))! ? Pending(await JournalAsync(connection, cancellationToken)) : migrations;
    }

    private List<Migration> Pending(Dictionary<string, string> applied)
    {
        if (migrations.FirstOrDefault(each => applied.TryGetValue(each.Version, out var checksum) && checksum != each.Checksum) is { } changed)
            throw new SchemaMismatchException($"Migration {changed.Version}_{changed.Name} was changed after it was applied. Restore the file; put the change in a new one.");
        var pending = migrations.Where(each => !applied.ContainsKey(each.Version)).ToList();
        var newest = applied.Keys.Max(StringComparer.Ordinal);
        if (newest is not null && pending.Find(each => string.CompareOrdinal(each.Version, newest) < 0) is { } late)
            throw new SchemaMismatchException($"Migration {late.Version}_{late.Name} is older than {newest}, which was applied. Give it a higher number.");
        return pending;
    }

    private static async Task<Dictionary<string, string>> JournalAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select version, checksum from schema_journal", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) applied[reader.GetString(0)] = reader.GetString(1);
        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        var started = Environment.TickCount64;
        await using var transaction = migration.RunsInTransaction ? await connection.BeginTransactionAsync(cancellationToken) : null;
        // Outside a transaction each statement goes alone: several in one message would be one transaction again.
        foreach (var statement in migration.RunsInTransaction ? [migration.Sql] : Statements(migration.Sql)) await RunAsync(connection, statement, cancellationToken);
        await using var journal = new NpgsqlCommand("insert into schema_journal (version, name, checksum, milliseconds) values ($1, $2, $3, $4)", connection)
        {
            Parameters = { new() { Value = migration.Version }, new() { Value = migration.Name }, new() { Value = migration.Checksum }, new() { Value = (int)(Environment.TickCount64 - started) } },
        };
        await journal.ExecuteNonQueryAsync(cancellationToken);
        if (transaction is not null) await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<bool> IsLockedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({AdvisoryLock})", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string[] Statements(string sql) => sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The text comes from this build's own files.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

internal static class Embedded
{
    /// <summary>A text file built into the product.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded."));
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

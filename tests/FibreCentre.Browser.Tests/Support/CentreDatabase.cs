using FibreCentre.Api.Persistence;
using FibreCentre.Testing;
using Npgsql;

namespace FibreCentre.Browser.Tests.Support;

/// <summary>A database of a test's own with the schema and nothing else, dropped at the end.</summary>
internal sealed class CentreDatabase : IAsyncDisposable
{
    /// <summary>As production has it: no superuser, a member of the product's role and of nothing else.</summary>
    private const string Login = "fibrecentre_browser_login";

    private static int _made;

    private readonly string _name;

    private CentreDatabase(string name) => _name = name;

    private static string Superuser => Repository.PostgreSql
        ?? throw new InvalidOperationException("Run these by ./test Browser, or set TEST_PG to what `db/cluster start DIR --throwaway` prints last.");

    /// <summary>What the product signs in with.</summary>
    public string ConnectionString => To(_name, Login);

    public static async Task<CentreDatabase> MakeAsync()
    {
        var name = $"browser_{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";
        await RunAsync(Superuser, $"create database {name}");
        await using (var owner = NpgsqlDataSource.Create(To(name)))
        {
            await new Migrator(owner, Migration.All).ApplyAsync(CancellationToken.None);
            await QuartzSchema.ProvideAsync(owner, To(name), CancellationToken.None);
        }
        await RunAsync(Superuser, $"""
            do $$ begin
              create role {Login} login in role fibrecentre_app;
            exception
              -- Another test's database was first; roles belong to the whole server.
              when duplicate_object or unique_violation then null;
            end $$
            """);
        return new(name);
    }

    /// <summary>Past every policy: for a state that no page leads to.</summary>
    public Task RunAsync(string sql) => RunAsync(To(_name), sql);

    /// <summary>The first column, as text, past every policy.</summary>
    public async Task<IReadOnlyList<string>> ColumnAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(To(_name));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var column = new List<string>();
        while (await reader.ReadAsync()) column.Add(reader.GetString(0));
        return column;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync(Superuser, $"drop database if exists {_name} with (force)");
    }

    private static string To(string database, string? user = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(Superuser) { Database = database };
        if (user is not null) builder.Username = user;
        return builder.ConnectionString;
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

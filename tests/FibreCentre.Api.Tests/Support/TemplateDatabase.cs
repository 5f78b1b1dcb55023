using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Persistence;
using FibreCentre.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace FibreCentre.Api.Tests.Support;

/// <summary>A database with the schema, the shipped catalogue, a small centre and a cast of people: made once a run, copied for each class of tests.</summary>
internal sealed record TemplateDatabase(string Name, Cast Cast)
{
    /// <summary>A login as production has it: no superuser, a member of the app's role and of nothing else.</summary>
    public const string Login = "fibrecentre_test_login";

    private static readonly Lazy<Task<TemplateDatabase>> Made = new(MakeAsync);
    private static readonly SemaphoreSlim OneCopyAtATime = new(1);
    private static int _copies;

    /// <exception cref="InvalidOperationException">There is no server: the tests do not run by ./test.</exception>
    public static string Superuser => Repository.PostgreSql
        ?? throw new InvalidOperationException("Run these by ./test Api, or set TEST_PG to what `db/cluster start DIR --throwaway` prints last.");

    public static Task<TemplateDatabase> Instance => Made.Value;

    public static string To(string database, string? user = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(Superuser) { Database = database };
        if (user is not null) builder.Username = user;
        return builder.ConnectionString;
    }

    /// <summary>A fresh copy under a name of its own.</summary>
    public async Task<string> CopyAsync()
    {
        var copy = $"{Name}_{Interlocked.Increment(ref _copies)}";
        await OneCopyAtATime.WaitAsync();
        try
        {
            await RunAsync(Superuser, $"create database {copy} template {Name} strategy file_copy");
        }
        finally
        {
            OneCopyAtATime.Release();
        }
        return copy;
    }

    /// <summary>An empty database, for tests of the migrations themselves.</summary>
    public static async Task<string> EmptyAsync()
    {
        var name = $"empty_{Environment.ProcessId}_{Interlocked.Increment(ref _copies)}";
        await RunAsync(Superuser, $"create database {name}");
        return name;
    }

    /// <summary>One with the schema and nothing in it, which the product's login may use.</summary>
    public static async Task<string> MigratedAsync()
    {
        await Instance;   // makes the login
        var name = await EmptyAsync();
        await MigrateAsync(To(name));
        return name;
    }

    public static Task DropAsync(string database) => RunAsync(Superuser, $"drop database if exists {database} with (force)");

    public static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<TemplateDatabase> MakeAsync()
    {
        var name = $"centre_{Environment.ProcessId}";
        await RunAsync(Superuser, $"create database {name}");
        await MigrateAsync(To(name));
        await RunAsync(Superuser, $"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{Login}') then create role {Login} login in role fibrecentre_app; end if;
            end $$
            """);
        Cast cast;
        await using (var app = new CentreApp(To(name, Login), new FakeTimeProvider(TestCentre.Start)))
        {
            await ImportCatalogueAsync(app);
            cast = await SmallCentre.FillAsync(app);
        }
        // Keys outlive every clock a test may set.
        await RunAsync(To(name), "update identity.api_key set expires_at = '2100-01-01'");
        NpgsqlConnection.ClearAllPools();
        return new(name, cast);
    }

    /// <summary>The courses that are shipped.</summary>
    public static Task ImportCatalogueAsync(CentreApp app) => app.AskAsync(new ImportCatalogue(
        [.. Directory.GetFiles(Repository.At("db", "catalogue"), "*.yaml").Order(StringComparer.Ordinal).Select(file => new CatalogueText(Path.GetFileName(file), File.ReadAllText(file)))]));

    public static async Task MigrateAsync(string owner)
    {
        await using var database = NpgsqlDataSource.Create(owner);
        await new Migrator(database, Migration.All).ApplyAsync(CancellationToken.None);
        await QuartzSchema.ProvideAsync(database, owner, CancellationToken.None);
    }
}

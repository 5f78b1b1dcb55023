using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace FibreCentre.Api.Persistence;

internal static class Database
{
    /// <summary>Who the running product is in the database: never the login itself, which may be allowed more.</summary>
    public const string AppRole = "fibrecentre_app";

    /// <summary>The tables, over one pool whose every session is <see cref="AppRole"/>.</summary>
    public static IServiceCollection AddCentreDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => DataSource(ConnectionString(configuration), AppRole, PoolSize.Centre, provider.GetRequiredService<ILoggerFactory>()));
        services.AddDbContext<CentreDbContext>((provider, options) => Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) => options
        .UseNpgsql(database, npgsql => npgsql.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery))
        // It is thrown as well, and logged where it ends; a browser that went away in the middle is no error at all.
        .ConfigureWarnings(warnings => warnings.Log((RelationalEventId.TransactionError, LogLevel.Debug)));

    /// <exception cref="InvalidOperationException">The setting is missing; the message names it.</exception>
    public static string ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString("Centre") is { Length: > 0 } text ? text
        : throw new InvalidOperationException("ConnectionStrings__Centre is not set. Give it a PostgreSQL connection string, or start the product with ./run.");

    /// <summary>Migrations may use a login of their own.</summary>
    public static string OwnerConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString("Owner") is { Length: > 0 } owner ? owner : ConnectionString(configuration);

    public static NpgsqlDataSource OwnerDataSource(IConfiguration configuration) => NpgsqlDataSource.Create(OwnerConnectionString(configuration));

    public static NpgsqlDataSource DataSource(string connectionString, string role, int poolSize = PoolSize.Centre, ILoggerFactory? logs = null)
    {
        var builder = new NpgsqlDataSourceBuilder(WithRole(connectionString, role, poolSize));
        if (logs is not null) builder.UseLoggerFactory(logs);
        return builder.Build();
    }

    /// <summary>Sent with the start-up packet, so that the role costs no round trip and holds for the life of the session.</summary>
    /// <param name="poolSize">The most connections at once, unless the connection string names another.</param>
    public static string WithRole(string connectionString, string role, int poolSize)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Options = $"-c role={role} -c lock_timeout=10s -c statement_timeout=60s -c timezone=UTC {builder.Options}".Trim();
        builder.ApplicationName ??= "FibreCentre";
        // The same few dozen statements, all day: planned once a session instead of at every call.
        if (builder.MaxAutoPrepare == 0) builder.MaxAutoPrepare = 100;
        if (!builder.ShouldSerialize("Maximum Pool Size")) builder.MaxPoolSize = poolSize;
        // Seconds to wait for a connection to come free: a rush waits in line rather than being turned away.
        if (!builder.ShouldSerialize("Timeout")) builder.Timeout = 30;
        return builder.ConnectionString;
    }
}

/// <summary>
/// The most connections of each pool, and the one that listens for the board. Together 48, so that two instances stay below the 97 that PostgreSQL gives to others than
/// superusers by default (max_connections 100, of which it keeps 3).
/// </summary>
internal static class PoolSize
{
    public const int Centre = 28;
    public const int Accounts = 9;
    public const int Feeds = 2;
    public const int Scheduler = 8;

    /// <summary>No pool: one connection that is open all the time and asks next to nothing.</summary>
    public const int Board = 1;
}

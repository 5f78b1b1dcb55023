using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FibreCentre.Api.Persistence;

internal static class Database
{
    /// <summary>Who the running product is in the database: never the login itself, which may be allowed more.</summary>
    public const string AppRole = "fibrecentre_app";

    /// <summary>The tables, over one pool whose every session is <see cref="AppRole"/>.</summary>
    public static IServiceCollection AddCentreDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => DataSource(ConnectionString(configuration), AppRole, provider.GetRequiredService<ILoggerFactory>()));
        services.AddDbContext<CentreDbContext>((provider, options) => Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) => options.UseNpgsql(database);

    /// <exception cref="InvalidOperationException">The setting is missing; the message names it.</exception>
    public static string ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString("Centre") is { Length: > 0 } text ? text
        : throw new InvalidOperationException("ConnectionStrings__Centre is not set. Give it a PostgreSQL connection string, or start the product with ./run.");

    /// <summary>Migrations may use a login of their own.</summary>
    public static NpgsqlDataSource OwnerDataSource(IConfiguration configuration) =>
        NpgsqlDataSource.Create(configuration.GetConnectionString("Owner") is { Length: > 0 } owner ? owner : ConnectionString(configuration));

    public static NpgsqlDataSource DataSource(string connectionString, string role, ILoggerFactory? logs = null)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        // Sent with the start-up packet, so it costs no round trip and holds for the life of the session.
        builder.ConnectionStringBuilder.Options = $"-c role={role} -c lock_timeout=10s -c statement_timeout=60s -c timezone=UTC {builder.ConnectionStringBuilder.Options}".Trim();
        builder.ConnectionStringBuilder.ApplicationName ??= "FibreCentre";
        if (logs is not null) builder.UseLoggerFactory(logs);
        return builder.Build();
    }
}

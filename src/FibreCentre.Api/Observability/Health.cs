using FibreCentre.Api.Jobs;
using FibreCentre.Api.Persistence;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace FibreCentre.Api.Observability;

/// <summary>Live: the process answers. Ready: it can do its work, or says which part cannot.</summary>
internal static class Health
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseReady>().AddSingleton<SchedulerReady>().AddSingleton<MessagesReady>();
        services.AddHealthChecks()
            .AddCheck<DatabaseReady>("database", timeout: TimeSpan.FromSeconds(5))
            .AddCheck<SchedulerReady>("scheduler")
            .AddCheck<MessagesReady>("messages", timeout: TimeSpan.FromSeconds(5));
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteAsync, ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status200OK } }).AllowAnonymous();
    }

    /// <summary>Which part is how; no detail that would help an intruder.</summary>
    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(), checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
    });

    private sealed class DatabaseReady(NpgsqlDataSource database) : IHealthCheck
    {
        private bool _schemaIsCurrent;

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                // The schema of a running process does not fall behind; once seen current, the database answering is enough.
                if (_schemaIsCurrent) await using (var ping = database.CreateCommand("select 1")) await ping.ExecuteScalarAsync(cancellationToken);
                else _schemaIsCurrent = (await new Migrator(database, Migration.All).PendingAsync(cancellationToken)).Count == 0;
                return _schemaIsCurrent ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The schema is behind this build: run migrate.");
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or SchemaMismatchException)
            {
                return HealthCheckResult.Unhealthy(failure.GetType().Name);
            }
        }
    }

    private sealed class SchedulerReady(Heartbeat heartbeat, TimeProvider clock) : IHealthCheck
    {
        private readonly DateTimeOffset _since = clock.GetUtcNow();

        /// <summary>With several instances another may do the ticking, so silence here is a warning and the messages' age decides.</summary>
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(clock.GetUtcNow() - (heartbeat.Last ?? _since) < TimeSpan.FromMinutes(1) ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded());
    }

    /// <summary>Mail that does not go is a warning: it is no reason to stop bookings.</summary>
    private sealed class MessagesReady(NpgsqlDataSource database, TimeProvider clock) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using var batch = new NpgsqlBatch(connection, transaction)
                {
                    BatchCommands =
                    {
                        new("select set_config('app.scope', 'staff', true)"),
                        // A message that waits for an earlier one of the same invitation, or for a digest, is not late.
                        new("""
                            select coalesce(extract(epoch from $1 - min(due_at)), 0)::float8 from message m where state in ('pending', 'retrying') and attempts = 0 and digest_id is null and not waits_for_digest(kind, account_id)
                              and not exists (select from message earlier where earlier.invitation_id = m.invitation_id and earlier.id < m.id and earlier.state in ('pending', 'retrying', 'transmitting'))
                            """) { Parameters = { new() { Value = clock.GetUtcNow(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz } } },
                    },
                };
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                await reader.ReadAsync(cancellationToken);
                return reader.GetDouble(0) < TimeSpan.FromMinutes(10).TotalSeconds ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("A message has waited for over ten minutes.");
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                return HealthCheckResult.Unhealthy(failure.GetType().Name);
            }
        }
    }
}

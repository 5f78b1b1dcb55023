using System.Globalization;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Facilities;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Features.Board;

/// <summary>
/// The one connection of an instance that listens: what the database says of changed weeks goes on to <see cref="BoardChanges"/>. How many places are
/// taken is not said but looked at every <see cref="Look"/>, and only while somebody watches, so that bookings do not wait for one another (decision 19).
/// </summary>
internal sealed class BoardListener(IConfiguration configuration, BoardChanges changes, ILogger<BoardListener> log) : BackgroundService
{
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private Dictionary<Guid, (int Taken, DateOnly First, DateOnly Last)> _counts = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = TimeSpan.FromSeconds(1); !stoppingToken.IsCancellationRequested; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            try
            {
                await ListenAsync(() => wait = TimeSpan.FromSeconds(0.5), stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException && !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("The board hears nothing ({Failure}); next try in {Seconds} s", failure.GetType().Name, wait.TotalSeconds);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(wait, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(Database.WithRole(Database.ConnectionString(configuration), Database.AppRole, PoolSize.Board)) { Pooling = false, KeepAlive = 15, ApplicationName = "FibreCentre board" };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        connection.Notification += (_, notice) => changes.Tell(DateOnly.TryParseExact(notice.Payload, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var week) ? week : null);
        await using (var listen = new NpgsqlCommand("listen board", connection)) await listen.ExecuteNonQueryAsync(cancellationToken);
        heard();
        // Whatever happened while nobody listened.
        changes.Tell(null);
        while (true)
        {
            if (changes.Weeks is { Count: > 0 } weeks) await LookAtCountsAsync(connection, weeks, cancellationToken);
            else _counts.Clear();
            await connection.WaitAsync(Look, cancellationToken);
        }
    }

    private async Task LookAtCountsAsync(NpgsqlConnection connection, IReadOnlyCollection<DateOnly> weeks, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select c.id, c.places_taken, c.first_day, c.last_day from cohort c where exists (select from unnest($1) w where c.first_day <= w + 6 and c.last_day >= w)
            """, connection) { Parameters = { new() { Value = weeks.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date } } };
        var counts = new Dictionary<Guid, (int Taken, DateOnly First, DateOnly Last)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken)) counts[reader.GetGuid(0)] = (reader.GetInt32(1), reader.GetFieldValue<DateOnly>(2), reader.GetFieldValue<DateOnly>(3));
        foreach (var (cohort, now) in counts)
            if (_counts.TryGetValue(cohort, out var before) && before.Taken != now.Taken)
                for (var week = CentreFacilities.Monday(now.First); week <= now.Last; week = week.AddDays(7)) changes.Tell(week);
        _counts = counts;
    }
}

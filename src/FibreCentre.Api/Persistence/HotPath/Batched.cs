using Npgsql;

namespace FibreCentre.Api.Persistence.HotPath;

internal static class Batched
{
    /// <summary>Sends the statements in one round trip.</summary>
    public static async Task SendAsync(this CentreDbContext db, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(db.Connection);
        foreach (var command in commands) batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}

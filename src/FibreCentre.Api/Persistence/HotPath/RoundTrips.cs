using Npgsql;

namespace FibreCentre.Api.Persistence.HotPath;

/// <summary>
/// Booking takes two round trips: whose rows may be seen, the claim of the idempotency key, the lock and the facts go in the first;
/// everything written, the audit entry, the answer to keep and COMMIT go in the second. The pipeline puts here what it has to say at
/// both ends, and the hot path sends it along.
/// </summary>
internal sealed class RoundTrips
{
    private readonly List<NpgsqlBatchCommand> _opening = [];
    private readonly List<NpgsqlBatchCommand> _closing = [];
    private NpgsqlBatchCommand? _claim;

    /// <summary>For the first batch of the transaction; nothing may be asked before it.</summary>
    /// <param name="claim">Of the idempotency key; null without one.</param>
    public void Open(NpgsqlBatchCommand tenant, NpgsqlBatchCommand? claim)
    {
        Forget();
        _opening.Add(tenant);
        if (claim is not null) _opening.Add(claim);
        _claim = claim;
    }

    /// <summary>Puts what is to be said first at the front of a batch that is still empty.</summary>
    public Opening TakeOpening(NpgsqlBatch batch)
    {
        // A claim inserts and returns nothing; only the tenant's setting comes back as a result set.
        var opening = new Opening(_opening.Count == 0 ? 0 : 1, _claim);
        foreach (var command in _opening) batch.BatchCommands.Add(command);
        // Said once: facts read later in the same scope must not take this key for theirs.
        _opening.Clear();
        _claim = null;
        return opening;
    }

    /// <summary>To be written in the last batch, together with COMMIT.</summary>
    public void Close(IEnumerable<NpgsqlBatchCommand> commands) => _closing.AddRange(commands);

    /// <summary>What was left to be written; empty when the use case wrote for itself.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> TakeClosing()
    {
        NpgsqlBatchCommand[] closing = [.. _closing];
        _closing.Clear();
        return closing;
    }

    public void Forget()
    {
        _opening.Clear();
        _closing.Clear();
        _claim = null;
    }

    /// <param name="ResultSets">How many come before the batch's own.</param>
    internal readonly record struct Opening(int ResultSets, NpgsqlBatchCommand? Claim)
    {
        /// <exception cref="RepeatedRequestException">The key was claimed before: there is an answer to repeat.</exception>
        public void RefuseRepetition()
        {
            if (Claim is { RecordsAffected: 0 }) throw new RepeatedRequestException();
        }
    }
}

/// <summary>Ends a use case whose idempotency key was claimed before. Only the pipeline sees it.</summary>
internal sealed class RepeatedRequestException() : Exception("The request was answered before.");

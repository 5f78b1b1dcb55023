using System.Security.Cryptography;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Pipeline;

/// <summary>
/// One transaction a request, opened for the actor's tenant. A refusal rolls everything back; so does an exception. The database's own
/// refusals become the same errors that the domain would have given.
/// </summary>
internal sealed class InTransaction<TRequest, TResponse>(CentreDbContext db, RequestContext context, TimeProvider clock, ILogger<Retries> log) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : IFallible<TResponse>
{
    /// <summary>Deadlocks and serialisation failures are nobody's fault and pass: the fourth one in a row does not.</summary>
    private const int MostAttempts = 4;

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(request, next, cancellationToken);
            }
            catch (Exception exception) when (DatabaseRefusals.IsPassing(exception) && attempt < MostAttempts)
            {
                db.ChangeTracker.Clear();
                log.LogWarning("{Request} met {SqlState} in the database and is tried again, attempt {Attempt}", typeof(TRequest).Name, DatabaseRefusals.Postgres(exception)!.SqlState, attempt + 1);
                await Task.Delay(RandomNumberGenerator.GetInt32(5, 25 * attempt), cancellationToken);
            }
            catch (Exception exception) when (DatabaseRefusals.ErrorFor(exception) is { } error)
            {
                db.ChangeTracker.Clear();
                return TResponse.Refused(error);
            }
        }
    }

    private async Task<TResponse> OnceAsync(TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        var isCommand = request is ICommand;
        var replay = isCommand && context.IdempotencyKey is not null ? new Replay<TRequest, TResponse>(context, request) : null;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var isFirst = await OpenAsync(transaction, request, replay, cancellationToken);
        if (!isFirst) return await replay!.FirstAnswerAsync(db.Connection, cancellationToken);

        TResponse response;
        try
        {
            response = await next();
        }
        catch (RepeatedRequestException)
        {
            return await replay!.FirstAnswerAsync(db.Connection, cancellationToken);
        }
        if (!response.Succeeded)
        {
            db.ChangeTracker.Clear();
            return response;
        }
        if (isCommand && request is not IHousekeeping) await CloseAsync(transaction, request, response, replay, cancellationToken);
        else await transaction.CommitAsync(cancellationToken);
        return response;
    }

    /// <summary>One round trip: BEGIN, whose rows may be seen, and the claim of the idempotency key. False when the key was claimed before.</summary>
    private async Task<bool> OpenAsync(IDbContextTransaction transaction, TRequest request, Replay<TRequest, TResponse>? replay, CancellationToken cancellationToken)
    {
        if (request is IOpensWithFacts)
        {
            db.RoundTrips.Open(Tenant(context.Actor), replay?.Claim(clock.GetUtcNow()));
            return true;
        }
        await using var batch = new NpgsqlBatch(db.Connection, (NpgsqlTransaction)transaction.GetDbTransaction());
        if (request is not ICommand) batch.BatchCommands.Add(new("set transaction read only"));
        batch.BatchCommands.Add(Tenant(context.Actor));
        if (replay is null)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        var claim = replay.Claim(clock.GetUtcNow());
        batch.BatchCommands.Add(claim);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return claim.RecordsAffected == 1;
    }

    /// <summary>One round trip: what the use case left to be written, who did what, the answer to give if the request comes again, and COMMIT.</summary>
    private async Task CloseAsync(IDbContextTransaction transaction, TRequest request, TResponse response, Replay<TRequest, TResponse>? replay, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(db.Connection, (NpgsqlTransaction)transaction.GetDbTransaction());
        foreach (var command in db.RoundTrips.TakeClosing()) batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(new("insert into audit_entry (at, actor_id, scope, provider_id, action, subject, correlation_id) values ($1, $2, $3, $4, $5, $6, $7)")
        {
            Parameters =
            {
                new() { Value = clock.GetUtcNow() },
                new() { Value = (object?)context.Actor.AccountId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = context.Actor.Scope.Name() },
                new() { Value = (object?)context.Actor.ProviderId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = typeof(TRequest).Name },
                new() { Value = (object?)((ICommand)request).Subject ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = context.CorrelationId },
            },
        });
        if (replay is not null) batch.BatchCommands.Add(replay.Keep(response));
        batch.BatchCommands.Add(new("commit"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Tenant(Actor actor) =>
        new("select set_config('app.scope', $1, true), set_config('app.provider_id', $2, true), set_config('app.trainee_id', $3, true), set_config('app.actor_id', $4, true), set_config('app.secret', $5, true)")
        {
            Parameters =
            {
                new() { Value = actor.Scope.Name() },
                new() { Value = actor.ProviderId?.ToString() ?? "" },
                new() { Value = actor.TraineeId?.ToString() ?? "" },
                new() { Value = actor.AccountId?.ToString() ?? "" },
                new() { Value = actor.Secret ?? "" },
            },
        };
}

/// <summary>What the log calls a transaction that is run again.</summary>
internal sealed class Retries;

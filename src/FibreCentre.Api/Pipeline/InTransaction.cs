using System.Security.Cryptography;
using FibreCentre.Api.Persistence;
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
internal sealed class InTransaction<TRequest, TResponse>(CentreDbContext db, RequestContext context, TimeProvider clock) : IPipelineBehavior<TRequest, TResponse>
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
        var isFirst = await OpenAsync(transaction, isCommand, replay, cancellationToken);
        if (!isFirst) return await replay!.FirstAnswerAsync(db.Connection, cancellationToken);

        var response = await next();
        if (!response.Succeeded)
        {
            db.ChangeTracker.Clear();
            return response;
        }
        if (isCommand && request is not IHousekeeping) await CloseAsync(transaction, request, response, replay, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return response;
    }

    /// <summary>One round trip: BEGIN, whose rows may be seen, and the claim of the idempotency key. False when the key was claimed before.</summary>
    private async Task<bool> OpenAsync(IDbContextTransaction transaction, bool isCommand, Replay<TRequest, TResponse>? replay, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(db.Connection, (NpgsqlTransaction)transaction.GetDbTransaction());
        if (!isCommand) batch.BatchCommands.Add(new("set transaction read only"));
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

    /// <summary>One round trip: who did what, and the answer to give if the request comes again.</summary>
    private async Task CloseAsync(IDbContextTransaction transaction, TRequest request, TResponse response, Replay<TRequest, TResponse>? replay, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(db.Connection, (NpgsqlTransaction)transaction.GetDbTransaction());
        batch.BatchCommands.Add(new("insert into audit_entry (at, actor_id, scope, provider_id, action, subject, correlation_id) values ($1, $2, $3, $4, $5, $6, $7)")
        {
            Parameters =
            {
                new() { Value = clock.GetUtcNow() },
                new() { Value = (object?)context.Actor.AccountId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = ScopeName(context.Actor.Scope) },
                new() { Value = (object?)context.Actor.ProviderId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = typeof(TRequest).Name },
                new() { Value = (object?)((ICommand)request).Subject ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = context.CorrelationId },
            },
        });
        if (replay is not null) batch.BatchCommands.Add(replay.Keep(response));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Tenant(Actor actor) =>
        new("select set_config('app.scope', $1, true), set_config('app.provider_id', $2, true), set_config('app.trainee_id', $3, true), set_config('app.actor_id', $4, true), set_config('app.secret', $5, true)")
        {
            Parameters =
            {
                new() { Value = ScopeName(actor.Scope) },
                new() { Value = actor.ProviderId?.ToString() ?? "" },
                new() { Value = actor.TraineeId?.ToString() ?? "" },
                new() { Value = actor.AccountId?.ToString() ?? "" },
                new() { Value = actor.Secret ?? "" },
            },
        };

    private static string ScopeName(TenantScope scope) => scope switch
    {
        TenantScope.Staff => "staff", TenantScope.Provider => "provider", TenantScope.Trainee => "trainee", TenantScope.Feed => "feed", _ => "public",
    };
}

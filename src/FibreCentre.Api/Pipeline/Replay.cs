using System.Security.Cryptography;
using System.Text.Json;
using FibreCentre.Domain;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Pipeline;

/// <summary>
/// A command sent under an idempotency key. The first to claim the key does the work; whoever repeats it meanwhile waits on the key's
/// row and then gets the first answer. A refusal keeps nothing, so it may be tried again.
/// </summary>
internal sealed class Replay<TRequest, TResponse>(RequestContext context, TRequest request)
    where TRequest : notnull
    where TResponse : IFallible<TResponse>
{
    private readonly byte[] _requestHash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { Kind = typeof(TRequest).Name, Request = request }));

    public NpgsqlBatchCommand Claim(DateTimeOffset now) =>
        new("insert into idempotency_key (actor_id, key, request_hash, created_at) values ($1, $2, $3, $4) on conflict do nothing")
        {
            Parameters = { new() { Value = context.Actor.Account }, new() { Value = context.IdempotencyKey! }, new() { Value = _requestHash }, new() { Value = now } },
        };

    public NpgsqlBatchCommand Keep(TResponse response) =>
        new("update idempotency_key set answer = $3 where actor_id = $1 and key = $2")
        {
            Parameters =
            {
                new() { Value = context.Actor.Account }, new() { Value = context.IdempotencyKey! },
                new() { Value = JsonSerializer.Serialize(Answers<TResponse>.ValueOf(response)), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };

    public async Task<TResponse> FirstAnswerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select request_hash, answer from idempotency_key where actor_id = $1 and key = $2", connection)
        {
            Parameters = { new() { Value = context.Actor.Account }, new() { Value = context.IdempotencyKey! } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(_requestHash)
            ? Answers<TResponse>.Of(reader.GetString(1))
            : TResponse.Refused(RequestErrors.KeyReused());
    }
}

/// <summary>Reads and makes a <see cref="Result{T}"/> where only the closed type is known.</summary>
internal static class Answers<TResponse>
{
    private static readonly Type ValueType = typeof(TResponse).GetGenericArguments()[0];
    private static readonly System.Reflection.PropertyInfo Value = typeof(TResponse).GetProperty(nameof(Result<>.Value))!;
    private static readonly System.Reflection.MethodInfo FromValue = typeof(TResponse).GetMethod("op_Implicit", [ValueType])!;

    public static object? ValueOf(TResponse response) => Value.GetValue(response);

    public static TResponse Of(string json) => (TResponse)FromValue.Invoke(null, [JsonSerializer.Deserialize(json, ValueType)])!;
}

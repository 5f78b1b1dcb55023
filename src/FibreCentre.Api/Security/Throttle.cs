using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Security;

/// <summary>
/// Makes guessing slow without locking anybody out. Wrong passwords count against where they come from: a device that has signed in
/// before, else an address. What strangers get wrong counts against all strangers together as well, never against a place the account
/// has signed in from. Every try is counted before its password is looked at, in the database, so that neither many at once nor
/// several instances get more. Decision 13 says why.
/// </summary>
internal sealed class Throttle(AccountDatabase accounts, TimeProvider clock)
{
    /// <summary>How long a device or an address counts as known after its last sign-in.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromDays(180);

    private static readonly Patience WithOnePlace = new(Free: 10, First: TimeSpan.FromMinutes(1), Longest: TimeSpan.FromHours(1));
    private static readonly Patience WithStrangers = new(Free: 100, First: TimeSpan.FromSeconds(10), Longest: TimeSpan.FromMinutes(10));

    /// <summary>Who signs is signed in already; a program may sign for a whole cohort at once.</summary>
    private static readonly Patience WithSigning = new(Free: 100, First: TimeSpan.FromMinutes(1), Longest: TimeSpan.FromHours(1));

    /// <summary>Counts one try to sign in. Null: too many were wrong, and this password is not to be looked at yet.</summary>
    /// <param name="device">What the browser was given by <see cref="RememberAsync"/>; counts only where it belongs to this account.</param>
    public async Task<CountedTry?> TakeAsync(Guid account, string address, string? device, CancellationToken cancellationToken)
    {
        await using var connection = await accounts.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isDevice = device is not null && await IsKnownAsync(connection, account, Origin(account, "device", device), cancellationToken);
        var origin = isDevice ? Origin(account, "device", device!) : Origin(account, "address", address);
        if (await CountAsync(connection, account, origin, WithOnePlace, cancellationToken) is not { } isKnown) return null;
        if (!isKnown && await CountAsync(connection, account, Strangers(account), WithStrangers, cancellationToken) is null) return null;
        await transaction.CommitAsync(cancellationToken);
        return new(account, origin, IsStrange: !isKnown);
    }

    /// <summary>The same for a signature. It has a count of its own, which nobody reaches who is not signed in as this account.</summary>
    public async Task<CountedTry?> TakeForSigningAsync(Guid account, CancellationToken cancellationToken)
    {
        await using var connection = await accounts.Source.OpenConnectionAsync(cancellationToken);
        var origin = Origin(account, "signing", "");
        return await CountAsync(connection, account, origin, WithSigning, cancellationToken) is null ? null : new(account, origin, IsStrange: false);
    }

    /// <summary>The password was right: where it came from is known from now on and begins anew. Other strangers' tries stay counted.</summary>
    public async Task RightAsync(CountedTry taken, CancellationToken cancellationToken)
    {
        await using var batch = accounts.Source.CreateBatch();
        batch.BatchCommands.Add(new("update identity.sign_in_try set tries = 0, signed_in_at = $3 where account_id = $1 and origin = $2") { Parameters = { Is(taken.Account), Is(taken.Origin), Now() } });
        if (taken.IsStrange) batch.BatchCommands.Add(new("update identity.sign_in_try set tries = greatest(tries - 1, 0) where account_id = $1 and origin = $2") { Parameters = { Is(taken.Account), Is(Strangers(taken.Account)) } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Remembers the browser that has just signed in, and forgets what is too old to matter.</summary>
    /// <returns>What the browser is to keep: the same as it brought, or a new secret.</returns>
    public async Task<string> RememberAsync(Guid account, string? device, CancellationToken cancellationToken)
    {
        device ??= Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        await using var connection = await accounts.Source.OpenConnectionAsync(cancellationToken);
        // Two statements, two transactions: whoever forgets holds no row that somebody who tries is waiting for.
        await using var forget = new NpgsqlCommand("delete from identity.sign_in_try where account_id = $1 and last_at < $2 - case when signed_in_at is null then interval '1 day' else $3 end", connection)
        {
            Parameters = { Is(account), Now(), Is(KnownFor) },
        };
        await forget.ExecuteNonQueryAsync(cancellationToken);
        await using var remember = new NpgsqlCommand("""
            insert into identity.sign_in_try (account_id, origin, tries, last_at, signed_in_at) values ($1, $2, 0, $3, $3)
            on conflict (account_id, origin) do update set last_at = excluded.last_at, signed_in_at = excluded.signed_in_at
            """, connection) { Parameters = { Is(account), Is(Origin(account, "device", device)), Now() } };
        await remember.ExecuteNonQueryAsync(cancellationToken);
        return device;
    }

    /// <summary>One more, where there is still patience. A try that is refused is not counted, so that asking again does not make the wait longer.</summary>
    /// <returns>Whether the place is known; null when there is no patience left.</returns>
    private async Task<bool?> CountAsync(NpgsqlConnection connection, Guid account, byte[] origin, Patience patience, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            insert into identity.sign_in_try as t (account_id, origin, tries, last_at) values ($1, $2, 1, $3)
            on conflict (account_id, origin) do update
              set tries = case when t.last_at <= $3 - interval '1 day' then 1 else t.tries + 1 end, last_at = $3
              where t.tries < $4 or t.last_at + least($5 * power(2, least(t.tries - $4, 20)), $6) <= $3
            returning coalesce(signed_in_at > $3 - $7, false)
            """, connection) { Parameters = { Is(account), Is(origin), Now(), Is(patience.Free), Is(patience.First), Is(patience.Longest), Is(KnownFor) } };
        return (bool?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<bool> IsKnownAsync(NpgsqlConnection connection, Guid account, byte[] origin, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select exists (select from identity.sign_in_try where account_id = $1 and origin = $2 and signed_in_at > $3 - $4)", connection)
        {
            Parameters = { Is(account), Is(origin), Now(), Is(KnownFor) },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private NpgsqlParameter Now() => new() { Value = clock.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter Is(object value) => new() { Value = value };

    private static byte[] Strangers(Guid account) => Origin(account, "strangers", "");

    /// <summary>With the account in it, so that one address is not the same in two people's rows.</summary>
    private static byte[] Origin(Guid account, string kind, string which) => SHA256.HashData(Encoding.UTF8.GetBytes($"{account:N}/{kind}/{which}"));

    /// <param name="Free">Wrong passwords before there is a wait.</param>
    /// <param name="First">The first wait; each wrong password after it doubles the next one.</param>
    private sealed record Patience(int Free, TimeSpan First, TimeSpan Longest);
}

/// <summary>A try that was let through and counted as wrong until it is said to be right.</summary>
internal sealed record CountedTry(Guid Account, byte[] Origin, bool IsStrange);

using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace FibreCentre.Api.Security;

/// <summary>
/// A short secret that signs within one sign-in: bound to its cookie, given for the password, gone when the person signs out, after <see cref="Life"/> or after <see cref="Tries"/> wrong ones in a row.
/// Every try is counted before it is looked at.
/// </summary>
internal sealed class SigningPins(AccountDatabase accounts, TimeProvider clock)
{
    public const int Tries = 5, Shortest = 6, Longest = 10;

    public static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private static readonly PasswordHasher<object> Hasher = new();

    /// <summary>Digits only: a password is longer, so the two are never taken for one another.</summary>
    public static bool IsPin(string secret) => secret.Length is >= Shortest and <= Longest && secret.All(char.IsAsciiDigit);

    /// <summary>Replaces the one before, and forgets what is over of everybody.</summary>
    public async Task<DateTimeOffset> SetAsync(Guid signIn, Guid account, string pin, CancellationToken cancellationToken)
    {
        var (now, hash) = (clock.GetUtcNow(), Hasher.HashPassword(signIn, pin));
        await using var batch = accounts.Source.CreateBatch();
        batch.BatchCommands.Add(new("delete from identity.signing_pin where expires_at <= $1") { Parameters = { Is(now) } });
        batch.BatchCommands.Add(new("""
            insert into identity.signing_pin (sign_in_id, account_id, hash, tries_left, expires_at) values ($1, $2, $3, $4, $5)
            on conflict (sign_in_id) do update set hash = excluded.hash, tries_left = excluded.tries_left, expires_at = excluded.expires_at
            """) { Parameters = { Is(signIn), Is(account), Is(hash), Is(Tries), Is(now + Life) } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return now + Life;
    }

    public async Task<bool> IsRightAsync(Guid signIn, Guid account, string pin, CancellationToken cancellationToken)
    {
        await using var take = accounts.Command("update identity.signing_pin set tries_left = tries_left - 1 where sign_in_id = $1 and account_id = $2 and tries_left > 0 and expires_at > $3 returning hash", signIn, account, clock.GetUtcNow());
        if (await take.ExecuteScalarAsync(cancellationToken) is not string hash || Hasher.VerifyHashedPassword(signIn, hash, pin) == PasswordVerificationResult.Failed) return false;
        await using var right = accounts.Command("update identity.signing_pin set tries_left = $2 where sign_in_id = $1 and hash = $3", signIn, Tries, hash);
        await right.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Until when the sign-in has one; null when it has none that counts.</summary>
    public async Task<DateTimeOffset?> UntilAsync(Guid signIn, CancellationToken cancellationToken)
    {
        await using var command = accounts.Command("select expires_at from identity.signing_pin where sign_in_id = $1 and tries_left > 0 and expires_at > $2", signIn, clock.GetUtcNow());
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime until ? new(until, TimeSpan.Zero) : null;
    }

    public async Task ForgetAsync(Guid signIn, CancellationToken cancellationToken)
    {
        await using var command = accounts.Command("delete from identity.signing_pin where sign_in_id = $1", signIn);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Is(object value) => new() { Value = value };
}

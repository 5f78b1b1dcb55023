using Microsoft.AspNetCore.Identity;

namespace FibreCentre.Api.Security;

/// <summary>
/// Passkeys (WebAuthn Level 3) that sign instead of the password. The browser answers a question that was made for one sign-in, counts for <see cref="Life"/> and is taken away by the first answer;
/// the device asks its owner for a finger, a face or its PIN.
/// </summary>
internal sealed class Passkeys(AccountDatabase database, UserManager<Account> accounts, IPasskeyHandler<Account> handler, IHttpContextAccessor http, TimeProvider clock)
{
    public const int Most = 10;

    private (Guid SignIn, Guid Account, string Answer)? _right;

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private HttpContext Http => http.HttpContext ?? throw new InvalidOperationException("A passkey is a browser's: there is no request.");

    /// <summary>An answer is JSON; a password that begins so would be taken for one, and refused.</summary>
    public static bool IsAnswer(string secret) => secret.StartsWith('{');

    public async Task<IReadOnlyList<UserPasskeyInfo>> OfAsync(Guid account) => await accounts.FindByIdAsync($"{account}") is { } owner ? [.. await accounts.GetPasskeysAsync(owner)] : [];

    /// <summary>What the browser is to answer with one of the account's passkeys, as its own JSON.</summary>
    public async Task<string> AskAsync(Guid signIn, Account owner)
    {
        var asked = await handler.MakeRequestOptionsAsync(owner, Http);
        await KeepAsync(signIn, owner.Id, isNew: false, asked.AssertionState);
        return asked.RequestOptionsJson;
    }

    /// <summary>What the browser is to make a new passkey from.</summary>
    public async Task<string> OfferAsync(Guid signIn, Account owner)
    {
        var offered = await handler.MakeCreationOptionsAsync(new() { Id = $"{owner.Id}", Name = owner.Email!, DisplayName = owner.DisplayName }, Http);
        await KeepAsync(signIn, owner.Id, isNew: true, offered.AttestationState);
        return offered.CreationOptionsJson;
    }

    /// <summary>Whether one of the account's passkeys answered the question of this sign-in. A command that the database makes us do over within the same request asks twice: what was right then is right.</summary>
    public async Task<bool> IsRightAsync(Guid signIn, Guid account, string answer, CancellationToken cancellationToken)
    {
        if (_right == (signIn, account, answer)) return true;
        if (await TakeAsync(signIn, account, isNew: false, cancellationToken) is not { } state) return false;
        var read = await handler.PerformAssertionAsync(new() { HttpContext = Http, CredentialJson = answer, AssertionState = state });
        // Its counter goes on: a copy of the passkey would fall behind.
        if (!read.Succeeded || read.User.Id != account || !(await accounts.AddOrUpdatePasskeyAsync(read.User, read.Passkey)).Succeeded) return false;
        _right = (signIn, account, answer);
        return true;
    }

    /// <summary>Keeps the passkey that the browser made.</summary>
    /// <returns>False when it answers no question of this sign-in, or is no passkey.</returns>
    public async Task<bool> AddAsync(Guid signIn, Account owner, string name, string answer, CancellationToken cancellationToken)
    {
        if (await TakeAsync(signIn, owner.Id, isNew: true, cancellationToken) is not { } state) return false;
        var read = await handler.PerformAttestationAsync(new() { HttpContext = Http, CredentialJson = answer, AttestationState = state });
        if (!read.Succeeded || read.UserEntity.Id != $"{owner.Id}") return false;
        read.Passkey.Name = name;
        return (await accounts.AddOrUpdatePasskeyAsync(owner, read.Passkey)).Succeeded;
    }

    public async Task RemoveAsync(Account owner, byte[] credential) => await accounts.RemovePasskeyAsync(owner, credential);

    private async Task KeepAsync(Guid signIn, Guid account, bool isNew, string? state)
    {
        var now = clock.GetUtcNow();
        await using var keep = database.Command("""
            with over as (delete from identity.passkey_question where expires_at <= $6 and sign_in_id <> $1)
            insert into identity.passkey_question (sign_in_id, account_id, is_new, state, expires_at) values ($1, $2, $3, $4, $5)
            on conflict (sign_in_id) do update set account_id = excluded.account_id, is_new = excluded.is_new, state = excluded.state, expires_at = excluded.expires_at
            """, signIn, account, isNew, state ?? "", now + Life, now);
        await keep.ExecuteNonQueryAsync(Http.RequestAborted);
    }

    /// <summary>Of two answers at once one finds it.</summary>
    private async Task<string?> TakeAsync(Guid signIn, Guid account, bool isNew, CancellationToken cancellationToken)
    {
        await using var take = database.Command("delete from identity.passkey_question where sign_in_id = $1 and account_id = $2 and is_new = $3 and expires_at > $4 returning state", signIn, account, isNew, clock.GetUtcNow());
        return await take.ExecuteScalarAsync(cancellationToken) as string;
    }
}

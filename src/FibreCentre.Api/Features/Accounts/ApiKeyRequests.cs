using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Accounts;

/// <summary>The signed-in person's own keys.</summary>
public sealed record ListApiKeys : IQuery<ListedApiKeys>;

public sealed record ListedApiKeys(IReadOnlyList<ApiKeyLine> Keys);

/// <param name="MadeWith">The key that made it, with which it ends; null when a person did.</param>
public sealed record ApiKeyLine(Guid Id, string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, bool IsLive, Guid? MadeWith);

/// <summary>Makes a key for a program of the signed-in person's. Asked for by a key, it comes to no more than that key may and ends with it.</summary>
/// <param name="Scopes">Of <c>read</c>, <c>plan</c>, <c>book</c>, <c>assess</c>, <c>keys</c>: what its owner may do anything with.</param>
/// <param name="Days">How long it lives, from 1 to 366.</param>
public sealed record MakeApiKey(string Name, IReadOnlyList<string> Scopes, int Days) : ICommand<MadeApiKey>;

/// <param name="Key">Shown this once.</param>
public sealed record MadeApiKey(Guid Id, string Key, string Prefix, DateTimeOffset ExpiresAt);

/// <summary>Ends a key, and those it made. A person ends any of their own, a key itself and those it made.</summary>
public sealed record RevokeApiKey(Guid Key) : ICommand<RevokedApiKey>
{
    Guid? ICommand.Subject => Key;
}

public sealed record RevokedApiKey(Guid Id, DateTimeOffset RevokedAt);

internal static class AccountErrors
{
    public static Error KeyNotFound() => new(ErrorKind.NotFound, "api-key-not-found", "No such API key", "Check the list of your keys.");

    public static Error SignInNotFound() => new(ErrorKind.NotFound, "sign-in-not-found", "No such sign-in", "Check the list of sign-ins.");

    public static Error AddressSignsIn(string email) => RequestErrors.Invalid("email", $"Somebody signs in with {email} already. Look for it in the list of sign-ins.");

    public static Error SignsInAlready(string name) => new(ErrorKind.Conflict, "signs-in-already", $"{name} can sign in already", "Look in the list of sign-ins; send a new link if the password is lost.");

    public static Error NobodyThere(string field) => RequestErrors.Invalid(field, "There is no such one any more. Choose another.");

    public static Error Disabled() => new(ErrorKind.Conflict, "sign-in-disabled", "The sign-in is disabled", "Let them in again first.");

    public static Error LinkJustSent() => new(ErrorKind.Conflict, "link-just-sent", "A link has just been sent", "It may take a minute to arrive. Send another one if it does not.");

    public static Error LinkEnded() => new(ErrorKind.Conflict, "link-ended", "This link does not work any more", "It was used, a newer password was chosen since, or it is too old. Ask for a new one.");

    public static Error LastAdministrator() => new(ErrorKind.Conflict, "last-administrator", "This is the last administrator", "Give somebody else that sign-in first.");

    public static Error OwnSignIn() => new(ErrorKind.Conflict, "own-sign-in", "This is your own sign-in", "Ask another administrator to disable it.");

    public static Error NoSignIn() => new(ErrorKind.Conflict, "no-sign-in", "There is no sign-in to bind it to", "Sign in at a page; a key signs with the password.");

    public static Error NoPasskey() => new(ErrorKind.Conflict, "no-passkey", "You have no passkey", "Add one under \"Passkeys for signing\", or use your password.");

    public static Error PasskeyNotFound() => new(ErrorKind.NotFound, "passkey-not-found", "No such passkey", "Check the list of your passkeys.");

    public static Error PasskeyRefused() => new(ErrorKind.Conflict, "passkey-refused", "The passkey was not added", "The device's answer was not right, or it came after more than five minutes. Try again.");

    public static Error TooManyPasskeys(int most) => new(ErrorKind.Conflict, "too-many-passkeys", "Too many passkeys", $"You have {most}. Remove one first.");

    public static Error ScopesNotYours(IEnumerable<string> yours) => new(ErrorKind.Invalid, "scopes-not-yours", "Choose what you may do yourself", $"A key does no more than its owner. Choose of {string.Join(", ", yours)}.")
    { Facts = new Dictionary<string, object?> { ["field"] = "scopes" } };

    public static Error BeyondItsMaker(IEnumerable<string> its, int days) =>
        new(ErrorKind.Forbidden, "beyond-its-maker", "A key makes none that may more or lives longer", $"This one can make keys with {(its.Any() ? string.Join(", ", its) : "no scope")} for {days} days at most. For any other, sign in and make it under \"API keys\".");

    /// <summary>Two live ones are enough to change over; more would only be forgotten.</summary>
    public static Error TooManyKeys(int most) => new(ErrorKind.Conflict, "too-many-api-keys", "Too many live keys", $"You have {most} live keys. Revoke one first.");
}

internal sealed class MakeApiKeyValidator : AbstractValidator<MakeApiKey>
{
    public MakeApiKeyValidator()
    {
        RuleFor(request => request.Name).NotEmpty().WithMessage("Say what the key is for.").MaximumLength(80).WithMessage("Shorten the name to 80 characters.");
        RuleFor(request => request.Scopes).NotEmpty().WithMessage("Choose what the key may do.");
        RuleForEach(request => request.Scopes).Must(ApiScopes.All.Contains).WithMessage($"Choose of {string.Join(", ", ApiScopes.All)}.");
        RuleFor(request => request.Days).InclusiveBetween(1, 366).WithMessage("Choose from 1 to 366 days.");
    }
}

internal sealed class ListApiKeysHandler(AccountDbContext accounts, Actor actor, TimeProvider clock) : IRequestHandler<ListApiKeys, Result<ListedApiKeys>>
{
    public async Task<Result<ListedApiKeys>> Handle(ListApiKeys request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var keys = await accounts.ApiKeys.AsNoTracking().Where(key => key.AccountId == actor.Account).OrderByDescending(key => key.CreatedAt).ToListAsync(cancellationToken);
        return new ListedApiKeys([.. keys.Select(key => new ApiKeyLine(key.Id, key.Name, key.Prefix, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.IsLive(now), key.MadeWith))]);
    }
}

/// <summary>Writes on the pipeline's own connection, so that the key and the audit entry that tells of it stand or fall together.</summary>
internal sealed class MakeApiKeyHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<MakeApiKey, Result<MadeApiKey>>
{
    private const int MostLive = 4;

    public async Task<Result<MadeApiKey>> Handle(MakeApiKey request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (ApiScopes.Of(actor.Roles) is var yours && request.Scopes.Except(yours).Any()) return AccountErrors.ScopesNotYours(yours);
        if (await db.LockSignInAsync(actor.Account, cancellationToken) is not { } owner || owner.LockoutEnd > now.UtcDateTime) return AccountErrors.Disabled();
        if (await BeyondItsMakerAsync(request, now, cancellationToken) is { } refused) return refused;
        var live = await db.Database.SqlQuery<int>($"""
            select count(*)::int as "Value" from identity.api_key where account_id = {actor.Account} and revoked_at is null and expires_at > {now}
            """).SingleAsync(cancellationToken);
        if (live >= MostLive) return AccountErrors.TooManyKeys(MostLive);
        var (id, fresh, expires) = (Guid.CreateVersion7(now), NewApiKey.Make(), now.AddDays(request.Days));
        await db.Database.ExecuteSqlAsync($"""
            insert into identity.api_key (id, account_id, name, prefix, hash, scopes, created_at, expires_at, made_with)
            values ({id}, {actor.Account}, {request.Name.Trim()}, {fresh.Prefix}, {fresh.Hash}, {request.Scopes.Distinct().ToArray()}, {now}, {expires}, {actor.ApiKey})
            """, cancellationToken);
        return new MadeApiKey(id, fresh.Key, fresh.Prefix, expires);
    }

    /// <summary>Null for a person, and for a key that keeps to its limits and has not been revoked in this moment.</summary>
    private async Task<Error?> BeyondItsMakerAsync(MakeApiKey request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (actor.ApiKey is not { } maker) return null;
        var scopes = await db.Database.SqlQuery<string>($"""select unnest(scopes) as "Value" from identity.api_key where id = {maker} and revoked_at is null""").ToListAsync(cancellationToken);
        var ends = await db.Database.SqlQuery<DateTimeOffset>($"""select expires_at as "Value" from identity.api_key where id = {maker}""").SingleAsync(cancellationToken);
        scopes.Remove(ApiScopes.Keys);
        return request.Scopes.Except(scopes).Any() || now.AddDays(request.Days) > ends ? AccountErrors.BeyondItsMaker(scopes, Math.Max(0, (int)(ends - now).TotalDays)) : null;
    }
}

/// <summary>On the pipeline's own connection, as with <see cref="MakeApiKeyHandler"/>.</summary>
internal sealed class RevokeApiKeyHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<RevokeApiKey, Result<RevokedApiKey>>
{
    public async Task<Result<RevokedApiKey>> Handle(RevokeApiKey request, CancellationToken cancellationToken)
    {
        await db.LockKeysAsync(actor.Account, cancellationToken);
        var now = clock.GetUtcNow();
        var revoked = await db.Database.SqlQuery<DateTimeOffset>($"""
            update identity.api_key set revoked_at = coalesce(revoked_at, {now})
            where id = {request.Key} and account_id = {actor.Account} and ({actor.ApiKey}::uuid is null or {actor.ApiKey} in (id, made_with)) returning revoked_at as "Value"
            """).ToListAsync(cancellationToken);
        if (revoked is not [var at]) return AccountErrors.KeyNotFound();
        await db.Database.ExecuteSqlAsync($"update identity.api_key set revoked_at = {now} where made_with = {request.Key} and revoked_at is null", cancellationToken);
        return new RevokedApiKey(request.Key, at);
    }
}

internal static class OwnKeys
{
    /// <summary>Orders what is done to the keys of one account: two at once do not both take the last one, and none is made with one that is being revoked.</summary>
    public static Task LockKeysAsync(this CentreDbContext db, Guid account, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select 1 from identity.account where id = {account} for no key update", cancellationToken);
}

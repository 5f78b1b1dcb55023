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

public sealed record ApiKeyLine(Guid Id, string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, bool IsLive);

/// <summary>Makes a key for a program of the signed-in person's.</summary>
/// <param name="Scopes">Of <c>read</c>, <c>plan</c>, <c>book</c>, <c>assess</c>.</param>
/// <param name="Days">How long it lives, from 1 to 366.</param>
public sealed record MakeApiKey(string Name, IReadOnlyList<string> Scopes, int Days) : ICommand<MadeApiKey>;

/// <param name="Key">Shown this once.</param>
public sealed record MadeApiKey(Guid Id, string Key, string Prefix, DateTimeOffset ExpiresAt);

public sealed record RevokeApiKey(Guid Key) : ICommand<RevokedApiKey>
{
    Guid? ICommand.Subject => Key;
}

public sealed record RevokedApiKey(Guid Id, DateTimeOffset RevokedAt);

internal static class AccountErrors
{
    public static Error KeyNotFound() => new(ErrorKind.NotFound, "api-key-not-found", "No such API key", "Check the list of your keys.");

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
        return new ListedApiKeys([.. keys.Select(key => new ApiKeyLine(key.Id, key.Name, key.Prefix, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.IsLive(now)))]);
    }
}

internal sealed class MakeApiKeyHandler(AccountDbContext accounts, Actor actor, TimeProvider clock) : IRequestHandler<MakeApiKey, Result<MadeApiKey>>
{
    private const int MostLive = 4;

    public async Task<Result<MadeApiKey>> Handle(MakeApiKey request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await accounts.ApiKeys.CountAsync(key => key.AccountId == actor.Account && key.RevokedAt == null && key.ExpiresAt > now, cancellationToken) >= MostLive) return AccountErrors.TooManyKeys(MostLive);
        var fresh = NewApiKey.Make();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now), AccountId = actor.Account, Name = request.Name.Trim(), Prefix = fresh.Prefix, Hash = fresh.Hash, Scopes = [.. request.Scopes.Distinct()],
            CreatedAt = now, ExpiresAt = now.AddDays(request.Days),
        };
        accounts.Add(key);
        await accounts.SaveChangesAsync(cancellationToken);
        return new MadeApiKey(key.Id, fresh.Key, key.Prefix, key.ExpiresAt);
    }
}

internal sealed class RevokeApiKeyHandler(AccountDbContext accounts, Actor actor, TimeProvider clock) : IRequestHandler<RevokeApiKey, Result<RevokedApiKey>>
{
    public async Task<Result<RevokedApiKey>> Handle(RevokeApiKey request, CancellationToken cancellationToken)
    {
        if (await accounts.ApiKeys.SingleOrDefaultAsync(key => key.Id == request.Key && key.AccountId == actor.Account, cancellationToken) is not { } key) return AccountErrors.KeyNotFound();
        key.RevokedAt ??= clock.GetUtcNow();
        await accounts.SaveChangesAsync(cancellationToken);
        return new RevokedApiKey(key.Id, key.RevokedAt.Value);
    }
}

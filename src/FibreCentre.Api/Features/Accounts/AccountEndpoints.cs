using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using MediatR;

namespace FibreCentre.Api.Features.Accounts;

/// <param name="Scopes">Of those of the key that asks, but for <c>keys</c>.</param>
/// <param name="Days">How long it lives: not past the end of the key that asks.</param>
internal sealed record MakeApiKeyBody(string Name, IReadOnlyList<string> Scopes, int Days);

internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("API keys");
        keys.MapGet("/", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListApiKeys(), stop)).ToOk())
            .Requires(Access.Anyone, ApiScopes.Read).WithName("ListApiKeys").WithSummary("List the keys of this key's owner, without their secrets").Produces<ListedApiKeys>();
        // Without an idempotency key: its answer would keep the secret.
        keys.MapPost("/", async (MakeApiKeyBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new MakeApiKey(body.Name, body.Scopes, body.Days), stop)).ToCreated(_ => "/api/v1/api-keys"))
            .Requires(Access.Anyone, ApiScopes.Keys).WithName("MakeApiKey").WithSummary("Make a key for another program: it may no more than this one, ends with it at the latest and makes none itself; it is shown this once")
            .Produces<MadeApiKey>(StatusCodes.Status201Created).Refuses(AccountErrors.ScopesNotYours([ApiScopes.Read]), AccountErrors.BeyondItsMaker([ApiScopes.Read], 30), AccountErrors.TooManyKeys(4))
            .WithExample(new { name = "Places left on our intranet", scopes = new[] { ApiScopes.Read }, days = 30 });
        keys.MapDelete("/{key:guid}", async (Guid key, IMediator mediator, CancellationToken stop) => (await mediator.Send(new RevokeApiKey(key), stop)).ToOk())
            .Requires(Access.Anyone, ApiScopes.Keys).WithName("RevokeApiKey").WithSummary("Revoke this key or one it made; the others are revoked on the page by their owner").Produces<RevokedApiKey>().Refuses(AccountErrors.KeyNotFound());
    }
}

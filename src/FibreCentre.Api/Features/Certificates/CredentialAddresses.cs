using FibreCentre.Api.Http;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;

namespace FibreCentre.Api.Features.Certificates;

/// <summary>What anyone needs to check a credential: the credential by its certificate's address, the list of revoked ones, who signs, and the public keys.</summary>
internal static class CredentialAddresses
{
    public static void MapCredentials(this IEndpointRouteBuilder app)
    {
        app.MapGet("/c/{publicId:length(1,64)}/credential.jwt", async (string publicId, RequestContext context, HttpResponse response, IMediator mediator, CancellationToken cancellationToken) =>
        {
            response.Headers.CacheControl = "no-store";
            response.Headers["X-Robots-Tag"] = "noindex";
            context.ActAs(Actor.Holding(TenantScope.Public, publicId));
            return Signed(await mediator.Send(new CheckCredential(publicId), cancellationToken), credential => (credential.Jwt, $"{credential.Number}.jwt"));
        }).Public();
        app.MapGet(CredentialWriting.StatusPath, async (HttpResponse response, IServiceScopeFactory scopes, CancellationToken cancellationToken) =>
        {
            response.Headers.CacheControl = "public, max-age=60";
            return Signed(await scopes.TryAsSystemAsync(new ShowStatusList(), cancellationToken), list => (list.Jwt, null));
        }).Public(SignIn.PublicLists);
        app.MapGet(CredentialWriting.IssuerPath, async (IServiceScopeFactory scopes, CancellationToken cancellationToken) => TypedResults.Json((await scopes.AskAsSystemAsync(new ShowIssuer(), cancellationToken)).Profile)).Public(SignIn.PublicLists);
        app.MapGet("/.well-known/jwks.json", (SigningKeys keys) => TypedResults.Json(keys.PublicKeys())).Public(SignIn.PublicLists);
    }

    private static void Public(this RouteHandlerBuilder endpoint, string limit = SignIn.PublicCheck) => endpoint.AllowAnonymous().RequireRateLimiting(limit).ExcludeFromDescription();

    private static IResult Signed<T>(Result<T> result, Func<T, (string Jwt, string? File)> read) =>
        !result.Succeeded ? result.ToOk() : read(result.Value) is var (jwt, file) ? TypedResults.File(System.Text.Encoding.ASCII.GetBytes(jwt), CredentialWriting.MediaType, file) : throw new InvalidOperationException();
}

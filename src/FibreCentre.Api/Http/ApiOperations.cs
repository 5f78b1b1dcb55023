using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;

namespace FibreCentre.Api.Http;

/// <summary>What an operation may refuse, shown in the OpenAPI document with its status, code and an example.</summary>
internal sealed record Refusals(IReadOnlyList<Error> Errors);

/// <summary>An example of the body an operation takes.</summary>
internal sealed record BodyExample(object Body);

internal static class ApiOperations
{
    public const string IdempotencyHeader = "Idempotency-Key";

    public static TBuilder Refuses<TBuilder>(this TBuilder operation, params Error[] errors) where TBuilder : IEndpointConventionBuilder =>
        operation.WithMetadata(new Refusals(errors));

    public static TBuilder WithExample<TBuilder>(this TBuilder operation, object body) where TBuilder : IEndpointConventionBuilder =>
        operation.WithMetadata(new BodyExample(body));

    /// <summary>A POST that books or signs takes a key of the client's own, so that repeating it does nothing twice.</summary>
    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder operation) => operation
        .WithMetadata(new NeedsIdempotencyKey())
        .AddEndpointFilter(async (call, next) =>
        {
            if (call.HttpContext.Request.Headers[IdempotencyHeader] is not [{ Length: > 0 and <= 255 } key]) return RequestErrors.KeyMissing().ToProblem();
            call.HttpContext.RequestServices.GetRequiredService<RequestContext>().IdempotencyKey = key;
            return await next(call);
        });

    /// <summary>The revision a client last saw, from <c>If-Match: "3"</c>; null when it does not ask, and 0, which nothing ever had, when it says something else.</summary>
    public static int? SeenRevision(this HttpRequest request) => request.Headers.IfMatch.ToString().Trim('"') is var seen && seen is "" or "*" ? null : int.TryParse(seen, out var revision) ? revision : 0;
}

internal sealed record NeedsIdempotencyKey;

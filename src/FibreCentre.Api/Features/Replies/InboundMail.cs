using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Http;
using FibreCentre.Api.Pipeline;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Replies;

/// <summary>Where a mail server posts what it takes for the centre.</summary>
internal static class InboundMail
{
    /// <summary><c>sha256=</c> and the HMAC-SHA256 of the body in hexadecimal digits.</summary>
    public const string Signature = "X-Signature-256";

    public static IServiceCollection AddInboundMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<InboundOptions>().Bind(configuration.GetSection("Mail:Inbound"));
        return services;
    }

    public static void MapInboundMail(this IEndpointRouteBuilder app) => app.MapPost("/inbound/mail", TakeAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> TakeAsync(HttpContext http, IOptions<InboundOptions> options, IServiceScopeFactory scopes, CancellationToken cancellationToken)
    {
        if (options.Value.Secret is not { Length: > 0 } secret) return TypedResults.NotFound();
        if (await ReadAsync(http.Request, cancellationToken) is not { } mail) return TypedResults.Problem(type: "/problems/mail-too-large", title: "The mail is too large", detail: "It may have 1 MB.", statusCode: StatusCodes.Status413PayloadTooLarge);
        if (!IsSigned(http.Request.Headers[Signature].ToString(), secret, mail))
            return TypedResults.Problem(type: "/problems/signature-wrong", title: "The signature is missing or wrong", detail: $"Send {Signature}: sha256= and the HMAC-SHA256 of the body.", statusCode: StatusCodes.Status401Unauthorized);
        return (await scopes.TryAsSystemAsync(new ReceiveReply(mail), cancellationToken)).ToOk();
    }

    /// <returns>Null when it is larger than a mail may be; no more than that is read.</returns>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > InboundOptions.MostBytes) return null;
        var octets = new byte[InboundOptions.MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancellationToken);
        return length > InboundOptions.MostBytes ? null : octets[..length];
    }

    private static bool IsSigned(string signature, string secret, byte[] body) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}"));
}

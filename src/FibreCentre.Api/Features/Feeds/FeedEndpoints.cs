using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Feeds;
using MediatR;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace FibreCentre.Api.Features.Feeds;

/// <param name="Kind">Whose calendar: <c>trainee</c> for one's own, <c>instructor</c>, <c>bay</c>, <c>cohort</c> or <c>centre</c>.</param>
/// <param name="Subject">The instructor, bay or cohort.</param>
internal sealed record FeedBody(FeedKind Kind, Guid? Subject = null);

internal static class FeedEndpoints
{
    public static void MapFeedAddresses(this IEndpointRouteBuilder api)
    {
        var feeds = api.MapGroup("/feeds").WithTags("Feeds").Requires(Access.Anyone, ApiScopes.Read);
        feeds.MapGet("/", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListFeeds(), cancellationToken)).ToOk())
            .WithName("ListFeeds").WithSummary("List one's own calendar addresses, when each was last fetched, and what else one can have").Produces<ListedFeeds>();
        feeds.MapPost("/", async (FeedBody body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new MakeFeed(body.Kind, body.Subject), cancellationToken)).ToCreated(_ => "/api/v1/feeds"))
            .WithName("MakeFeed").WithSummary("Make a calendar address; it is in the answer and nowhere else").Produces<MadeFeed>(StatusCodes.Status201Created).Refuses(FeedErrors.SubjectNotFound()).WithExample(new { kind = "centre" });
        feeds.MapPost("/{feed:guid}/renewal", async (Guid feed, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new RenewFeed(new(feed)), cancellationToken)).ToOk())
            .WithName("RenewFeed").WithSummary("Give a calendar a new address; the one before stops working").Produces<MadeFeed>().Refuses(FeedErrors.NotFound());
        feeds.MapDelete("/{feed:guid}", async (Guid feed, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new RevokeFeed(new(feed)), cancellationToken)).ToOk())
            .WithName("RevokeFeed").WithSummary("Turn a calendar address off").Produces<RevokedFeed>().Refuses(FeedErrors.NotFound());
    }

    /// <summary>
    /// What calendar programs poll. Whoever holds the address is let in: the token is 256 random bits, revocable, and reads one calendar only. Nothing else of a request
    /// counts, so that nothing else is looked at.
    /// </summary>
    public static void MapFeeds(this IEndpointRouteBuilder app) =>
        app.MapMethods("/cal/{token}.ics", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)Answer).AllowAnonymous().ExcludeFromDescription().ShortCircuit();

    private static async Task Answer(HttpContext http)
    {
        var feeds = http.RequestServices.GetRequiredService<FeedReading>();
        var hash = AddressToken.HashOf((string)http.Request.RouteValues["token"]!);
        if (await feeds.LookAsync(hash, http.RequestAborted) is not { } seen)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var isHead = HttpMethods.IsHead(http.Request.Method);
        // With a known ETag there is nothing to build for whoever has that, nor for whoever asks for no body.
        byte[]? octets = null;
        if (seen.Known is not { } sent || !(isHead || IsUnchanged(http.Request.Headers, sent)))
        {
            if (await feeds.BuildAsync(hash, seen, http.RequestAborted) is not { } built)
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            (sent, octets) = built;
        }
        await feeds.NoteAsync(seen, sent, http.RequestAborted);
        var headers = http.Response.Headers;
        headers.CacheControl = "private, max-age=300";
        headers.ETag = sent.Etag;
        headers.LastModified = feeds.LastModified(sent).ToString("R");
        if (IsUnchanged(http.Request.Headers, sent))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        headers.ContentLength = sent.Length;
        headers.ContentType = "text/calendar; charset=utf-8";
        if (!isHead) await http.Response.BodyWriter.WriteAsync(octets, http.RequestAborted);
    }

    /// <summary>RFC 9110 section 13.2.2: If-None-Match decides where it is sent; a date that cannot be read counts for nothing.</summary>
    private static bool IsUnchanged(IHeaderDictionary headers, SentFeed sent) =>
        !StringValues.IsNullOrEmpty(headers.IfNoneMatch)
            ? EntityTagHeaderValue.TryParseList(headers.IfNoneMatch, out var tags) && tags.Any(tag => tag.Tag == "*" || tag.Tag == sent.Etag)
            : HeaderUtilities.TryParseDate(headers.IfModifiedSince.ToString(), out var since) && sent.At.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
}

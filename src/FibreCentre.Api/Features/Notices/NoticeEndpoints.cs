using FibreCentre.Api.Http;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using MediatR;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace FibreCentre.Api.Features.Notices;

internal static class NoticeEndpoints
{
    public static void MapNotices(this IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/messages").WithTags("Notices");
        messages.MapGet("/", async (string? state, long? before, int? limit, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListMessages(state, before, limit ?? 50), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListMessages").WithSummary("List what people were told and what became of it").Produces<ListedMessages>();
        messages.MapPost("/{message:long}/resend", async (long message, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ResendMessage(message), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ResendMessage").WithSummary("Send a dead or uncertain message again").Produces<ResentMessage>().Refuses(MessageErrors.NotFound(), MessageErrors.CannotResend(Domain.Notices.MessageState.Sent));

        var mine = api.MapGroup("/my-training").WithTags("Notices").Requires(Access.Trainee, ApiScopes.Read);
        mine.MapGet("/", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowMyTraining(), cancellationToken)).ToOk())
            .WithName("ShowMyTraining").WithSummary("Show a trainee's own sessions and certificates").Produces<MyTraining>();
        mine.MapPost("/feed", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new RenewFeed(), cancellationToken)).ToOk())
            .WithName("RenewFeed").WithSummary("Make a new calendar address; the one before stops working").Produces<RenewedFeed>();
        mine.MapDelete("/feed", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new RevokeFeed(), cancellationToken)).ToOk())
            .WithName("RevokeFeed").WithSummary("Turn the calendar address off").Produces<RevokedFeed>();
    }

    /// <summary>The feed a calendar program polls. Whoever holds the address is let in: the token is 256 random bits, revocable, and reads one person's sessions only.</summary>
    public static void MapFeeds(this IEndpointRouteBuilder app) => app.MapMethods("/cal/{token}.ics", [HttpMethods.Get, HttpMethods.Head], Feed).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Feed(string token, HttpContext http, RequestContext context, IMediator mediator, IServiceScopeFactory scopes, TimeProvider clock, CancellationToken cancellationToken)
    {
        var hash = AddressToken.HashOf(token);
        context.ActAs(Actor.Holding(TenantScope.Feed, hash));
        var read = await mediator.Send(new ReadFeed(hash), cancellationToken);
        if (!read.Succeeded) return TypedResults.NotFound();
        var feed = read.Value;
        if (feed.LastFetchedAt is not { } last || last < clock.GetUtcNow().AddHours(-1))
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.AskAsSystemAsync(new NoteFeedFetched(feed.FeedId), cancellationToken);
        }
        http.Response.Headers.CacheControl = "private, max-age=300";
        http.Response.Headers.ETag = feed.ETag;
        http.Response.Headers.LastModified = feed.LastModified.ToString("R");
        if (IsUnchanged(http.Request.Headers, feed)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        http.Response.ContentLength = feed.Octets.Length;
        http.Response.ContentType = "text/calendar; charset=utf-8";
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(feed.Octets, cancellationToken);
        return TypedResults.Empty;
    }

    /// <summary>RFC 9110 section 13.2.2: If-None-Match decides where it is sent; a date that cannot be read counts for nothing.</summary>
    private static bool IsUnchanged(IHeaderDictionary headers, FeedContent feed) =>
        !StringValues.IsNullOrEmpty(headers.IfNoneMatch)
            ? EntityTagHeaderValue.TryParseList(headers.IfNoneMatch, out var tags) && tags.Any(tag => tag.Tag == "*" || tag.Tag == feed.ETag)
            : HeaderUtilities.TryParseDate(headers.IfModifiedSince.ToString(), out var since) && feed.LastModified.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
}

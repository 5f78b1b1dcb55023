using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Facilities;
using MediatR;
using Microsoft.Net.Http.Headers;

namespace FibreCentre.Api.Features.Board;

internal static class BoardEndpoints
{
    /// <summary>A stream ends after this long and the browser opens the next one: whoever may no longer see the board is found out then.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>Something has to pass now and then, or a proxy takes the connection for dead.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    public static void MapBoard(this IEndpointRouteBuilder api) =>
        api.MapGet("/board", async (DateOnly? from, int? days, string? rows, string? bayKind, string? course, Guid? instructor, string? state, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new ShowBoard(from, days ?? 7, rows ?? ShowBoardValidator.Bays, bayKind, course, instructor, state), cancellationToken)).ToOk())
            .WithTags("Board").Requires(Access.Staff, ApiScopes.Read).WithName("ShowBoard").WithSummary("Show a day or a week of the centre by bays or by instructors, with what is wrong about each session").Produces<BoardAnswer>();

    /// <summary>Server-sent events for the page: that the shown week has changed, never how.</summary>
    public static void MapBoardEvents(this IEndpointRouteBuilder app) => app.MapGet("/board/events", EventsAsync).RequireAuthorization(Access.Staff).ExcludeFromDescription();

    /// <param name="from">Any day of the week to hear of; without it, of every week.</param>
    private static async Task<IResult> EventsAsync(DateOnly? from, HttpContext http, BoardChanges changes, IHostApplicationLifetime host)
    {
        // Only for who knows what to do with a stream that does not end.
        if (!http.Request.GetTypedHeaders().Accept.Any(each => each.MediaType == "text/event-stream")) return TypedResults.StatusCode(StatusCodes.Status406NotAcceptable);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        ending.CancelAfter(Longest);
        using var subscription = changes.Subscribe(from is { } day ? CentreFacilities.Monday(day) : null);
        try
        {
            await WriteAsync("retry: 3000\n\n");
            while (true) await WriteAsync(await subscription.ChangedAsync(Heartbeat, ending.Token) ? "event: changed\ndata: \n\n" : ": still here\n\n");
        }
        catch (OperationCanceledException)
        {
            // The browser went, the product stops, or the time is up.
        }
        return TypedResults.Empty;

        async Task WriteAsync(string text)
        {
            await http.Response.WriteAsync(text, ending.Token);
            await http.Response.Body.FlushAsync(ending.Token);
        }
    }
}

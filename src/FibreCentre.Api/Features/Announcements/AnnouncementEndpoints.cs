using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using MediatR;

namespace FibreCentre.Api.Features.Announcements;

/// <param name="Link">https; leave it out for none.</param>
/// <param name="Channels">Leave it out for all.</param>
internal sealed record AnnouncementBody(string Title, string Text, string? Link = null, IReadOnlyList<Guid>? Channels = null);

internal static class AnnouncementEndpoints
{
    public static void MapAnnouncements(this IEndpointRouteBuilder api)
    {
        var announcements = api.MapGroup("/announcements").WithTags("Announcements");
        announcements.MapGet("/", async (string? before, int? limit, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListAnnouncements(before, limit ?? 20), stop)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListAnnouncements").WithSummary("List what the centre has announced and what became of it on each channel").Produces<ListedAnnouncements>();
        announcements.MapPost("/", async (AnnouncementBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new MakeAnnouncement(body.Title, body.Text, body.Link, body.Channels ?? []), stop)).ToCreated(_ => "/api/v1/announcements"))
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("MakeAnnouncement").WithSummary("Announce something over the centre's channels and to the programs of providers that ask for it").Produces<MadeAnnouncement>(StatusCodes.Status201Created)
            .WithExample(new { title = "New dates for OTDR", text = "Two more cohorts in May. Places can be booked from today.", link = "https://example.org/cohorts" });
    }
}

using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using MediatR;

namespace FibreCentre.Api.Features.Webhooks;

/// <param name="Address">https only.</param>
/// <param name="Events">Leave it out for all.</param>
internal sealed record AddWebhookBody(string Address, IReadOnlyList<string>? Events = null);

/// <param name="Address">https only.</param>
/// <param name="Format"><c>standard</c>, signed, or <c>chat</c> for an address that takes <c>{"text": "..."}</c>.</param>
internal sealed record ChannelBody(string Name, string Address, WebhookFormat Format = WebhookFormat.Standard);

internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var hooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        hooks.MapGet("/", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListWebhooks(), stop)).ToOk())
            .Requires(Access.Book, ApiScopes.Read).WithName("ListWebhooks").WithSummary("List your webhooks").Produces<ListedWebhooks>();
        // Without an idempotency key: its answer would keep the secret.
        hooks.MapPost("/", async (AddWebhookBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new AddWebhook(body.Address, body.Events ?? []), stop)).ToCreated(added => $"/api/v1/webhooks/{added.Id}/deliveries"))
            .Requires(Access.Book, ApiScopes.Book).WithName("AddWebhook").WithSummary("Add an address that is told what happens; the secret is shown this once").Produces<AddedWebhook>(StatusCodes.Status201Created)
            .Refuses(ProviderErrors.TooManyWebhooks(5)).WithExample(new { address = "https://example.org/hooks/training", events = new[] { WebhookEvents.BookingMade, WebhookEvents.SessionMoved } });
        hooks.MapDelete("/{webhook:guid}", async (Guid webhook, IMediator mediator, CancellationToken stop) => (await mediator.Send(new RemoveWebhook(new(webhook)), stop)).ToOk())
            .Requires(Access.Book, ApiScopes.Book).WithName("RemoveWebhook").WithSummary("Stop telling an address").Produces<RemovedWebhook>().Refuses(ProviderErrors.WebhookNotFound(), ProviderErrors.WebhookRemoved());
        hooks.MapPost("/{webhook:guid}/ping", async (Guid webhook, IMediator mediator, CancellationToken stop) => (await mediator.Send(new PingWebhook(new(webhook)), stop)).ToOk())
            .Requires(Access.Book, ApiScopes.Book).WithName("PingWebhook").WithSummary("Send a ping, to try the connection").Produces<PingedWebhook>().Refuses(ProviderErrors.WebhookNotFound(), ProviderErrors.WebhookRemoved());
        hooks.MapGet("/{webhook:guid}/deliveries", async (Guid webhook, long? before, int? limit, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListDeliveries(new(webhook), before, limit ?? 25), stop)).ToOk())
            .Requires(Access.Book, ApiScopes.Read).WithName("ListDeliveries").WithSummary("List what a webhook was told and what became of it").Produces<ListedDeliveries>().Refuses(ProviderErrors.WebhookNotFound());
        hooks.MapPost("/{webhook:guid}/deliveries/{delivery:long}/resend", async (Guid webhook, long delivery, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ResendDelivery(new(webhook), delivery), stop)).ToOk())
            .Requires(Access.Book, ApiScopes.Book).WithName("ResendDelivery").WithSummary("Send a delivery again").Produces<ResentDelivery>().Refuses(ProviderErrors.DeliveryNotFound(), ProviderErrors.DeliveryUnderWay());

        // The centre's own, for what it announces.
        var channels = api.MapGroup("/announcement-channels").WithTags("Announcements");
        channels.MapGet("/", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListWebhooks(), stop)).ToOk())
            .Requires(Access.Plan, ApiScopes.Read).WithName("ListChannels").WithSummary("List the centre's channels").Produces<ListedWebhooks>();
        // Without an idempotency key: its answer would keep the secret.
        channels.MapPost("/", async (ChannelBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new AddWebhook(body.Address, [], body.Name, body.Format), stop)).ToCreated(added => $"/api/v1/announcement-channels/{added.Id}/deliveries"))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("AddChannel").WithSummary("Add a channel: a signed webhook, whose secret is shown this once, or the address of a chat or an intranet").Produces<AddedWebhook>(StatusCodes.Status201Created)
            .Refuses(ProviderErrors.TooManyWebhooks(20)).WithExample(new { name = "Council intranet", address = "https://example.org/hooks/news", format = "chat" });
        channels.MapDelete("/{channel:guid}", async (Guid channel, IMediator mediator, CancellationToken stop) => (await mediator.Send(new RemoveWebhook(new(channel)), stop)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("RemoveChannel").WithSummary("Remove a channel").Produces<RemovedWebhook>().Refuses(ProviderErrors.WebhookNotFound(), ProviderErrors.WebhookRemoved());
        channels.MapPost("/{channel:guid}/ping", async (Guid channel, IMediator mediator, CancellationToken stop) => (await mediator.Send(new PingWebhook(new(channel)), stop)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("PingChannel").WithSummary("Send a try over a channel").Produces<PingedWebhook>().Refuses(ProviderErrors.WebhookNotFound(), ProviderErrors.WebhookRemoved());
        channels.MapGet("/{channel:guid}/deliveries", async (Guid channel, long? before, int? limit, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListDeliveries(new(channel), before, limit ?? 25), stop)).ToOk())
            .Requires(Access.Plan, ApiScopes.Read).WithName("ListChannelDeliveries").WithSummary("List what a channel was told and what became of it").Produces<ListedDeliveries>().Refuses(ProviderErrors.WebhookNotFound());
        channels.MapPost("/{channel:guid}/deliveries/{channelDelivery:long}/resend", async (Guid channel, long channelDelivery, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ResendDelivery(new(channel), channelDelivery), stop)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ResendChannelDelivery").WithSummary("Send over a channel again").Produces<ResentDelivery>().Refuses(ProviderErrors.DeliveryNotFound(), ProviderErrors.DeliveryUnderWay());
    }
}

using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using MediatR;

namespace FibreCentre.Api.Features.Webhooks;

/// <param name="Address">https only.</param>
/// <param name="Events">Leave it out for all.</param>
internal sealed record AddWebhookBody(string Address, IReadOnlyList<string>? Events = null);

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
    }
}

using System.Security.Cryptography;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Webhooks;

/// <summary>One's own webhooks, newest first: a provider's, or for staff the centre's channels.</summary>
public sealed record ListWebhooks : IQuery<ListedWebhooks>;

public sealed record ListedWebhooks(IReadOnlyList<WebhookLine> Webhooks, IReadOnlyList<string> Events);

/// <param name="Waiting">Deliveries that are still being tried.</param>
/// <param name="Dead">Deliveries given up.</param>
/// <param name="Name">Of the centre's own; null for a provider's.</param>
/// <param name="Format"><c>standard</c>, signed, or <c>chat</c>.</param>
public sealed record WebhookLine(Guid Id, string? Name, string Format, string Url, IReadOnlyList<string> Events, DateTimeOffset MadeAt, int Waiting, int Dead, DateTimeOffset? LastDeliveredAt);

/// <summary>Adds an address that is told what happens.</summary>
/// <param name="Events">Of those <see cref="ListWebhooks"/> names; empty for all.</param>
/// <param name="Name">As people call it: asked of the centre's own.</param>
/// <param name="Format">A chat is the centre's alone.</param>
public sealed record AddWebhook(string Address, IReadOnlyList<string> Events, string? Name = null, WebhookFormat Format = WebhookFormat.Standard) : ICommand<AddedWebhook>;

/// <param name="Secret">Shown this once: what every delivery is signed with; null of a chat, which is not signed to.</param>
public sealed record AddedWebhook(Guid Id, string? Secret);

public sealed record RemoveWebhook(WebhookId Webhook) : ICommand<RemovedWebhook>
{
    Guid? ICommand.Subject => Webhook.Value;
}

public sealed record RemovedWebhook(Guid Id);

/// <summary>Sends a ping, to try the connection.</summary>
public sealed record PingWebhook(WebhookId Webhook) : ICommand<PingedWebhook>
{
    Guid? ICommand.Subject => Webhook.Value;
}

public sealed record PingedWebhook(Guid Id);

/// <summary>What a webhook was told and what became of it, newest first.</summary>
public sealed record ListDeliveries(WebhookId Webhook, long? Before = null, int Limit = 25) : IQuery<ListedDeliveries>;

/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedDeliveries(Guid WebhookId, string? Name, string Url, IReadOnlyList<DeliveryLine> Deliveries, long? Next);

/// <param name="Status">Of the last answer; null when there was none.</param>
public sealed record DeliveryLine(long Id, string Event, string State, DateTimeOffset CreatedAt, DateTimeOffset? NextAttemptAt, int Attempts, int? Status, string? Note, string Payload, bool CanResend);

public sealed record ResendDelivery(WebhookId Webhook, long Delivery) : ICommand<ResentDelivery>
{
    Guid? ICommand.Subject => Webhook.Value;
}

public sealed record ResentDelivery(long Id, Guid WebhookId);

internal sealed class AddWebhookValidator : AbstractValidator<AddWebhook>
{
    public AddWebhookValidator(WebhookAddresses addresses)
    {
        RuleFor(request => request.Address).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter the address.").MaximumLength(500).WithMessage("Shorten the address to 500 characters.")
            .Must(url => addresses.WhyNot(url) is null).WithMessage((_, url) => addresses.WhyNot(url));
        RuleFor(request => request.Name).MaximumLength(80).WithMessage("Shorten the name to 80 characters.");
        RuleFor(request => request.Format).IsInEnum().WithMessage("Choose standard or chat.");
        RuleFor(request => request.Events).NotNull();
        RuleForEach(request => request.Events).Must(WebhookEvents.All.Contains).WithMessage((_, name) => $"There is no event \"{name}\". Use {string.Join(", ", WebhookEvents.All)}.");
    }
}

internal sealed class ListDeliveriesValidator : AbstractValidator<ListDeliveries>
{
    public ListDeliveriesValidator() => RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
}

internal sealed class ListWebhooksHandler(CentreDbContext db, Actor actor) : IRequestHandler<ListWebhooks, Result<ListedWebhooks>>
{
    public async Task<Result<ListedWebhooks>> Handle(ListWebhooks request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var rows = await db.OwnWebhooks(actor).AsNoTracking().Where(hook => hook.RemovedAt == null).OrderByDescending(hook => hook.MadeAt).Select(hook => new
        {
            hook,
            Waiting = db.WebhookDeliveries.Count(each => each.Webhook == hook.Id && each.State != WebhookDeliveryState.Delivered && each.State != WebhookDeliveryState.Dead),
            Dead = db.WebhookDeliveries.Count(each => each.Webhook == hook.Id && each.State == WebhookDeliveryState.Dead),
            Last = db.WebhookDeliveries.Where(each => each.Webhook == hook.Id && each.State == WebhookDeliveryState.Delivered).Max(each => each.FinishedAt),
        }).ToListAsync(cancellationToken);
        return new ListedWebhooks(
            [.. rows.Select(each => new WebhookLine(each.hook.Id.Value, each.hook.Name, SnakeCase.Kebab(each.hook.Format.ToString()), each.hook.Url, each.hook.Events, time.Civil(each.hook.MadeAt), each.Waiting, each.Dead, each.Last is { } at ? time.Civil(at) : null))], WebhookEvents.All);
    }
}

internal sealed class AddWebhookHandler(CentreDbContext db, Actor actor, WebhookSecrets secrets, TimeProvider clock) : IRequestHandler<AddWebhook, Result<AddedWebhook>>
{
    private const int Most = 5, MostOfTheCentre = 20;

    public async Task<Result<AddedWebhook>> Handle(AddWebhook request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        ProviderId? provider = actor.ProviderId is { } id ? new ProviderId(id) : null;
        if (provider is null && string.IsNullOrWhiteSpace(request.Name)) return RequestErrors.Invalid("name", "Enter what the channel is called.");
        if (provider is not null && request.Format == WebhookFormat.Chat) return RequestErrors.Invalid("format", "Only the centre writes to chats. Leave it at standard.");
        // Orders those who add for one owner: two at once do not both take the last one.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({"webhook" + provider?.Value}))", cancellationToken);
        var most = provider is null ? MostOfTheCentre : Most;
        if (await db.OwnWebhooks(actor).CountAsync(hook => hook.RemovedAt == null, cancellationToken) >= most) return ProviderErrors.TooManyWebhooks(most);
        var (address, signs) = (request.Address.Trim(), request.Format == WebhookFormat.Standard);
        var secret = signs ? "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) : null;
        var hook = new Webhook
        {
            Id = WebhookId.New(now), Provider = provider, Name = request.Name?.Trim(), Format = request.Format, Url = signs ? address : new Uri(address).GetLeftPart(UriPartial.Authority), Secret = secrets.Hide(secret ?? address),
            Events = [.. provider is null ? [WebhookEvents.AnnouncementMade] : request.Events.Count == 0 ? WebhookEvents.All : request.Events.Distinct()], MadeBy = actor.Account, MadeAt = now,
        };
        db.Add(hook);
        await db.SaveChangesAsync(cancellationToken);
        return new AddedWebhook(hook.Id.Value, secret);
    }
}

internal sealed class RemoveWebhookHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<RemoveWebhook, Result<RemovedWebhook>>
{
    public async Task<Result<RemovedWebhook>> Handle(RemoveWebhook request, CancellationToken cancellationToken)
    {
        if (await db.OwnWebhooks(actor).SingleOrDefaultAsync(each => each.Id == request.Webhook, cancellationToken) is not { } hook) return ProviderErrors.WebhookNotFound();
        var removed = hook.Remove(clock.GetUtcNow());
        if (!removed.Succeeded) return removed.Error;
        await db.SaveChangesAsync(cancellationToken);
        return new RemovedWebhook(hook.Id.Value);
    }
}

internal sealed class PingWebhookHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<PingWebhook, Result<PingedWebhook>>
{
    public async Task<Result<PingedWebhook>> Handle(PingWebhook request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.OwnWebhooks(actor).AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Webhook, cancellationToken) is not { } hook) return ProviderErrors.WebhookNotFound();
        if (hook.RemovedAt is not null) return ProviderErrors.WebhookRemoved();
        var payload = hook.Format == WebhookFormat.Chat ? Announcing.Text($"{(await db.CentreAsync(cancellationToken)).Name}: this is a try, and it has arrived.") : Announcing.Payload(WebhookEvents.Ping, new { webhookId = hook.Id.Value }, now);
        db.Add(WebhookDelivery.To(hook, WebhookEvents.Ping, payload, now));
        await db.SaveChangesAsync(cancellationToken);
        return new PingedWebhook(hook.Id.Value);
    }
}

internal sealed class ListDeliveriesHandler(CentreDbContext db, Actor actor) : IRequestHandler<ListDeliveries, Result<ListedDeliveries>>
{
    public async Task<Result<ListedDeliveries>> Handle(ListDeliveries request, CancellationToken cancellationToken)
    {
        if (await db.OwnWebhooks(actor).AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Webhook, cancellationToken) is not { } hook) return ProviderErrors.WebhookNotFound();
        var time = await db.TimeAsync(cancellationToken);
        var before = request.Before ?? long.MaxValue;
        var page = await db.WebhookDeliveries.AsNoTracking().Where(each => each.Webhook == hook.Id && each.Id < before).OrderByDescending(each => each.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return new ListedDeliveries(hook.Id.Value, hook.Name, hook.Url, [.. page.Take(request.Limit).Select(each => new DeliveryLine(
            each.Id, each.Event, SnakeCase.Kebab(each.State.ToString()), time.Civil(each.CreatedAt), each.State is WebhookDeliveryState.Pending or WebhookDeliveryState.Retrying ? time.Civil(each.DueAt) : null,
            each.Attempts, each.Status, each.Note, each.Payload, each.State is WebhookDeliveryState.Dead or WebhookDeliveryState.Delivered && hook.RemovedAt is null))],
            page.Count > request.Limit ? page[request.Limit - 1].Id : null);
    }
}

internal sealed class ResendDeliveryHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<ResendDelivery, Result<ResentDelivery>>
{
    public async Task<Result<ResentDelivery>> Handle(ResendDelivery request, CancellationToken cancellationToken)
    {
        if (!await db.OwnWebhooks(actor).AnyAsync(each => each.Id == request.Webhook, cancellationToken)) return ProviderErrors.DeliveryNotFound();
        if (await db.WebhookDeliveries.FromSql($"select * from webhook_delivery where id = {request.Delivery} and webhook_id = {request.Webhook.Value} for update").SingleOrDefaultAsync(cancellationToken) is not { } delivery) return ProviderErrors.DeliveryNotFound();
        var resent = delivery.Resend(clock.GetUtcNow());
        if (!resent.Succeeded) return resent.Error;
        await db.SaveChangesAsync(cancellationToken);
        return new ResentDelivery(delivery.Id, delivery.Webhook.Value);
    }
}

internal static class WebhookOwners
{
    /// <summary>A provider's; for the centre's own people the centre's, and no provider's.</summary>
    public static IQueryable<Webhook> OwnWebhooks(this CentreDbContext db, Actor actor)
    {
        ProviderId? owner = actor.ProviderId is { } id ? new ProviderId(id) : null;
        return db.Webhooks.Where(hook => hook.Provider == owner);
    }
}

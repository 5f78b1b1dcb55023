using FibreCentre.Domain.Notices;

namespace FibreCentre.Domain.Providers;

public readonly record struct WebhookId(Guid Value)
{
    public static WebhookId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>What a provider's programs can be told of.</summary>
public static class WebhookEvents
{
    public const string BookingMade = "booking.made";
    public const string HoldMade = "hold.made";
    public const string HoldEnded = "hold.ended";
    public const string OfferMade = "offer.made";
    public const string PlacesNamed = "places.named";
    public const string PlacesCancelled = "places.cancelled";
    public const string PlaceTransferred = "place.transferred";
    public const string EngineerSubstituted = "engineer.substituted";
    public const string SessionMoved = "session.moved";
    public const string CohortConfirmed = "cohort.confirmed";
    public const string CohortCancelled = "cohort.cancelled";
    public const string CertificateIssued = "certificate.issued";
    public const string CertificateRevoked = "certificate.revoked";

    /// <summary>What the centre tells everybody; its text is in it.</summary>
    public const string AnnouncementMade = "announcement.made";

    /// <summary>Sent on request, to try a connection; every webhook takes it.</summary>
    public const string Ping = "ping";

    public static readonly IReadOnlyList<string> All =
        [BookingMade, HoldMade, HoldEnded, OfferMade, PlacesNamed, PlacesCancelled, PlaceTransferred, EngineerSubstituted, SessionMoved, CohortConfirmed, CohortCancelled, CertificateIssued, CertificateRevoked, AnnouncementMade];
}

/// <summary>How an address is spoken to: signed by the Standard Webhooks specification, or as chats and intranets take it, <c>{"text": "..."}</c> and nothing more.</summary>
public enum WebhookFormat { Standard, Chat }

/// <summary>An address that is told what happens: a provider's own, or the centre's for what it announces.</summary>
public sealed class Webhook
{
    public required WebhookId Id { get; init; }

    /// <summary>Null for the centre's own.</summary>
    public required ProviderId? Provider { get; init; }

    /// <summary>As people call it; null for a provider's, which goes by its address.</summary>
    public string? Name { get; init; }

    public WebhookFormat Format { get; init; }

    /// <summary>https only. Of a chat the server alone: whoever knows the rest can write there.</summary>
    public required string Url { get; init; }

    /// <summary>What deliveries are signed with; of a chat its whole address. Encrypted; whoever encrypted it reads it.</summary>
    public required string Secret { get; init; }

    public required List<string> Events { get; init; }

    public required Guid MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? RemovedAt { get; private set; }

    public Result<WebhookRemoved> Remove(DateTimeOffset now)
    {
        if (RemovedAt is not null) return ProviderErrors.WebhookRemoved();
        RemovedAt = now;
        return new WebhookRemoved(Id, now);
    }
}

public sealed record WebhookRemoved(WebhookId Webhook, DateTimeOffset At);

public enum WebhookDeliveryState { Pending, Transmitting, Delivered, Retrying, Dead }

/// <summary>One thing told to one webhook. It is delivered at least once: after a broken connection it goes again under the same id.</summary>
public sealed class WebhookDelivery
{
    public long Id { get; private init; }

    /// <summary>Null for the centre's own.</summary>
    public required ProviderId? Provider { get; init; }

    /// <summary>What it announces; null for everything else.</summary>
    public AnnouncementId? Announcement { get; init; }

    public required WebhookId Webhook { get; init; }

    public required Guid MessageId { get; init; }

    public required string Event { get; init; }

    public required string Payload { get; init; }

    public WebhookDeliveryState State { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>HTTP status of the last answer; null when there was none.</summary>
    public int? Status { get; private set; }

    public string? Note { get; private set; }

    public DateTimeOffset? ClaimedAt { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public static WebhookDelivery To(Webhook webhook, string what, string payload, DateTimeOffset now, AnnouncementId? announcement = null) =>
        new() { Provider = webhook.Provider, Announcement = announcement, Webhook = webhook.Id, MessageId = Guid.NewGuid(), Event = what, Payload = payload, DueAt = now, CreatedAt = now };

    public void Claim(DateTimeOffset now) => (State, ClaimedAt, Attempts) = (WebhookDeliveryState.Transmitting, now, Attempts + 1);

    public void Delivered(int status, DateTimeOffset now) => (State, Status, Note, FinishedAt, ClaimedAt) = (WebhookDeliveryState.Delivered, status, null, now, null);

    /// <summary>Waits by the same ladder as mail; after its last rung it is dead.</summary>
    public void Fail(int? status, string why, DateTimeOffset now)
    {
        (Status, Note, ClaimedAt) = (status, why, null);
        if (Attempts > Message.RetryLadder.Count) (State, FinishedAt) = (WebhookDeliveryState.Dead, now);
        else (State, DueAt) = (WebhookDeliveryState.Retrying, now + Message.RetryLadder[Attempts - 1]);
    }

    /// <summary>There is nobody to tell any more.</summary>
    public void Die(string why, DateTimeOffset now) => (State, Note, FinishedAt, ClaimedAt) = (WebhookDeliveryState.Dead, why, now, null);

    /// <summary>A person asks for one more attempt.</summary>
    public Result<WebhookDeliveryState> Resend(DateTimeOffset now)
    {
        if (State is not (WebhookDeliveryState.Dead or WebhookDeliveryState.Delivered)) return ProviderErrors.DeliveryUnderWay();
        (State, Attempts, DueAt, FinishedAt) = (WebhookDeliveryState.Pending, 0, now, null);
        return State;
    }
}

/// <summary>Everything about a provider's own connections that is refused.</summary>
public static class ProviderErrors
{
    public static Error WebhookNotFound() => new(ErrorKind.NotFound, "webhook-not-found", "No such webhook", "Check the list of your webhooks.");

    public static Error WebhookRemoved() => new(ErrorKind.Conflict, "webhook-removed", "The webhook was removed before", "Add it anew.");

    public static Error TooManyWebhooks(int most) => new(ErrorKind.Conflict, "too-many-webhooks", "Too many webhooks", $"You have {most} webhooks. Remove one first.");

    public static Error DeliveryNotFound() => new(ErrorKind.NotFound, "delivery-not-found", "No such delivery", "Check the delivery log.");

    public static Error DeliveryUnderWay() => new(ErrorKind.Conflict, "delivery-under-way", "It is still being tried", "Only one that was delivered or given up can be sent again.");
}

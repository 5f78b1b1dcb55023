using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Api.Features.Places;

/// <summary>What is told at once of a hold or a turn on the waiting list. Warnings before it ends, and before names are due, come by the reminder rules.</summary>
internal static class HoldNotices
{
    /// <summary>To the provider's webhooks: these places are not held any more, however it came.</summary>
    public static Task AnnounceEndAsync(CentreDbContext db, Booking hold, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.AnnounceAsync(hold.Provider, WebhookEvents.HoldEnded, new { bookingId = hold.Id.Value, cohortId = hold.Cohort.Value }, now, cancellationToken);

    public static Message OfTurn(WaitingEntry entry, Booking booking, DateTimeOffset now) =>
        Message.To(entry.JoinedBy, entry.Provider, entry.Automatic ? MessageKind.PlaceGiven : MessageKind.Offer, booking.Id.Value, now, now);
}

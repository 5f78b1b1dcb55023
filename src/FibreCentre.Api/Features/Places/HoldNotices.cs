using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Api.Features.Places;

/// <summary>What the person who booked, holds or waits is told, and when. Whether it is still true is asked again when it is sent.</summary>
internal static class HoldNotices
{
    /// <summary>Before a hold ends. The word that it has ended is written when it does.</summary>
    public static Message OfHold(Booking hold, DateTimeOffset now) =>
        Message.To(hold.BookedBy, hold.Provider, MessageKind.HoldEnding, hold.Id.Value, WarnedAt(hold, now), now);

    /// <summary>The same for a hold or an offer that ends sooner than the warning sent of it said: once for each end.</summary>
    public static Message OfHoldAnew(Booking hold, DateTimeOffset now) =>
        Message.To(hold.BookedBy, hold.Provider, hold.IsOffer ? MessageKind.OfferEnding : MessageKind.HoldEnding, hold.Id.Value, WarnedAt(hold, now), now, $"{hold.HeldUntil!.Value.UtcDateTime:yyyy-MM-ddTHH:mm}");

    /// <summary>Two days before names are due, for a booking that still lacks some.</summary>
    public static Message OfUnnamed(Booking booking, DateTimeOffset namesDueAt, DateTimeOffset now) =>
        Message.To(booking.BookedBy, booking.Provider, MessageKind.NamesDue, booking.Id.Value, NamesAskedAt(namesDueAt, now), now);

    /// <summary>The same after the cohort's dates moved and the first one had been sent: once for each day on which names are due.</summary>
    public static Message OfUnnamedAnew(Booking booking, DateTimeOffset namesDueAt, DateTimeOffset now) =>
        Message.To(booking.BookedBy, booking.Provider, MessageKind.NamesDue, booking.Id.Value, NamesAskedAt(namesDueAt, now), now, $"{namesDueAt.UtcDateTime:yyyy-MM-dd}");

    public static DateTimeOffset NamesAskedAt(DateTimeOffset namesDueAt, DateTimeOffset now) => HoldTerms.Before(namesDueAt, TimeSpan.FromDays(2), now);

    /// <summary>When somebody is warned that a hold or an offer ends.</summary>
    public static DateTimeOffset WarnedAt(Booking hold, DateTimeOffset now) =>
        hold.IsOffer ? HoldTerms.Before(hold.HeldUntil!.Value, TimeSpan.FromHours(3), now) : HoldTerms.WarnAt(hold.HeldUntil!.Value, now);

    /// <summary>To the provider's webhooks: these places are not held any more, however it came.</summary>
    public static Task AnnounceEndAsync(CentreDbContext db, Booking hold, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.AnnounceAsync(hold.Provider, WebhookEvents.HoldEnded, new { bookingId = hold.Id.Value, cohortId = hold.Cohort.Value }, now, cancellationToken);

    public static IEnumerable<Message> OfTurn(WaitingEntry entry, Booking booking, IReadOnlyList<Place> places, Cohort cohort, DateTimeOffset now)
    {
        if (!entry.Automatic)
        {
            yield return Message.To(entry.JoinedBy, entry.Provider, MessageKind.Offer, booking.Id.Value, now, now);
            yield return Message.To(entry.JoinedBy, entry.Provider, MessageKind.OfferEnding, booking.Id.Value, WarnedAt(booking, now), now);
            yield break;
        }
        yield return Message.To(entry.JoinedBy, entry.Provider, MessageKind.PlaceGiven, booking.Id.Value, now, now);
        if (places.Any(place => place.Trainee is null)) yield return OfUnnamed(booking, cohort.NamesDueAt, now);
    }
}

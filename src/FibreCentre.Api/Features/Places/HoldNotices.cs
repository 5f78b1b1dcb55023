using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;

namespace FibreCentre.Api.Features.Places;

/// <summary>What the person who booked, holds or waits is told, and when. Whether it is still true is asked again when it is sent.</summary>
internal static class HoldNotices
{
    /// <summary>Before a hold ends. The word that it has ended is written when it does.</summary>
    public static Message OfHold(Booking hold, DateTimeOffset now) =>
        Message.To(hold.BookedBy, hold.Provider, MessageKind.HoldEnding, hold.Id.Value, HoldTerms.WarnAt(hold.HeldUntil!.Value, now), now);

    /// <summary>Two days before names are due, for a booking that still lacks some.</summary>
    public static Message OfUnnamed(Booking booking, DateTimeOffset namesDueAt, DateTimeOffset now) =>
        Message.To(booking.BookedBy, booking.Provider, MessageKind.NamesDue, booking.Id.Value, HoldTerms.Before(namesDueAt, TimeSpan.FromDays(2), now), now);

    public static IEnumerable<Message> OfTurn(WaitingEntry entry, Booking booking, IReadOnlyList<Place> places, Cohort cohort, DateTimeOffset now)
    {
        if (!entry.Automatic)
        {
            yield return Message.To(entry.JoinedBy, entry.Provider, MessageKind.Offer, booking.Id.Value, now, now);
            yield return Message.To(entry.JoinedBy, entry.Provider, MessageKind.OfferEnding, booking.Id.Value, HoldTerms.Before(booking.HeldUntil!.Value, TimeSpan.FromHours(3), now), now);
            yield break;
        }
        yield return Message.To(entry.JoinedBy, entry.Provider, MessageKind.PlaceGiven, booking.Id.Value, now, now);
        if (places.Any(place => place.Trainee is null)) yield return OfUnnamed(booking, cohort.NamesDueAt, now);
    }
}

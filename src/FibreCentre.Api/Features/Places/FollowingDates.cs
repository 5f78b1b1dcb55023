using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>What hangs on a cohort's dates besides its sessions: names, holds, offers, allocations, the letters about them, and until when giving a place up is free.</summary>
internal static class FollowingDates
{
    /// <summary>
    /// Takes all of it along when a cohort's first session has moved. For whatever moves a cohort, in its transaction: the cohort's row is locked, the cohort is tracked,
    /// has its new dates, and has not been saved. Nothing is saved here, and where the dates stayed nothing is done. The question whether it goes ahead follows
    /// by itself: it is asked when the cohort's own moment has come, once for each.
    /// </summary>
    public static async Task FollowDatesAsync(this CentreDbContext db, Cohort cohort, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = db.Entry(cohort).OriginalValues;
        var namesWereDueAt = before.GetValue<DateTimeOffset>(nameof(Cohort.NamesDueAt));
        if (namesWereDueAt == cohort.NamesDueAt && before.GetValue<DateTimeOffset>(nameof(Cohort.BookingClosesAt)) == cohort.BookingClosesAt) return;

        var unnamed = await db.Places.AsNoTracking().Where(place => place.Cohort == cohort.Id && place.Trainee == null && (place.State == PlaceState.Held || place.State == PlaceState.Confirmed)).ToListAsync(cancellationToken);
        if (unnamed.Count > 0 && cohort.NamesDueAt < namesWereDueAt) cohort.LeaveTimeForNames(HoldTerms.NamesAfterAMove, now);
        var bookings = await db.Bookings.Where(each => each.LapsedAt == null && db.Places.Any(place => place.Cohort == cohort.Id && place.Booking == each.Id && (place.State == PlaceState.Held || place.State == PlaceState.Confirmed))).ToListAsync(cancellationToken);
        var ids = bookings.ConvertAll(each => (Guid?)each.Id.Value);
        var letters = (await db.Messages.Where(each => ids.Contains(each.Subject) && (each.Kind == MessageKind.NamesDue || each.Kind == MessageKind.HoldEnding || each.Kind == MessageKind.OfferEnding)).ToListAsync(cancellationToken)).ToLookup(each => each.Subject);

        foreach (var hold in bookings.Where(each => each.EndBy(each.IsOffer ? cohort.BookingClosesAt : cohort.NamesDueAt)))
            WarnAgain(db, hold, [.. letters[hold.Id.Value].Where(each => each.Kind != MessageKind.NamesDue)], now);
        if (namesWereDueAt != cohort.NamesDueAt) AskForNames(db, cohort, bookings, unnamed, letters, now);

        if (cohort.FirstDay > before.GetValue<DateOnly>(nameof(Cohort.FirstDay))) await StayFreeAsync(db, cohort, cancellationToken);
        var firstDay = (await db.TimeAsync(cancellationToken)).At(cohort.FirstDay, TimeOnly.MinValue);
        foreach (var allocation in await db.Allocations.Where(each => each.Cohort == cohort.Id && each.ReleasedAt == null).ToListAsync(cancellationToken)) allocation.ReleaseBy(firstDay);
    }

    /// <summary>Later dates give everybody longer to give a place up; sooner ones take nothing back of what was promised.</summary>
    private static async Task StayFreeAsync(CentreDbContext db, Cohort cohort, CancellationToken cancellationToken)
    {
        var freeUntil = (await db.CourseVersions.AsNoTracking().SingleAsync(each => each.Id == cohort.CourseVersion, cancellationToken)).Spec.BookingTerms.FreeUntil(cohort.FirstDay);
        foreach (var place in await db.Places.Where(each => each.Cohort == cohort.Id && (each.State == PlaceState.Held || each.State == PlaceState.Confirmed)).ToListAsync(cancellationToken)) place.StayFree(freeUntil);
    }

    /// <summary>A warning that has not gone out names the new end when it does; where one has, it named a later end, and the new one has its own.</summary>
    private static void WarnAgain(CentreDbContext db, Booking hold, List<Message> warnings, DateTimeOffset now)
    {
        var waiting = warnings.FindAll(each => each.IsWaiting);
        foreach (var warning in waiting) warning.FallDue(HoldNotices.WarnedAt(hold, now));
        if (waiting.Count > 0 || hold.HeldUntil <= now) return;
        var anew = HoldNotices.OfHoldAnew(hold, now);
        if (!warnings.Exists(each => each.Key == anew.Key)) db.Add(anew);
    }

    /// <summary>A letter that has not gone out goes at the new moment; where one has, it spoke of the old moment, and the new one has its own.</summary>
    private static void AskForNames(CentreDbContext db, Cohort cohort, List<Booking> bookings, List<Place> unnamed, ILookup<Guid?, Message> letters, DateTimeOffset now)
    {
        var lacking = unnamed.Where(place => place.State == PlaceState.Confirmed).Select(place => place.Booking).ToHashSet();
        foreach (var booking in bookings.Where(each => each.HeldUntil is null))
        {
            var known = letters[booking.Id.Value].Where(each => each.Kind == MessageKind.NamesDue).ToList();
            var waiting = known.FindAll(each => each.IsWaiting);
            foreach (var letter in waiting) letter.FallDue(HoldNotices.NamesAskedAt(cohort.NamesDueAt, now));
            if (waiting.Count > 0 || !lacking.Contains(booking.Id)) continue;
            var anew = HoldNotices.OfUnnamedAnew(booking, cohort.NamesDueAt, now);
            if (!known.Exists(each => each.Key == anew.Key)) db.Add(anew);
        }
    }
}

using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>What hangs on a cohort's dates besides its sessions: names, holds, offers, allocations, and until when giving a place up is free.</summary>
internal static class FollowingDates
{
    /// <summary>
    /// Takes all of it along when a cohort's first session has moved. For whatever moves a cohort, in its transaction: the cohort's row is locked, the cohort is tracked,
    /// has its new dates, and has not been saved. Nothing is saved here, and where the dates stayed nothing is done. The question whether it goes ahead and
    /// the warnings about all of this follow by themselves: each is asked for when its own moment has come.
    /// </summary>
    public static async Task FollowDatesAsync(this CentreDbContext db, Cohort cohort, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = db.Entry(cohort).OriginalValues;
        var namesWereDueAt = before.GetValue<DateTimeOffset>(nameof(Cohort.NamesDueAt));
        if (namesWereDueAt == cohort.NamesDueAt && before.GetValue<DateTimeOffset>(nameof(Cohort.BookingClosesAt)) == cohort.BookingClosesAt) return;

        var unnamed = await db.Places.AsNoTracking().Where(place => place.Cohort == cohort.Id && place.Trainee == null && (place.State == PlaceState.Held || place.State == PlaceState.Confirmed)).ToListAsync(cancellationToken);
        if (unnamed.Count > 0 && cohort.NamesDueAt < namesWereDueAt) cohort.LeaveTimeForNames(HoldTerms.NamesAfterAMove, now);
        var bookings = await db.Bookings.Where(each => each.LapsedAt == null && db.Places.Any(place => place.Cohort == cohort.Id && place.Booking == each.Id && (place.State == PlaceState.Held || place.State == PlaceState.Confirmed))).ToListAsync(cancellationToken);
        foreach (var hold in bookings) hold.EndBy(hold.IsOffer ? cohort.BookingClosesAt : cohort.NamesDueAt);

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
}

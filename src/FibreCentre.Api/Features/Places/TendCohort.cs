using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>Cohorts for which a time has come: a hold or an offer ends, names or the decision are due, an allocation is released, it begins or is over.</summary>
internal sealed record ListCohortsDue : IQuery<IReadOnlyList<CohortId>>;

/// <summary>Does what the clock asks of one cohort, in one transaction.</summary>
internal sealed record TendCohort(CohortId Cohort) : ICommand<TendedCohort>, IHousekeeping;

internal sealed record TendedCohort(int HoldsLapsed, int NamesLapsed, int AllocationsReleased, bool StateChanged, bool Prompted);

internal sealed class ListCohortsDueHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListCohortsDue, Result<IReadOnlyList<CohortId>>>
{
    public async Task<Result<IReadOnlyList<CohortId>>> Handle(ListCohortsDue request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ids = await db.Database.SqlQuery<Guid>($"""
            select cohort_id as "Value" from booking where held_until <= {now} and lapsed_at is null
            union select cohort_id from allocation where release_at <= {now} and released_at is null
            union select c.id from cohort c where c.names_due_at <= {now} and c.state in ('open', 'confirmed') and exists (select from place p where p.cohort_id = c.id and p.trainee_id is null and p.state = 'confirmed')
            union select c.id from cohort c where c.booking_closes_at <= {now} and c.state in ('open', 'confirmed')
            union select c.id from cohort c where c.state = 'running' and not exists (select from session s where s.cohort_id = c.id and upper(s.during) > {now})
            union select c.id from cohort c where c.decide_at <= {now} and c.state = 'open' and not exists (select from message m where m.subject_id = c.id and m.kind = 'decision-due' and m.due_at >= c.decide_at)
            """).ToListAsync(cancellationToken);
        return ids.ConvertAll(id => new CohortId(id));
    }
}

internal sealed class TendCohortHandler(CentreDbContext db, PublishedCourses courses, FreedPlaces freed, RoleHolders holders, TimeProvider clock) : IRequestHandler<TendCohort, Result<TendedCohort>>
{
    public async Task<Result<TendedCohort>> Handle(TendCohort request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.LockAsync(request.Cohort, cancellationToken);
        var cohort = await db.Cohorts.Include(each => each.Sessions).SingleAsync(each => each.Id == request.Cohort, cancellationToken);
        var holds = await LapseHoldsAsync(cohort, now, cancellationToken);
        var names = now >= cohort.NamesDueAt ? await LapseUnnamedAsync(cohort, now, cancellationToken) : 0;
        var allocations = await db.Allocations.Where(each => each.Cohort == cohort.Id && each.ReleasedAt == null && each.ReleaseAt <= now).ToListAsync(cancellationToken);
        foreach (var allocation in allocations) allocation.Release(now);
        await db.SaveChangesAsync(cancellationToken);
        if (holds + names + allocations.Count > 0) await freed.GiveAsync(cohort.Id, cancellationToken);

        if (now >= cohort.BookingClosesAt) await CloseWaitingListAsync(cohort, now, cancellationToken);
        var advanced = cohort.Advance(cohort.Sessions.Max(session => session.During.End), now);
        var prompted = cohort.State == CohortState.Open && now >= cohort.DecideAt && await PromptAsync(cohort, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new TendedCohort(holds, names, allocations.Count, advanced, prompted);
    }

    private async Task<int> LapseHoldsAsync(Cohort cohort, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ended = await db.Bookings.Where(each => each.Cohort == cohort.Id && each.LapsedAt == null && each.HeldUntil != null && each.HeldUntil <= now).ToListAsync(cancellationToken);
        foreach (var hold in ended)
        {
            hold.Lapse(await db.Places.Where(place => place.Booking == hold.Id).ToListAsync(cancellationToken), now);
            if (hold.WaitingEntry is { } id) (await db.WaitingEntries.SingleAsync(each => each.Id == id, cancellationToken)).End(WaitingState.OfferLapsed, now);
            db.Add(Message.To(hold.BookedBy, hold.Provider, hold.IsOffer ? MessageKind.OfferLapsed : MessageKind.HoldLapsed, hold.Id.Value, now, now));
            await HoldNotices.AnnounceEndAsync(db, hold, now, cancellationToken);
        }
        return ended.Count;
    }

    /// <summary>It begins: whoever still waits has waited in vain, and is told so.</summary>
    private async Task CloseWaitingListAsync(Cohort cohort, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var entry in await db.WaitingEntries.Where(each => each.Cohort == cohort.Id && each.State == WaitingState.Waiting).ToListAsync(cancellationToken))
        {
            entry.End(WaitingState.Closed, now);
            db.Add(Message.To(entry.JoinedBy, entry.Provider, MessageKind.WaitingClosed, cohort.Id.Value, now, now));
        }
    }

    /// <summary>Booked places that nobody has been named for end on the course's terms for giving up a place.</summary>
    private async Task<int> LapseUnnamedAsync(Cohort cohort, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var unnamed = await db.Places.Where(place => place.Cohort == cohort.Id && place.State == PlaceState.Confirmed && place.Trainee == null).ToListAsync(cancellationToken);
        if (unnamed.Count == 0 || cohort.State is not (CohortState.Open or CohortState.Confirmed)) return 0;
        var terms = (await courses.OfAsync(cohort.CourseVersion, db, cancellationToken)).Spec.BookingTerms;
        var today = (await db.TimeAsync(cancellationToken)).DayOf(now);
        foreach (var booking in unnamed.GroupBy(place => place.Booking))
        {
            foreach (var place in booking)
            {
                var fee = place.CostOfGivingUp(terms, today).Fee;
                place.Lapse(now);
                db.AddRange(Charge.ForEnding(place, fee, by: null, now));
            }
            var order = await db.Bookings.AsNoTracking().SingleAsync(each => each.Id == booking.Key, cancellationToken);
            db.Add(Message.To(order.BookedBy, order.Provider, MessageKind.NamesLapsed, order.Id.Value, now, now));
            await db.AnnounceAsync(order.Provider, WebhookEvents.PlacesCancelled, new { bookingId = order.Id.Value, cohortId = cohort.Id.Value, placeIds = booking.Select(place => place.Id.Value) }, now, cancellationToken);
        }
        return unnamed.Count;
    }

    /// <summary>Every coordinator, or where there is none every administrator, is asked whether it goes ahead: once, and once more should it have moved so that the decision falls on a later day.</summary>
    private async Task<bool> PromptAsync(Cohort cohort, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Messages.AnyAsync(message => message.Subject == cohort.Id.Value && message.Kind == MessageKind.DecisionDue && message.DueAt >= cohort.DecideAt, cancellationToken)) return false;
        var asked = await holders.OfAsync(Roles.Coordinator, cancellationToken);
        if (asked.Count == 0) asked = await holders.OfAsync(Roles.Administrator, cancellationToken);
        db.AddRange(asked.Select(account => Message.To(account, null, MessageKind.DecisionDue, cohort.Id.Value, now, now, $"{cohort.DecideAt.UtcDateTime:yyyy-MM-dd}")));
        return asked.Count > 0;
    }
}

using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FibreCentre.Api.Features.Places;

/// <summary>
/// Gives places that came free to those who wait for them, in the transaction that freed them. Whoever freed them is often one
/// provider and whoever gets them another, so for that moment the transaction is the centre's own.
/// </summary>
internal sealed class FreedPlaces(CentreDbContext db, PublishedCourses courses, RequestContext context, IOptions<MailOptions> mail, TimeProvider clock)
{
    /// <summary>Offers or books by the order of joining. The cohort's row must be locked and what freed the places saved.</summary>
    public async Task GiveAsync(CohortId cohort, CancellationToken cancellationToken)
    {
        await db.ScopeAsync(TenantScope.Staff, cancellationToken);
        await GiveAsTheCentreAsync(cohort, cancellationToken);
        await db.ScopeAsync(context.Actor.Scope, cancellationToken);
    }

    private async Task GiveAsTheCentreAsync(CohortId id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var entries = await db.WaitingEntries.Where(entry => entry.Cohort == id && entry.State == WaitingState.Waiting).OrderBy(entry => entry.Number).ToListAsync(cancellationToken);
        if (entries.Count == 0) return;
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == id, cancellationToken);
        if (!cohort.TakesBookings(now)) return;
        var kept = await db.Allocations.AsNoTracking().Where(each => each.Cohort == id && each.ReleasedAt == null).ToDictionaryAsync(each => each.Provider, each => each.Left, cancellationToken);

        // One turn at a time: what one cannot take in the end goes to the next, and nobody's facts are read for whom nothing is left.
        var left = Math.Max(cohort.PlacesLeft, 0);
        foreach (var entry in entries.Where(entry => entry.Wanted > 0 && left + kept.GetValueOrDefault(entry.Provider) > 0))
        {
            var facts = (await new BookingFacts(db, courses).ReadAsync(id, entry.Provider, [.. entry.Engineers.Select(each => each.Trainee.Value)], [], lockCohort: false, cancellationToken, lockPeople: entry.Automatic))!;
            var turn = WaitingList.Give([InLineWith(entry, facts)], left, now >= cohort.NamesDueAt)[0];
            var why = turn.PassedOverBecause ?? await TakeTurnAsync(turn, cohort, facts, now, cancellationToken);
            if (why is null) left -= turn.Places - turn.Kept;
            else db.Add(new WaitingPass { Entry = turn.Entry.Id, Provider = turn.Entry.Provider, Cohort = id, At = now, PlacesFree = turn.Free, Reason = why });
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Of the engineers named, those who may come now: eligible on the dates, free then, and without a place on it.</summary>
    private static InLine InLineWith(WaitingEntry entry, BookingFacts.Read facts)
    {
        var kept = facts.Cohort.Allocation?.Left ?? 0;
        if (entry.Engineers.Count == 0) return new(entry, null, [], kept);
        var known = facts.Engineers.ToDictionary(each => each.Id);
        var named = entry.Engineers.OrderBy(each => each.Position).Where(each => known.ContainsKey(each.Trainee)).Select(each => known[each.Trainee]).Where(each => !each.HasPlace).ToList();
        // Why a certificate was rejected is for whoever brings it, not for the list of those passed over.
        var refused = BookingRequest.Judge(facts.Cohort, named.Select((each, index) => new EngineerToBook(index, each.Id, each.Facts.WithoutRejected(), each.HasPlace, each.BusyWith))).ToDictionary(each => each.Row, each => each.Reasons);
        return new(entry, [.. named.Where((_, index) => !refused.ContainsKey(index)).Select(each => each.Id)], [.. refused.Select(each => $"{named[each.Key].Name}: {string.Join(" ", each.Value)}")], kept);
    }

    /// <returns>Why it could not be given after all; null when it was.</returns>
    private async Task<string?> TakeTurnAsync(Turn turn, Cohort cohort, BookingFacts.Read facts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entry = turn.Entry;
        var booking = entry.Automatic
            ? Booking.Ordered(entry.Provider, entry.Cohort, BookingReference.New(), entry.PurchaseOrder!, entry.JoinedBy, now, entry.Id)
            : Booking.Held(entry.Provider, entry.Cohort, BookingReference.New(), HoldTerms.OfferUntil(now, cohort.BookingClosesAt), entry.JoinedBy, now, entry.Id);
        var named = entry.Automatic ? turn.Engineers : [];
        var places = BookingRequest.Seats(facts.Cohort, booking, [.. Enumerable.Range(0, turn.Places).Select(index => index < named.Count ? named[index] : (TraineeId?)null)], now);

        // A booking elsewhere may take one of the engineers in this very moment: that turn passes, and what freed the places stands.
        await db.Database.CurrentTransaction!.CreateSavepointAsync("turn", cancellationToken);
        try
        {
            await db.SendAsync(new BookingWrite(facts, mail.Value.Domain, now).Book(booking, places, by: null), cancellationToken);
        }
        catch (PostgresException clash) when (clash.ConstraintName is "nothing_in_two_places" or "place_once_a_cohort")
        {
            await db.Database.CurrentTransaction.RollbackToSavepointAsync("turn", cancellationToken);
            return "One of the engineers named was booked elsewhere in this moment.";
        }
        if (entry.Automatic) entry.Take(turn.Places, wereOffered: false, now);
        else entry.Offer(turn.Places);
        db.Add(HoldNotices.OfTurn(entry, booking, now));
        await db.AnnounceAsync(entry.Provider, entry.Automatic ? WebhookEvents.BookingMade : WebhookEvents.OfferMade, new { bookingId = booking.Id.Value, cohortId = cohort.Id.Value }, now, cancellationToken);
        return null;
    }
}

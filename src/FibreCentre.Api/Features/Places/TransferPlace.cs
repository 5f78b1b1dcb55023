using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Places;

/// <summary>Gives a place up and books one on another cohort of the course, both or neither, under the same order number.</summary>
/// <param name="ExpectedFee">What giving up the old place was said to cost; refused when it is not that any more. Null does not ask.</param>
public sealed record TransferPlace(PlaceId Place, CohortId To, decimal? ExpectedFee = null) : ICommand<TransferredPlace>
{
    Guid? ICommand.Subject => Place.Value;
}

public sealed record TransferredPlace(Guid PlaceId, Guid BookingId, string Reference, Guid CohortId, decimal Fee);

internal sealed class TransferPlaceHandler(CentreDbContext db, PublishedCourses courses, Ending ending, FreedPlaces freed, Actor actor, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<TransferPlace, Result<TransferredPlace>>
{
    public async Task<Result<TransferredPlace>> Handle(TransferPlace request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.Places.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Place, cancellationToken) is not { } seen) return PlaceErrors.PlaceNotFound();
        if (seen.Cohort == request.To) return CohortErrors.SameCohort();
        if (await db.Cohorts.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.To, cancellationToken) is not { } target || target.State == CohortState.Draft) return CohortErrors.NotFound();
        // Always in the order of their ids, so that two transfers in opposite directions wait for one another instead of locking each other out.
        foreach (var cohort in new[] { seen.Cohort, request.To }.OrderBy(each => each.Value)) await db.LockAsync(cohort, cancellationToken);
        var place = await db.Places.SingleAsync(each => each.Id == request.Place, cancellationToken);
        var booking = await db.Bookings.AsNoTracking().SingleAsync(each => each.Id == place.Booking, cancellationToken);
        var from = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == place.Cohort, cancellationToken);
        if (from.Course != target.Course) return CohortErrors.OtherCourse(from.Course.Value);
        if (place.WhyNotMoved() is { } stays) return stays;

        // Judged before the old place is given up, whose own sessions do not stand in the way.
        IReadOnlyList<Guid> trainee = place.Trainee is { } id ? [id.Value] : [];
        var facts = (await new BookingFacts(db, courses).ReadAsync(request.To, place.Provider, trainee, [], lockCohort: false, cancellationToken, leaving: place.Cohort, lockPeople: true))!;
        var moved = Booking.Ordered(place.Provider, request.To, BookingReference.New(), booking.PurchaseOrder!, actor.Account, now);
        var booked = BookingRequest.Book(
            facts.Cohort, moved, [.. facts.Engineers.Select(each => new EngineerToBook(1, each.Id, each.Facts, each.HasPlace, each.BusyWith))], now, unnamed: place.Trainee is null ? 1 : 0, transferredFrom: place.Id);
        if (!booked.Succeeded) return booked.Error;

        var ended = await ending.EndAsync([place], PlaceEnd.Transferred, request.ExpectedFee, waiveBecause: null, now, cancellationToken);
        if (!ended.Succeeded) return ended.Error;
        await db.SaveChangesAsync(cancellationToken);
        await db.SendAsync(new BookingWrite(facts, mail.Value.Domain, now).Book(moved, booked.Value, actor.Account), cancellationToken);
        await db.AnnounceAsync(place.Provider, WebhookEvents.PlaceTransferred, new { fromPlaceId = place.Id.Value, toPlaceId = booked.Value[0].Id.Value, bookingId = moved.Id.Value, cohortId = request.To.Value }, now, cancellationToken);
        // Only now: whoever waits there for the same engineer must see where the engineer is.
        await freed.GiveAsync(place.Cohort, cancellationToken);
        return new TransferredPlace(booked.Value[0].Id.Value, moved.Id.Value, moved.Reference, request.To.Value, ended.Value);
    }
}

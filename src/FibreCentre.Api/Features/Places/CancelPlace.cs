using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>Gives one place back: the seat is free at once, and the trainee's calendar entries are withdrawn.</summary>
public sealed record CancelPlace(PlaceId Place) : ICommand<CancelledPlace>
{
    Guid? ICommand.Subject => Place.Value;
}

public sealed record CancelledPlace(Guid Id, Guid CohortId, Guid BookingId);

internal sealed class CancelPlaceHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<CancelPlace, Result<CancelledPlace>>
{
    public async Task<Result<CancelledPlace>> Handle(CancelPlace request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.Places.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Place, cancellationToken) is not { } seen) return PlaceErrors.PlaceNotFound();
        await db.LockAsync(seen.Cohort, cancellationToken);
        var place = await db.Places.SingleAsync(each => each.Id == request.Place, cancellationToken);
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == place.Cohort, cancellationToken);
        var cancelled = place.Cancel(cohort, now);
        if (!cancelled.Succeeded) return cancelled.Error;

        foreach (var invitation in await db.Invitations.Where(each => each.Place == place.Id && !each.Withdrawn).ToListAsync(cancellationToken))
        {
            invitation.Withdraw(now);
            db.Add(Message.About(invitation, MessageKind.Cancellation, now));
        }
        await db.SaveChangesAsync(cancellationToken);
        await db.Reservations.Where(reservation => reservation.Place == place.Id).ExecuteDeleteAsync(cancellationToken);
        return new CancelledPlace(place.Id.Value, place.Cohort.Value, place.Booking.Value);
    }
}

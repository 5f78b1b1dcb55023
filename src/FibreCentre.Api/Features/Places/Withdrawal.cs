using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

internal static class Withdrawal
{
    /// <summary>Takes back what named places brought with them: the trainees' time, and their calendar entries, with a message for each. Saves.</summary>
    public static async Task WithdrawAsync(this CentreDbContext db, IReadOnlyCollection<PlaceId> places, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var invitations = await db.Invitations.Where(each => places.Contains(each.Place) && !each.Withdrawn).ToListAsync(cancellationToken);
        foreach (var invitation in invitations) invitation.Withdraw(now);
        var sessions = invitations.ConvertAll(each => each.Session);
        var starts = await db.Sessions.AsNoTracking().Where(each => sessions.Contains(each.Id)).ToDictionaryAsync(each => each.Id, each => each.During.Start, cancellationToken);
        await db.TellOfChangesAsync(invitations, MessageKind.Cancellation, session => starts[session], now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.Reservations.Where(reservation => reservation.Place != null && places.Contains(reservation.Place.Value)).ExecuteDeleteAsync(cancellationToken);
    }
}

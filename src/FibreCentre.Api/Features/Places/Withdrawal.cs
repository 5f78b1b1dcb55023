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
        foreach (var invitation in await db.Invitations.Where(each => places.Contains(each.Place) && !each.Withdrawn).ToListAsync(cancellationToken))
        {
            invitation.Withdraw(now);
            db.Add(Message.About(invitation, MessageKind.Cancellation, now));
        }
        await db.SaveChangesAsync(cancellationToken);
        await db.Reservations.Where(reservation => reservation.Place != null && places.Contains(reservation.Place.Value)).ExecuteDeleteAsync(cancellationToken);
    }
}

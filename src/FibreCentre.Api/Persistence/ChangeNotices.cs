using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Persistence;

/// <summary>Messages about calendar entries that have changed.</summary>
internal static class ChangeNotices
{
    /// <summary>One message an entry, gathered with others of the same ten minutes unless its session is near. The caller saves.</summary>
    /// <param name="soonest">When the session starts; of one that moves, the earlier of before and after.</param>
    public static async Task TellOfChangesAsync(
        this CentreDbContext db, IReadOnlyCollection<Invitation> changed, MessageKind kind, Func<SessionId, DateTimeOffset> soonest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var told = changed.Select(each => (Invitation: each, DueAt: Pacing.ChangeDue(soonest(each.Session), now))).ToList();
        db.AddRange(told.Select(each => Message.About(each.Invitation, kind, each.DueAt, now)));
        // Of one entry messages go in order: what was to be gathered must not hold up what is urgent now.
        var urgent = told.Where(each => each.DueAt == now).Select(each => each.Invitation.Id).ToList();
        if (urgent.Count == 0) return;
        foreach (var waiting in await db.Messages.Where(each => each.Invitation != null && urgent.Contains(each.Invitation.Value) && each.State == MessageState.Pending && each.DueAt > now).ToListAsync(cancellationToken)) waiting.FallDue(now);
    }
}

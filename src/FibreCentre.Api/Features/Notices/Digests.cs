using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>What one digest tells of. It waits with the digest, whatever becomes of that, and ends with it.</summary>
internal static class Digests
{
    /// <summary>Everything that is due for its reader and can wait for a digest, and what it took up at an earlier attempt; oldest first, tracked.</summary>
    public static async Task<List<Message>> TakeUpAsync(this CentreDbContext db, Message digest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lapsed = now - Outbox.Lease;
        // One that may have arrived is sent again as it was: a mail system that knows it would hide what is new in it.
        if (digest.UncertainAt is null) await db.Database.ExecuteSqlAsync($"""
            update message set digest_id = {digest.Id} where account_id = {digest.Account} and digest_id is null and state = 'pending' and (claimed_at is null or claimed_at <= {lapsed}) and due_at <= {now} and waits_for_digest(kind, account_id)
            """, cancellationToken);
        return await db.Messages.Where(each => each.Digest == digest.Id && each.State == MessageState.Pending).OrderBy(each => each.DueAt).ThenBy(each => each.Id).ToListAsync(cancellationToken);
    }

    /// <summary>What it told of has been told, or been let be, with it.</summary>
    public static Task<int> EndWithDigestAsync(this CentreDbContext db, Message digest, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        update message set state = {SnakeCase.Kebab(digest.State.ToString())}, note = {(digest.State == MessageState.Sent ? "In the daily digest." : "Dismissed with the daily digest.")}, finished_at = {digest.FinishedAt}
        where digest_id = {digest.Id} and state = 'pending'
        """, cancellationToken);
}

using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Assessment;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Appends to the one chain of the ledger, and says what it ends with.</summary>
internal static class LedgerBook
{
    /// <param name="beside">Words of whose hash the line speaks; null when of none.</param>
    public static async Task<LedgerEntry> AppendAsync(CentreDbContext db, Func<LedgerHead, LedgerEntry> append, LedgerText? beside, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);   // what the entry speaks of stands before the head is locked, so the lock is short
        // Everybody who signs waits for this one row until the transaction before has ended: no two entries follow the same one.
        var head = await db.Database.SqlQuery<LedgerHead>($"select number as \"Number\", hash as \"Hash\" from ledger_head for update").ToListAsync(cancellationToken);
        var entry = append(head.Single());
        db.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"update ledger_head set number = {entry.Number}, hash = {entry.Hash}", cancellationToken);
        if (beside is not null) await beside.KeepAsync(db, entry, cancellationToken);
        return entry;
    }

    public static async Task<LedgerHead> HeadAsync(CentreDbContext db, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<LedgerHead>($"select number as \"Number\", hash as \"Hash\" from ledger_head").ToListAsync(cancellationToken)).Single();

    public static Task<long> NewestAsync(CentreDbContext db, CancellationToken cancellationToken) => db.Ledger.Select(entry => entry.Number).DefaultIfEmpty().MaxAsync(cancellationToken);
}

using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Reads the whole ledger and says whether its chain is whole, or which line is the first that is not.</summary>
public sealed record VerifyLedger : IQuery<VerifiedLedger>;

/// <param name="Head">The hash of the last line, in hexadecimal: kept elsewhere, it shows later that nothing was cut off or written anew.</param>
/// <param name="FirstBadLine">Null when the chain is whole.</param>
public sealed record VerifiedLedger(bool IsWhole, long Lines, string Head, long? FirstBadLine, string? Why);

internal sealed class VerifyLedgerHandler(CentreDbContext db) : IRequestHandler<VerifyLedger, Result<VerifiedLedger>>
{
    public async Task<Result<VerifiedLedger>> Handle(VerifyLedger request, CancellationToken cancellationToken)
    {
        var head = (await db.Database.SqlQuery<LedgerHead>($"select number as \"Number\", hash as \"Hash\" from ledger_head").ToListAsync(cancellationToken)).Single();
        // Somebody may sign meanwhile: lines beyond the head just read are judged by the head as it is afterwards.
        var fault = Chain.Verify(db.Ledger.AsNoTracking().Where(entry => entry.Number <= head.Number).OrderBy(entry => entry.Number).AsEnumerable(), head);
        var newest = await db.Ledger.MaxAsync(entry => (long?)entry.Number, cancellationToken) ?? 0;
        var now = (await db.Database.SqlQuery<LedgerHead>($"select number as \"Number\", hash as \"Hash\" from ledger_head").ToListAsync(cancellationToken)).Single();
        if (fault is null && newest > now.Number) fault = new(now.Number + 1, "a line stands after the last one that was signed");
        return new VerifiedLedger(fault is null, head.Number, Convert.ToHexStringLower(head.Hash), fault?.Number, fault?.Why);
    }
}

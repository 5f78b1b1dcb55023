using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Reads the whole ledger and says whether its chain is whole and still is what the saved heads say it was, or which line is the first that is not.</summary>
/// <param name="Heads">A folder of saved heads; null for the centre's own, where it has one.</param>
/// <param name="Progress">Is told now and then how many lines have been read.</param>
public sealed record VerifyLedger(string? Heads = null, IProgress<LedgerProgress>? Progress = null) : IQuery<VerifiedLedger>;

public sealed record LedgerProgress(long Read, long Lines);

/// <param name="Head">The hash of the last line, in hexadecimal: kept elsewhere, it shows later that nothing was cut off or written anew.</param>
/// <param name="HeadsHeld">How many saved heads the ledger was held against.</param>
/// <param name="FirstBadLine">Null when the chain is whole, and where it is a saved head that is wrong.</param>
public sealed record VerifiedLedger(bool IsWhole, long Lines, string Head, int HeadsHeld, long? FirstBadLine, string? Why);

internal sealed class VerifyLedgerHandler(CentreDbContext db, HeadFolder folder, IOptions<LedgerOptions> options) : IRequestHandler<VerifyLedger, Result<VerifiedLedger>>
{
    public async Task<Result<VerifiedLedger>> Handle(VerifyLedger request, CancellationToken cancellationToken)
    {
        var (kept, wrongHead) = await KeptAsync(request.Heads, cancellationToken);
        var head = await LedgerBook.HeadAsync(db, cancellationToken);
        // Somebody may sign meanwhile: lines beyond the head just read are judged by the head as it is afterwards.
        var walk = new ChainWalk(kept);
        await new LedgerReading(db).WalkAsync(walk, head.Number, request.Progress is { } progress ? new Relay(read => progress.Report(new(read, head.Number))) : null, cancellationToken);
        var fault = walk.End(head);
        if (fault is null && await LedgerBook.NewestAsync(db, cancellationToken) is var newest && await LedgerBook.HeadAsync(db, cancellationToken) is var now && newest > now.Number)
            fault = new(now.Number + 1, "a line stands after the last one that was signed");
        return new VerifiedLedger(fault is null && wrongHead is null, head.Number, Convert.ToHexStringLower(head.Hash), kept.Count, fault?.Number, fault?.Why ?? wrongHead);
    }

    /// <summary>The fingerprints of saved heads by line, and what is wrong with a head itself.</summary>
    private async Task<(Dictionary<long, byte[]> Kept, string? Wrong)> KeptAsync(string? given, CancellationToken cancellationToken)
    {
        var (kept, wrong) = (new Dictionary<long, byte[]>(), (string?)null);
        if (given is null && options.Value.Heads is not { Length: > 0 }) return (kept, null);
        if (given is null && !Directory.Exists(options.Value.Heads)) return (kept, "the centre's folder of saved heads is not there");
        foreach (var (file, head) in await folder.ReadAsync(given ?? options.Value.Heads!, cancellationToken))
        {
            if (head is null) wrong ??= $"{file} is no head that the centre signed: it was altered, or its key is missing";
            else if (kept.TryAdd(head.Line, Convert.FromHexString(head.Hash))) continue;
            else if (!kept[head.Line].AsSpan().SequenceEqual(Convert.FromHexString(head.Hash))) wrong ??= $"{file} and another head speak of the same line {head.Line} and name different fingerprints: there were two ledgers";
        }
        // The centre's own folder cannot be empty once a head was saved: it would agree with anything.
        if (given is null && kept.Count == 0 && await db.Database.SqlQuery<DateOnly>($"select day as \"Value\" from ledger_saved_head limit 1").AnyAsync(cancellationToken)) wrong ??= "there is no saved head in the centre's folder";
        return (kept, wrong);
    }

    /// <summary>At once and in order, which .NET's own Progress does not promise.</summary>
    private sealed class Relay(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}

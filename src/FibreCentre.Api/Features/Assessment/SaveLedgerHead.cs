using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Notices;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Signs the last line of the ledger once a day and gives it away: into a folder, and by mail. From then on nobody can rewrite what is before it without its showing.</summary>
internal sealed record SaveLedgerHead : ICommand<SavedLedgerHead>, IHousekeeping;

/// <param name="Line">Null when there was nothing to save: no line yet, or today's head is saved.</param>
internal sealed record SavedLedgerHead(DateOnly Day, long? Line);

internal sealed class SaveLedgerHeadHandler(CentreDbContext db, SigningKeys keys, IOptions<LedgerOptions> ledger, IConfiguration configuration, TimeProvider clock) : IRequestHandler<SaveLedgerHead, Result<SavedLedgerHead>>
{
    public async Task<Result<SavedLedgerHead>> Handle(SaveLedgerHead request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var day = (await db.TimeAsync(cancellationToken)).DayOf(now);
        var head = await LedgerBook.HeadAsync(db, cancellationToken);
        if (head.Number == 0 || await db.Database.SqlQuery<DateOnly>($"select day as \"Value\" from ledger_saved_head where day = {day}").AnyAsync(cancellationToken)) return new SavedLedgerHead(day, null);
        if (!keys.CanSign) return AssessmentErrors.NoSigningKey();

        var saved = new SignedHead(configuration["Centre:BaseUrl"] ?? "", day, head.Number, Convert.ToHexStringLower(head.Hash), now.ToUnixTimeSeconds());
        var (signed, key) = keys.Sign(saved.Payload(), SignedHead.Type);
        var id = Guid.CreateVersion7(now);
        var isFirst = await db.Database.ExecuteSqlAsync($"""
            insert into ledger_saved_head (id, day, number, hash, key_id, signed, saved_at) values ({id}, {day}, {head.Number}, {head.Hash}, {key}, {signed}, {now}) on conflict (day) do nothing
            """, cancellationToken);
        if (isFirst == 0) return new SavedLedgerHead(day, null);   // another instance was at it
        db.AddRange(ledger.Value.Readers.Select(reader => Message.To(reader, MessageKind.LedgerHead, id, now)));
        await db.SaveChangesAsync(cancellationToken);
        // Last: a folder that cannot be written leaves nothing behind, and it is tried again in an hour.
        if (ledger.Value.Heads is { Length: > 0 } folder) await HeadFolder.KeepAsync(folder, saved, signed, cancellationToken);
        return new SavedLedgerHead(day, head.Number);
    }
}

/// <summary>The heads that were saved, newest first.</summary>
public sealed record ListLedgerHeads(int Limit = 31) : IQuery<ListedLedgerHeads>;

public sealed record ListedLedgerHeads(IReadOnlyList<LedgerHeadLine> Heads);

/// <param name="Hash">Of that line, in hexadecimal.</param>
/// <param name="Jws">A JWS (RFC 7515) in its compact form, by a key of <c>/.well-known/jwks.json</c>.</param>
public sealed record LedgerHeadLine(DateOnly Day, long Line, string Hash, string KeyId, string Jws, DateTimeOffset SavedAt);

internal sealed class ListLedgerHeadsValidator : AbstractValidator<ListLedgerHeads>
{
    public ListLedgerHeadsValidator() => RuleFor(request => request.Limit).InclusiveBetween(1, 400).WithMessage("Ask for 1 to 400 rows.");
}

internal sealed class ListLedgerHeadsHandler(CentreDbContext db) : IRequestHandler<ListLedgerHeads, Result<ListedLedgerHeads>>
{
    public async Task<Result<ListedLedgerHeads>> Handle(ListLedgerHeads request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var heads = await db.Database.SqlQuery<Row>($"""
            select day as "Day", number as "Line", hash as "Hash", key_id as "KeyId", signed as "Jws", saved_at as "SavedAt" from ledger_saved_head order by day desc limit {request.Limit}
            """).ToListAsync(cancellationToken);
        return new ListedLedgerHeads([.. heads.Select(head => new LedgerHeadLine(head.Day, head.Line, Convert.ToHexStringLower(head.Hash), head.KeyId, head.Jws, time.Civil(head.SavedAt)))]);
    }

    internal sealed record Row(DateOnly Day, long Line, byte[] Hash, string KeyId, string Jws, DateTime SavedAt);
}

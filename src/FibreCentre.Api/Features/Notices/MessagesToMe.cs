using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>What whoever asks was told, newest first.</summary>
/// <param name="Before">The id of the last row of the page before; null for the first page.</param>
public sealed record ListMessagesToMe(long? Before = null) : IQuery<MessagesToMe>;

/// <param name="Daily">Whether what can wait comes in one digest a day; null for those who cannot choose.</param>
/// <param name="DigestAt">When the digest goes, on the centre's clocks; null while there is none.</param>
/// <param name="Next">Send as <c>before</c> for the page after; null on the last one.</param>
public sealed record MessagesToMe(bool? Daily, TimeOnly? DigestAt, IReadOnlyList<ToldLine> Messages, long? Next);

/// <summary>Chooses, for one of the centre's own people, one digest a day for what can wait.</summary>
public sealed record ChooseDigest(bool Daily) : ICommand<ChosenDigest>;

public sealed record ChosenDigest(bool Daily);

internal sealed class ListMessagesToMeHandler(CentreDbContext db, Actor actor) : IRequestHandler<ListMessagesToMe, Result<MessagesToMe>>
{
    private sealed record Choice(bool Daily, TimeOnly? At);

    public async Task<Result<MessagesToMe>> Handle(ListMessagesToMe request, CancellationToken cancellationToken)
    {
        var choice = await db.Database.SqlQuery<Choice>($"""
            select coalesce((select digest from notice_preference where account_id = {actor.Account}), false) as "Daily", (select at from reminder_rule where kind = 'digest' and enabled limit 1) as "At"
            """).SingleAsync(cancellationToken);
        var before = request.Before ?? long.MaxValue;
        var (lines, next) = await db.ToldAsync($"""
            select m.id as "Id", m.kind as "Kind", m.state as "State", c.course_code || ' ' || c.title || ', ' || c.code as "About", m.due_at as "DueAt", m.finished_at as "FinishedAt", m.note as "Note"
            from message m left join booking b on b.id = m.subject_id left join cohort c on c.id = coalesce(b.cohort_id, m.subject_id)
            where m.account_id = {actor.Account} and m.id < {before} order by m.id desc limit {ToldLines.APage + 1}
            """, cancellationToken);
        return new MessagesToMe(actor.Scope == TenantScope.Staff ? choice.Daily : null, choice.At, lines, next);
    }
}

internal sealed class ChooseDigestHandler(CentreDbContext db, Actor actor) : IRequestHandler<ChooseDigest, Result<ChosenDigest>>
{
    public async Task<Result<ChosenDigest>> Handle(ChooseDigest request, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"insert into notice_preference values ({actor.Account}, {request.Daily}) on conflict (account_id) do update set digest = excluded.digest", cancellationToken);
        return new ChosenDigest(request.Daily);
    }
}

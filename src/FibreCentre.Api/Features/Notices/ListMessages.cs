using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>What the centre has told people and what became of it, newest first.</summary>
/// <param name="State">Only of this state, such as <c>dead</c>; null for all.</param>
/// <param name="Before">The id of the last row of the page before; null for the first page.</param>
public sealed record ListMessages(string? State = null, long? Before = null, int Limit = 50) : IQuery<ListedMessages>;

/// <param name="Counts">How many messages there are in each state.</param>
/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedMessages(IReadOnlyDictionary<string, int> Counts, IReadOnlyList<MessageLine> Messages, long? Next);

/// <param name="About">The cohort it concerns; null where it concerns none.</param>
/// <param name="Session">Its title; null for what speaks of a whole day or cohort.</param>
/// <param name="Day">Of the session it speaks of, or the first of the cohort: as it said once it has been written, as it stands now before; of a reminder, the day that is reminded of; null where there is none.</param>
/// <param name="Page">Where more is to be seen: a page of the centre, from its root; null where there is none.</param>
public sealed record MessageLine(
    long Id, string Kind, string State, string To, MessageAbout? About, string? Session, DateOnly? Day, string? Page, DateTimeOffset DueAt, int Attempts, DateTimeOffset? FinishedAt, string? Note, bool NeedsDecision);

public sealed record MessageAbout(Guid CohortId, string Code, string Course, string CourseTitle);

/// <summary>Decides about a message that is dead or uncertain: it is sent again, or it is let be and shown to nobody any more as something to see to.</summary>
public sealed record DecideMessage(long Message, MessageDecision Decision) : ICommand<DecidedMessage>;

public sealed record DecidedMessage(long Id, string State);

internal static class MessageErrors
{
    public static Error NotFound() => new(ErrorKind.NotFound, "message-not-found", "No such message", "Check the reference.");

    public static Error NothingToDecide(MessageState state) =>
        new(ErrorKind.Conflict, "message-needs-no-decision", "There is nothing to decide about this message", $"It is {state.ToString().ToLowerInvariant()}; only a dead or an uncertain one can be sent again or dismissed.");
}

internal sealed class ListMessagesValidator : AbstractValidator<ListMessages>
{
    public ListMessagesValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
        RuleFor(request => request.State).Must(state => state is null || Enum.GetNames<MessageState>().Contains(state, StringComparer.OrdinalIgnoreCase))
            .WithMessage($"Choose one of {string.Join(", ", Enum.GetNames<MessageState>()).ToLowerInvariant()}.");
    }
}

internal sealed class ListMessagesHandler(CentreDbContext db) : IRequestHandler<ListMessages, Result<ListedMessages>>
{
    public async Task<Result<ListedMessages>> Handle(ListMessages request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var counts = await db.Messages.GroupBy(message => message.State).Select(group => new { State = group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        var state = request.State?.ToLowerInvariant();
        var before = request.Before ?? long.MaxValue;
        // Of a booking, a cohort or a trainee's place: each leads to its cohort. Of kit, practice or a certificate it leads elsewhere.
        var page = await db.Database.SqlQuery<Row>($"""
            select m.id as "Id", m.kind as "Kind", m.state as "State", coalesce(t.given_name || ' ' || t.family_name, a.display_name, m.address, 'Somebody who has left') as "To",
              c.id as "CohortId", c.code as "Code", c.course_code as "Course", c.title as "CourseTitle", s.title as "Session", coalesce(case when m.state <> 'pending' then lower(m.said_during) end, lower(s.during)) as "Starts", m.day as "Day", c.first_day as "FirstDay",
              case when m.kind = 'invariants-broken' then '/audit' when m.kind = 'ledger-head' then '/ledger' when m.kind = 'check-due' then '/kit/' || m.subject_id when m.kind like 'practice-%' then '/practice' when m.kind = 'digest' then '/messages' when m.kind = 'certificate-expiring' and m.trainee_id is not null then '/engineers/' || m.trainee_id end as "Page",
              m.due_at as "DueAt", m.attempts as "Attempts", m.finished_at as "FinishedAt", m.note as "Note"
            from message m
              left join trainee t on t.id = m.trainee_id
              left join identity.account a on a.id = m.account_id
              left join place p on p.id = m.place_id
              left join booking b on b.id = m.subject_id
              left join cohort c on c.id = coalesce(p.cohort_id, b.cohort_id, m.subject_id)
              left join invitation i on i.id = m.invitation_id
              left join session s on s.id = i.session_id
            where m.id < {before} and ({state}::text is null or m.state = {state})
            order by m.id desc limit {request.Limit + 1}
            """).ToListAsync(cancellationToken);
        return new ListedMessages(
            counts.ToDictionary(each => SnakeCase.Kebab(each.State.ToString()), each => each.Count),
            [.. page.Take(request.Limit).Select(row => new MessageLine(
                row.Id, row.Kind, row.State, row.To, row.CohortId is { } cohort ? new(cohort, row.Code!, row.Course!, row.CourseTitle!) : null, row.Session, row.Day ?? (row.Starts is { } starts ? time.DayOf(starts) : row.FirstDay), row.Page,
                time.Civil(row.DueAt), row.Attempts, row.FinishedAt is { } at ? time.Civil(at) : null, row.Note, row.State is "dead" or "uncertain"))],
            page.Count > request.Limit ? page[request.Limit - 1].Id : null);
    }

    internal sealed record Row(
        long Id, string Kind, string State, string To, Guid? CohortId, string? Code, string? Course, string? CourseTitle, string? Session, DateTime? Starts, DateOnly? Day, DateOnly? FirstDay, string? Page,
        DateTime DueAt, int Attempts, DateTime? FinishedAt, string? Note);
}

internal sealed class DecideMessageHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<DecideMessage, Result<DecidedMessage>>
{
    public async Task<Result<DecidedMessage>> Handle(DecideMessage request, CancellationToken cancellationToken)
    {
        if (await db.Messages.FromSql($"select * from message where id = {request.Message} for update").SingleOrDefaultAsync(cancellationToken) is not { } message) return MessageErrors.NotFound();
        if (message.State is not (MessageState.Dead or MessageState.Uncertain)) return MessageErrors.NothingToDecide(message.State);
        if (request.Decision == MessageDecision.Resend) message.Resend(clock.GetUtcNow());
        else message.Dismiss(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        if (message is { Kind: MessageKind.Digest, State: MessageState.Skipped }) await db.EndWithDigestAsync(message, cancellationToken);
        return new DecidedMessage(message.Id, SnakeCase.Kebab(message.State.ToString()));
    }
}

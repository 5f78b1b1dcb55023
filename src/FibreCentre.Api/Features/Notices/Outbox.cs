using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Takes messages that are due for one worker and writes them. Nothing is on the wire yet: a worker that dies now leaves nothing in doubt, and another takes them up.</summary>
/// <param name="Worker">Which connection of which process takes them.</param>
/// <param name="Most">At least 1.</param>
internal sealed record TakeDueMessages(string Worker, int Most) : ICommand<TakenMessages>, IHousekeeping;

/// <param name="Any">Whether there was anything due, even if nothing was left to say of it.</param>
internal sealed record TakenMessages(IReadOnlyList<WrittenMessage> Messages, bool Any);

/// <param name="Sequence">Of the calendar entry it carries; null for one that carries none.</param>
internal sealed record WrittenMessage(long Id, MimeMessage Mail, int? Sequence);

/// <summary>
/// Records what became of one message and marks the next as on the wire, before it is: one commit for both. A crash leaves a trace of the one message a
/// connection of which nobody can know whether it arrived, and of no other.
/// </summary>
/// <param name="Next">Null after the last.</param>
internal sealed record TurnOver(string Worker, Attempted? Done, WrittenMessage? Next) : ICommand<TurnedOver>, IHousekeeping;

internal sealed record Attempted(WrittenMessage Message, Delivery Delivery);

/// <param name="Done">What the message before is now.</param>
/// <param name="Go">Whether the next is to be sent. It is not when what it says may no longer be so: it is written anew.</param>
internal sealed record TurnedOver(MessageState? Done, bool Go);

internal enum DeliveryOutcome { Sent, Refused, Later, Uncertain }

/// <param name="Why">Null when sent. Never personal data: it is logged and shown.</param>
internal sealed record Delivery(DeliveryOutcome Outcome, string? Why = null)
{
    public static readonly Delivery Sent = new(DeliveryOutcome.Sent);
}

/// <summary>Messages that a worker left on the wire when it died become uncertain.</summary>
internal sealed record RecoverInterrupted : ICommand<int>, IHousekeeping;

internal static class Outbox
{
    /// <summary>What was written longer ago is written anew before it goes.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <summary>What a worker took and never sent is anybody's again.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Longer than any transmission can take: two connections, each with its limit.</summary>
    public static TimeSpan Abandoned(MailOptions.SmtpOptions smtp) => TimeSpan.FromSeconds(10) + (5 * TimeSpan.FromSeconds(smtp.TimeoutSeconds));
}

internal sealed class TakeDueMessagesHandler(CentreDbContext db, MessageWriter writer, TimeProvider clock, ILogger<TakeDueMessagesHandler> log) : IRequestHandler<TakeDueMessages, Result<TakenMessages>>
{
    public async Task<Result<TakenMessages>> Handle(TakeDueMessages request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var lapsed = now - Outbox.Lease;
        // What a digest tells of is not told by itself. SKIP LOCKED lets several workers share. Of one calendar entry only the oldest message goes: they must arrive in order.
        var due = await db.Messages.FromSql($"""
            select * from message m
            where m.state in ('pending', 'retrying') and m.due_at <= {now} and (m.claimed_at is null or m.claimed_at <= {lapsed} or m.claimed_by = {request.Worker})
              and m.digest_id is null and not (m.state = 'pending' and waits_for_digest(m.kind, m.account_id))
              and not exists (select from message earlier where earlier.invitation_id = m.invitation_id and earlier.id < m.id and earlier.state in ('pending', 'retrying', 'transmitting'))
            order by m.due_at, m.id limit {request.Most} for update skip locked
            """).ToListAsync(cancellationToken);
        if (due.Count == 0) return new TakenMessages([], Any: false);
        var sources = await writer.ReadAsync(due, cancellationToken);
        var written = new List<WrittenMessage>();
        foreach (var message in due)
        {
            try
            {
                var composed = await writer.WriteAsync(message, sources, cancellationToken);
                if (composed.Mail is null) message.Skip(composed.Pointless!, now);
                else
                {
                    message.TakenBy(request.Worker, now);
                    message.Says(composed.Said?.During, composed.Said?.In);
                    written.Add(new(message.Id, composed.Mail, composed.Sequence));
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException && DatabaseRefusals.Postgres(fault) is null)
            {
                // A message that cannot be written must not hold up those behind it: it waits on the ladder like any other and is shown when it is dead.
                log.LogError(fault, "Message {MessageId} could not be written", message.Id);
                message.CannotBeWritten($"It could not be written: {fault.GetType().Name}.", now);
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        return new TakenMessages(written, Any: true);
    }
}

internal sealed class TurnOverHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<TurnOver, Result<TurnedOver>>
{
    public async Task<Result<TurnedOver>> Handle(TurnOver request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        long[] ids = [.. new[] { request.Done?.Message.Id, request.Next?.Id }.OfType<long>()];
        var messages = await db.Messages.FromSql($"select * from message where id = any ({ids}) order by id for update").ToDictionaryAsync(each => each.Id, cancellationToken);
        InvitationId[] invited = [.. messages.Values.Select(each => each.Invitation).OfType<InvitationId>()];
        var invitations = invited.Length == 0 ? [] : await db.Invitations.Where(each => invited.Contains(each.Id)).ToDictionaryAsync(each => each.Id, cancellationToken);

        var done = request.Done is { } attempted ? Record(messages[attempted.Message.Id], attempted, invitations, now) : (MessageState?)null;
        var go = false;
        if (request.Next is { } next && messages[next.Id] is { IsWaiting: true } message && message.ClaimedBy == request.Worker)
        {
            go = now - message.ClaimedAt <= Outbox.Fresh && (message.Invitation is not { } entry || next.Sequence is null || invitations[entry].Sequence == next.Sequence);
            if (go) message.Claim(request.Worker, now);
            else message.LetGo();
        }
        await db.SaveChangesAsync(cancellationToken);
        if (done == MessageState.Sent && messages[request.Done!.Message.Id] is { Kind: MessageKind.Digest } digest) await db.EndWithDigestAsync(digest, cancellationToken);
        return new TurnedOver(done, go);
    }

    private static MessageState Record(Message message, Attempted attempted, Dictionary<InvitationId, Invitation> invitations, DateTimeOffset now)
    {
        // A worker that was thought to be dead comes back with its outcome: what was made of it meanwhile stays.
        if (message.State != MessageState.Transmitting) return message.State;
        var (outcome, why) = (attempted.Delivery.Outcome, attempted.Delivery.Why ?? "");
        switch (outcome)
        {
            case DeliveryOutcome.Sent: message.Sent(now); break;
            case DeliveryOutcome.Refused: message.Die(why, now); break;
            case DeliveryOutcome.Later: message.Retry(why, now); break;
            default: message.BecomeUncertain(why, now); break;
        }
        // Uncertain counts as told: if it did arrive, the entry is in a calendar and a later withdrawal must reach it.
        if (attempted.Message.Sequence is { } sequence && outcome is DeliveryOutcome.Sent or DeliveryOutcome.Uncertain) invitations[message.Invitation!.Value].Told(sequence);
        return message.State;
    }
}

internal sealed class RecoverInterruptedHandler(CentreDbContext db, IOptions<MailOptions> options, TimeProvider clock) : IRequestHandler<RecoverInterrupted, Result<int>>
{
    public async Task<Result<int>> Handle(RecoverInterrupted request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now - Outbox.Abandoned(options.Value.Smtp);
        var interrupted = await db.Messages
            .FromSql($"select * from message where state = 'transmitting' and claimed_at < {before} order by id for update skip locked").ToListAsync(cancellationToken);
        foreach (var message in interrupted)
        {
            // Told of what it can have carried at least: what has changed since is told of anew. Who reads a feed was sent no entry.
            if (message is { Invitation: { } id, LeastSequence: { } sequence } && await db.Invitations.SingleAsync(each => each.Id == id, cancellationToken) is var invitation
                && (invitation.LastSentSequence is not null || await db.Trainees.AnyAsync(each => each.Id == invitation.Trainee && each.ToldBy != TraineeTelling.Feed, cancellationToken))) invitation.Told(sequence);
            message.BecomeUncertain("The worker that was sending it stopped before it could say what became of it.", now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return interrupted.Count;
    }
}

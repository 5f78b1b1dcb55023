using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Takes messages that are due and marks them as on the wire, before anything is sent: a crash after this leaves a trace.</summary>
/// <param name="Worker">Which process takes them.</param>
internal sealed record ClaimDueMessages(string Worker, int Most) : ICommand<ClaimedMessages>, IHousekeeping;

internal sealed record ClaimedMessages(IReadOnlyList<long> Ids);

/// <summary>What became of one attempt.</summary>
/// <param name="Sequence">Of the calendar entry the message carried; null for a reminder.</param>
internal sealed record RecordDelivery(long Message, Delivery Delivery, int? Sequence) : ICommand<MessageState>, IHousekeeping;

internal enum DeliveryOutcome { Sent, Refused, Later, Uncertain, Pointless }

/// <param name="Why">Null when sent. Never personal data: it is logged and shown.</param>
internal sealed record Delivery(DeliveryOutcome Outcome, string? Why = null)
{
    public static readonly Delivery Sent = new(DeliveryOutcome.Sent);
}

/// <summary>Messages that a worker left on the wire when it died become uncertain.</summary>
internal sealed record RecoverInterrupted : ICommand<int>, IHousekeeping;

internal sealed class ClaimDueMessagesHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ClaimDueMessages, Result<ClaimedMessages>>
{
    public async Task<Result<ClaimedMessages>> Handle(ClaimDueMessages request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // SKIP LOCKED lets several workers share. Of one calendar entry only the oldest message goes: they must arrive in order.
        var due = await db.Messages.FromSql($"""
            select * from message m
            where m.state in ('pending', 'retrying') and m.due_at <= {now}
              and not exists (select from message earlier where earlier.invitation_id = m.invitation_id and earlier.id < m.id and earlier.state in ('pending', 'retrying', 'transmitting'))
            order by m.due_at, m.id limit {request.Most} for update skip locked
            """).ToListAsync(cancellationToken);
        foreach (var message in due) message.Claim(request.Worker, now);
        await db.SaveChangesAsync(cancellationToken);
        return new ClaimedMessages(due.ConvertAll(message => message.Id));
    }
}

internal sealed class RecordDeliveryHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<RecordDelivery, Result<MessageState>>
{
    public async Task<Result<MessageState>> Handle(RecordDelivery request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var message = await db.Messages.SingleAsync(each => each.Id == request.Message, cancellationToken);
        var why = request.Delivery.Why ?? "";
        switch (request.Delivery.Outcome)
        {
            case DeliveryOutcome.Sent: message.Sent(now); break;
            case DeliveryOutcome.Refused: message.Die(why, now); break;
            case DeliveryOutcome.Later: message.Retry(why, now); break;
            case DeliveryOutcome.Uncertain: message.BecomeUncertain(why, now); break;
            default: message.Skip(why, now); break;
        }
        // Uncertain counts as told: if it did arrive, the entry is in a calendar and a later withdrawal must reach it.
        if (request.Sequence is { } sequence && request.Delivery.Outcome is DeliveryOutcome.Sent or DeliveryOutcome.Uncertain)
            (await db.Invitations.SingleAsync(each => each.Id == message.Invitation, cancellationToken)).Told(sequence);
        await db.SaveChangesAsync(cancellationToken);
        return message.State;
    }
}

internal sealed class RecoverInterruptedHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<RecoverInterrupted, Result<int>>
{
    /// <summary>Longer than any transmission may take.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(3);

    public async Task<Result<int>> Handle(RecoverInterrupted request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now - Abandoned;
        var interrupted = await db.Messages
            .FromSql($"select * from message where state = 'transmitting' and claimed_at < {before} order by id for update skip locked").ToListAsync(cancellationToken);
        foreach (var message in interrupted)
        {
            if (message.Invitation is { } id && await db.Invitations.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is { } invitation) invitation.Told(invitation.Sequence);
            message.BecomeUncertain("The worker that was sending it stopped before it could say what became of it.", now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return interrupted.Count;
    }
}

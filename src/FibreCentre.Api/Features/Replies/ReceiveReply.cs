using System.Security.Cryptography;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.ICalendar;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Replies;

/// <summary>
/// Takes a mail that may be an answer, whichever way it came. By token it is the trainee's; by UID it is when its sender is the trainee; else it is kept apart.
/// The same octets again are the same answer.
/// </summary>
/// <param name="Mail">RFC 5322, as it came.</param>
internal sealed record ReceiveReply(byte[] Mail) : ICommand<ReceivedReply>;

/// <param name="Outcome">As <see cref="ReplyOutcome"/>.</param>
internal sealed record ReceivedReply(long Id, ReplyOutcome Outcome);

internal sealed class ReceiveReplyHandler(CentreDbContext db, TimeProvider clock, ILogger<ReceiveReply> log) : IRequestHandler<ReceiveReply, Result<ReceivedReply>>
{
    public async Task<Result<ReceivedReply>> Handle(ReceiveReply request, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(request.Mail));
        if (await db.InvitationReplies.AsNoTracking().SingleOrDefaultAsync(each => each.ContentHash == hash, cancellationToken) is { } before) return new ReceivedReply(before.Id, before.Outcome);
        var read = ReplyMail.Read(request.Mail);
        if (!read.Succeeded)
        {
            log.LogInformation("A mail is no answer: {Why}", read.Error.Code);
            return read.Error;
        }
        var (mail, now) = (read.Value, clock.GetUtcNow());
        if (mail.Words is { } words) return await TakeWordsAsync(mail, words, hash, now, cancellationToken);
        var (invitation, answer, isOwn) = await MatchAsync(mail, cancellationToken);
        var said = answer.Event;
        var given = new GivenAnswer(answer.Answer, said.Sequence, said.Stamp ?? now, ReplyWay.Mail)
        {
            Comment = string.Join('\n', said.Comments), Proposes = answer.Answer == ReplyAnswer.Counter ? said.Start : null, ContentHash = hash, Sender = mail.From,
        };
        var reply = isOwn ? await Replying.KeepAsync(db, await Replying.LockAsync(db, invitation!.Id, cancellationToken), given, now, cancellationToken) : InvitationReply.KeptApart(invitation, given, now);
        if (!isOwn) db.Add(reply);
        await db.SaveChangesAsync(cancellationToken);
        log.LogInformation("Answer {ReplyId} came by mail: {Outcome}", reply.Id, reply.Outcome);
        return new ReceivedReply(reply.Id, reply.Outcome);
    }

    /// <summary>Only by token: what else comes in plain words has another reader.</summary>
    private async Task<Result<ReceivedReply>> TakeWordsAsync(ReplyMail mail, string words, string hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Invitations.AsNoTracking().Where(each => mail.Tokens.Contains(each.ReplyToken)).OrderBy(each => each.Id).FirstOrDefaultAsync(cancellationToken) is not { } invitation) return ReplyErrors.MailWithoutAnswer();
        var given = new GivenAnswer(ReplyAnswer.Words, invitation.Sequence, now, ReplyWay.Mail) { Comment = words, ContentHash = hash };
        var reply = await Replying.KeepAsync(db, await Replying.LockAsync(db, invitation.Id, cancellationToken), given, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        log.LogInformation("Answer {ReplyId} came by mail in plain words", reply.Id);
        return new ReceivedReply(reply.Id, reply.Outcome);
    }

    private async Task<(Invitation? Invitation, (ReceivedEvent Event, ReplyAnswer Answer) Answer, bool IsOwn)> MatchAsync(ReplyMail mail, CancellationToken cancellationToken)
    {
        string[] uids = [.. mail.Answers.Select(each => each.Event.Uid).Distinct()];
        var found = await (from invitation in db.Invitations join trainee in db.Trainees.IgnoreAutoIncludes() on invitation.Trainee equals trainee.Id where uids.Contains(invitation.Uid) select new { invitation, trainee.Email }).AsNoTracking().ToListAsync(cancellationToken);
        // A token speaks for its own entry only: who holds one must not answer another by naming its UID.
        if (found.OrderBy(each => each.invitation.Id.Value).FirstOrDefault(each => mail.Tokens.Contains(each.invitation.ReplyToken)) is { } held && Said(held.invitation, held.Email, mustBeNamed: false) is { } byToken)
            return (held.invitation, byToken, true);
        foreach (var each in found)
            if (Same(mail.From, each.Email) && Said(each.invitation, each.Email, mustBeNamed: true) is { } named) return (each.invitation, named, true);
        var (first, isCounter) = mail.Answers[0];
        return (found.Find(each => each.invitation.Uid == first.Uid)?.invitation, (first, isCounter ? ReplyAnswer.Counter : first.Attendees.Select(ReplyMail.AnswerOf).First(each => each is not null)!.Value), false);

        (ReceivedEvent Event, ReplyAnswer Answer)? Said(Invitation invitation, string email, bool mustBeNamed)
        {
            foreach (var (entry, counters) in mail.Answers.Where(answer => answer.Event.Uid == invitation.Uid))
            {
                // Others may stand beside the trainee; somebody alone is the trainee under another address.
                var attendee = Named(entry, email) ?? (mustBeNamed ? null : Named(entry, mail.From) ?? (entry.Attendees is [var only] ? only : null));
                if (counters && (attendee is not null || !mustBeNamed)) return (entry, ReplyAnswer.Counter);
                if (attendee is not null && ReplyMail.AnswerOf(attendee) is { } answer) return (entry, answer);
            }
            return null;
        }
    }

    private static CalendarAttendee? Named(ReceivedEvent entry, string? email) => entry.Attendees.FirstOrDefault(each => Same(each.Address.Email, email));

    private static bool Same(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Replies;

/// <summary>
/// What an invitation's link asks. The actor is whoever holds the token: the one the organizer's address carries in the same mail, so that a signature of its own
/// would keep nobody out whom the address lets in.
/// </summary>
internal sealed record ShowQuestion(string Token) : IQuery<Question>;

/// <summary>Nothing personal but the answer given so far.</summary>
/// <param name="Sequence">Send it with the answer: it says what was answered.</param>
/// <param name="IsOpen">False when the session is over or the place is gone.</param>
/// <param name="Answer">As <see cref="ReplyAnswer"/>; null while there is none to the session as it stands.</param>
internal sealed record Question(string Centre, string Course, string CourseTitle, string Session, CivilSlot During, int Sequence, bool IsOpen, ReplyAnswer? Answer);

/// <summary>Answers an invitation by its link.</summary>
/// <param name="Sequence">Of the <see cref="Question"/> that is answered.</param>
/// <param name="Answer">Accepted or declined.</param>
internal sealed record AnswerInvitation(string Token, int Sequence, ReplyAnswer? Answer, string? Comment) : ICommand<AnsweredInvitation>;

internal sealed record AnsweredInvitation(long Id, ReplyAnswer Answer);

internal sealed class AnswerInvitationValidator : AbstractValidator<AnswerInvitation>
{
    public AnswerInvitationValidator()
    {
        RuleFor(request => request.Answer).Must(answer => answer is ReplyAnswer.Accepted or ReplyAnswer.Declined).WithMessage("Choose one of the two answers.");
        RuleFor(request => request.Comment).MaximumLength(InvitationReply.LongestComment).WithMessage($"Shorten the note to {InvitationReply.LongestComment} characters.");
    }
}

internal sealed class ShowQuestionHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowQuestion, Result<Question>>
{
    public async Task<Result<Question>> Handle(ShowQuestion request, CancellationToken cancellationToken)
    {
        if (await Replying.ByTokenAsync(db, request.Token, isToWrite: false, cancellationToken) is not { } invitation) return ReplyErrors.NoInvitation();
        var centre = await db.CentreAsync(cancellationToken);
        var asked = await (from session in db.Sessions join cohort in db.Cohorts on session.Cohort equals cohort.Id where session.Id == invitation.Session select new { session, cohort }).AsNoTracking().SingleAsync(cancellationToken);
        var standing = await Replying.StandingAsync(db, invitation, cancellationToken);
        return new Question(
            centre.Name, asked.cohort.Course.Value, asked.cohort.Title, asked.session.Title, CivilSlot.Of(asked.session.During, CentreTime.In(centre.TimeZone)), invitation.Sequence,
            !invitation.Withdrawn && asked.session.During.End > clock.GetUtcNow(), standing?.Answer);
    }
}

internal sealed class AnswerInvitationHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<AnswerInvitation, Result<AnsweredInvitation>>
{
    public async Task<Result<AnsweredInvitation>> Handle(AnswerInvitation request, CancellationToken cancellationToken)
    {
        if (await Replying.ByTokenAsync(db, request.Token, isToWrite: true, cancellationToken) is not { } invitation) return ReplyErrors.NoInvitation();
        var now = clock.GetUtcNow();
        if (invitation.Withdrawn || (await db.Sessions.AsNoTracking().SingleAsync(each => each.Id == invitation.Session, cancellationToken)).During.End <= now) return ReplyErrors.NothingToAnswer();
        if (request.Sequence != invitation.Sequence) return ReplyErrors.ChangedMeanwhile();
        var reply = await Replying.KeepAsync(db, invitation, new(request.Answer!.Value, request.Sequence, now, ReplyWay.Link) { Comment = request.Comment }, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new AnsweredInvitation(reply.Id, reply.Answer);
    }
}

/// <summary>How answers are kept, whichever way they come. Handlers save.</summary>
internal static class Replying
{
    /// <summary>The invitation whose token is presented; from here on the transaction is its trainee's own: it sees what that trainee may see and no more.</summary>
    /// <param name="isToWrite">Locks it, which orders answers to one invitation.</param>
    public static async Task<Invitation?> ByTokenAsync(CentreDbContext db, string token, bool isToWrite, CancellationToken cancellationToken)
    {
        if (await db.Invitations.AsNoTracking().SingleOrDefaultAsync(each => each.ReplyToken == token, cancellationToken) is not { } invitation) return null;
        await db.ScopeToAsync(invitation.Trainee, invitation.Provider, cancellationToken);
        return isToWrite ? await LockAsync(db, invitation.Id, cancellationToken) : invitation;
    }

    /// <summary>Orders answers to one invitation, and its changes, until the transaction ends.</summary>
    public static Task<Invitation> LockAsync(CentreDbContext db, InvitationId invitation, CancellationToken cancellationToken) =>
        db.Invitations.FromSql($"select * from invitation where id = {invitation.Value} for update").SingleAsync(cancellationToken);

    /// <summary>The answer that counts for the invitation as it stands; null when there is none.</summary>
    public static Task<InvitationReply?> StandingAsync(CentreDbContext db, Invitation invitation, CancellationToken cancellationToken) => db.InvitationReplies
        .Where(each => each.Invitation == invitation.Id && each.Outcome == ReplyOutcome.Applied && each.Sequence == invitation.Sequence).OrderByDescending(each => each.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Keeps an answer of the trainee's own. One that counts takes over what an earlier "no" asked of staff.</summary>
    /// <param name="invitation">Locked.</param>
    public static async Task<InvitationReply> KeepAsync(CentreDbContext db, Invitation invitation, GivenAnswer given, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reply = InvitationReply.To(invitation, given, await StandingAsync(db, invitation, cancellationToken), now);
        if (reply.Outcome == ReplyOutcome.Applied)
            foreach (var before in await db.InvitationReplies.Where(each => each.Invitation == invitation.Id && each.Outcome == ReplyOutcome.Applied && each.ToSee && each.SeenAt == null).ToListAsync(cancellationToken)) before.See(null, now);
        db.Add(reply);
        return reply;
    }
}

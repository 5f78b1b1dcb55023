using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Writes a message from the state of things now, or says why it has become pointless.</summary>
internal sealed record ComposeMessage(long Message) : IQuery<ComposedMessage>;

/// <param name="Mail">Null when there is nothing left to say.</param>
/// <param name="Sequence">Of the calendar entry it carries.</param>
internal sealed record ComposedMessage(MimeMessage? Mail, int? Sequence, string? Pointless);

internal sealed class ComposeMessageHandler(CentreDbContext db, PublishedCourses courses, LetterToAccount toAccount, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<ComposeMessage, Result<ComposedMessage>>
{
    public async Task<Result<ComposedMessage>> Handle(ComposeMessage request, CancellationToken cancellationToken)
    {
        var message = await db.Messages.AsNoTracking().SingleAsync(each => each.Id == request.Message, cancellationToken);
        if (message.Account is not null) return await toAccount.WriteAsync(message, cancellationToken);
        var place = await db.Places.AsNoTracking().SingleAsync(each => each.Id == message.Place, cancellationToken);
        var trainee = await db.Trainees.AsNoTracking().SingleAsync(each => each.Id == message.Trainee, cancellationToken);
        var cohort = await db.Cohorts.AsNoTracking().Include(each => each.Sessions).SingleAsync(each => each.Id == place.Cohort, cancellationToken);
        var centre = await db.CentreAsync(cancellationToken);
        var letter = new Letter(centre, CentreTime.In(centre.TimeZone), cohort, trainee, mail.Value, clock.GetUtcNow());
        return message.Kind == MessageKind.Reminder
            ? await RemindAsync(letter, message, place, cancellationToken)
            : await InviteAsync(letter, message, cancellationToken);
    }

    private async Task<ComposedMessage> InviteAsync(Letter letter, Message message, CancellationToken cancellationToken)
    {
        var invitation = await db.Invitations.AsNoTracking().SingleAsync(each => each.Id == message.Invitation, cancellationToken);
        var session = letter.Cohort.Sessions.Single(each => each.Id == invitation.Session);
        var withdraws = message.Kind == MessageKind.Cancellation;
        if (Pointless(message, invitation, session, letter.Now) is { } why) return new(null, null, why);
        var course = await courses.OfAsync(letter.Cohort.CourseVersion, db, cancellationToken);
        var where = (await WhereAsync([session.Id], cancellationToken))(session.Id);
        return new(letter.Invitation(message, invitation, session, where, course.Spec.JoiningInstructions, withdraws), invitation.Sequence, null);
    }

    private static string? Pointless(Message message, Invitation invitation, Session session, DateTimeOffset now) => (message.Kind == MessageKind.Cancellation) switch
    {
        true when !invitation.Withdrawn => "The trainee has a place again.",
        true when invitation.LastSentSequence is null => "The trainee was never told of it.",
        false when invitation.Withdrawn => "The place was cancelled before it was sent.",
        _ when message.UncertainAt is null && invitation.LastSentSequence >= invitation.Sequence => "A later message has said it already.",
        _ when session.During.End <= now => "The session is over.",
        _ => null,
    };

    private async Task<ComposedMessage> RemindAsync(Letter letter, Message message, Place place, CancellationToken cancellationToken)
    {
        if (place.State != PlaceState.Confirmed) return new(null, null, "The place is no longer there.");
        if (place.Trainee != message.Trainee) return new(null, null, "Somebody else has the place now.");
        var sessions = letter.Cohort.Sessions.Where(session => letter.Time.DayOf(session.During.Start) == message.Day).OrderBy(session => session.During.Start).ToList();
        if (sessions.Count == 0) return new(null, null, "The session moved to another day.");
        if (sessions[0].During.Start <= letter.Now) return new(null, null, "The session has begun.");
        var course = await courses.OfAsync(letter.Cohort.CourseVersion, db, cancellationToken);
        var where = await WhereAsync([.. sessions.Select(session => session.Id)], cancellationToken);
        return new(letter.Reminder(message, [.. sessions.Select(session => (session, where(session.Id)))], course.Spec.JoiningInstructions), null, null);
    }

    /// <summary>The bays of each session, all read at once.</summary>
    private async Task<Func<SessionId, string>> WhereAsync(SessionId[] sessions, CancellationToken cancellationToken)
    {
        var resources = await SessionResources.OfAsync(db, sessions, cancellationToken);
        return session => string.Join(", ", resources[session].Where(each => each.Kind == "bay").Select(each => each.Name));
    }
}

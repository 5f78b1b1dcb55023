using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <param name="Mail">Null when there is nothing left to say.</param>
/// <param name="Sequence">Of the calendar entry it carries.</param>
/// <param name="Said">The session or cohort it speaks of; null where it speaks of neither.</param>
internal sealed record ComposedMessage(MimeMessage? Mail, int? Sequence, string? Pointless, Said? Said = null)
{
    public static ComposedMessage Nothing(string why) => new(null, null, why);

    public static ComposedMessage Plain(MimeMessage mail, Said? said = null) => new(mail, null, null, said);
}

/// <summary>Writes messages from the state of things now, or says why one has become pointless.</summary>
internal sealed class MessageWriter(CentreDbContext db, PublishedCourses courses, LetterToAccount toAccount, ExpiryLetter expiry, LedgerHeadLetter ledgerHead, IOptions<MailOptions> mail, IConfiguration configuration, TimeProvider clock)
{
    /// <param name="Arriving">How it is found, what to wear there, where to park.</param>
    internal sealed record BayToFind(Guid Session, string Name, string? Arriving, string? Map);

    /// <summary>What the messages of one batch speak of, all of it read at once.</summary>
    internal sealed record Sources(Centre Centre, CentreTime Time, DateTimeOffset Now, IReadOnlyDictionary<MessageKind, Wording> Words)
    {
        public Dictionary<PlaceId, Place> Places { get; init; } = [];

        public Dictionary<TraineeId, Trainee> Trainees { get; init; } = [];

        public Dictionary<CohortId, Cohort> Cohorts { get; init; } = [];

        public Dictionary<InvitationId, Invitation> Invitations { get; init; } = [];

        /// <summary>What each trainee was told last of a session, where what was said has been kept.</summary>
        public Dictionary<(TraineeId, SessionId), Said> Told { get; init; } = [];

        public ILookup<SessionId, string> Bays { get; init; } = Array.Empty<SessionId>().ToLookup(each => each, _ => "");

        /// <summary>What is to be known of the bays of each session, where there is something.</summary>
        public ILookup<SessionId, BayToFind> ToFind { get; init; } = Array.Empty<SessionId>().ToLookup(each => each, _ => new BayToFind(Guid.Empty, "", null, null));

        public string Where(Session session) => string.Join(", ", Bays[session.Id]);

        public Said AsItStands(Session session) => new(session.During, Where(session));

        public Wording WordsOf(MessageKind kind) => Words.GetValueOrDefault(kind) ?? Wording.DefaultOf(kind);
    }

    public async Task<Sources> ReadAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        var centre = await db.CentreAsync(cancellationToken);
        var words = await db.Wordings.AsNoTracking().ToDictionaryAsync(each => each.Kind, each => new Wording(each.Subject, each.Body), cancellationToken);
        var sources = new Sources(centre, CentreTime.In(centre.TimeZone), clock.GetUtcNow(), words);
        var toTrainees = messages.Where(each => each.Place is not null).ToList();
        if (toTrainees.Count == 0) return sources;
        PlaceId[] placeIds = [.. toTrainees.Select(each => each.Place!.Value).Distinct()];
        TraineeId[] traineeIds = [.. toTrainees.Select(each => each.Trainee!.Value).Distinct()];
        var places = await db.Places.AsNoTracking().Where(each => placeIds.Contains(each.Id)).ToDictionaryAsync(each => each.Id, cancellationToken);
        CohortId[] cohortIds = [.. places.Values.Select(each => each.Cohort).Distinct()];
        var cohorts = await db.Cohorts.AsNoTracking().Include(each => each.Sessions).Where(each => cohortIds.Contains(each.Id)).ToDictionaryAsync(each => each.Id, cancellationToken);
        return sources with
        {
            Places = places,
            Cohorts = cohorts,
            Trainees = await db.Trainees.AsNoTracking().IgnoreAutoIncludes().Where(each => traineeIds.Contains(each.Id)).ToDictionaryAsync(each => each.Id, cancellationToken),
            Invitations = await InvitationsAsync(toTrainees, placeIds, cancellationToken),
            Told = await ToldAsync(toTrainees, cancellationToken),
            ToFind = await ToFindAsync([.. cohorts.Values.SelectMany(each => each.Sessions).Select(each => each.Id.Value)], cancellationToken),
            Bays = await BaysAsync([.. cohorts.Values.SelectMany(each => each.Sessions).Select(each => each.Id)], cancellationToken),
        };
    }

    /// <summary>Those that are told of, and of an overview those of its place.</summary>
    private Task<Dictionary<InvitationId, Invitation>> InvitationsAsync(List<Message> messages, PlaceId[] places, CancellationToken cancellationToken)
    {
        InvitationId[] ids = [.. messages.Select(each => each.Invitation).OfType<InvitationId>()];
        var all = messages.Exists(each => each.Kind == MessageKind.Overview) ? places : [];
        return db.Invitations.AsNoTracking().Where(each => ids.Contains(each.Id) || all.Contains(each.Place)).ToDictionaryAsync(each => each.Id, cancellationToken);
    }

    private sealed record ToldRow(Guid Trainee, Guid Session, DateTimeOffset Starts, DateTimeOffset Ends, string In);

    /// <summary>Of what changed, that session; of what is withdrawn, every session of its place.</summary>
    private async Task<Dictionary<(TraineeId, SessionId), Said>> ToldAsync(List<Message> messages, CancellationToken cancellationToken)
    {
        Guid[] invitations = [.. messages.Where(each => each.Kind is MessageKind.Update or MessageKind.Cancellation).Select(each => each.Invitation!.Value.Value)];
        if (invitations.Length == 0) return [];
        Guid[] places = [.. messages.Where(each => each.Kind == MessageKind.Cancellation).Select(each => each.Place!.Value.Value).Distinct()];
        long[] these = [.. messages.Select(each => each.Id)];
        var told = await db.Database.SqlQuery<ToldRow>($"""
            select i.trainee_id as "Trainee", i.session_id as "Session", lower(m.said_during) as "Starts", upper(m.said_during) as "Ends", m.said_in as "In"
            from invitation i cross join lateral (
              select said_during, said_in from message
              where invitation_id = i.id and kind <> 'cancellation' and said_in is not null and (state in ('sent', 'uncertain') or uncertain_at is not null) and id <> all ({these}) order by id desc limit 1) m
            where i.id = any ({invitations}) or i.place_id = any ({places})
            """).ToListAsync(cancellationToken);
        return told.ToDictionary(each => (new TraineeId(each.Trainee), new SessionId(each.Session)), each => new Said(new(each.Starts, each.Ends), each.In));
    }

    private async Task<ILookup<SessionId, string>> BaysAsync(SessionId[] sessions, CancellationToken cancellationToken)
    {
        var resources = await SessionResources.OfAsync(db, sessions, cancellationToken);
        return sessions.SelectMany(session => resources[session].Where(each => each.Kind == "bay").Select(each => (session, each.Name))).ToLookup(each => each.session, each => each.Name);
    }

    private async Task<ILookup<SessionId, BayToFind>> ToFindAsync(Guid[] sessions, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<BayToFind>($"""
            select r.session_id as "Session", b.name as "Name", b.arriving as "Arriving", b.map_link as "Map" from reservation r join bay b on b.id = r.resource_id
            where r.session_id = any ({sessions}) and (b.arriving is not null or b.map_link is not null) order by b.name
            """).ToListAsync(cancellationToken)).ToLookup(each => new SessionId(each.Session));

    /// <param name="from">Read for this message, among others.</param>
    public async Task<ComposedMessage> WriteAsync(Message message, Sources from, CancellationToken cancellationToken)
    {
        if (message.Kind == MessageKind.CertificateExpiring) return await expiry.WriteAsync(message, from, cancellationToken);
        if (message.Kind == MessageKind.LedgerHead) return await ledgerHead.WriteAsync(message, from, cancellationToken);
        if (message.Account is not null) return await toAccount.WriteAsync(message, from, cancellationToken);
        var place = from.Places[message.Place!.Value];
        var cohort = from.Cohorts[place.Cohort];
        var course = await courses.OfAsync(cohort.CourseVersion, db, cancellationToken);
        var letter = new Letter(from.Centre, from.Time, cohort, from.Trainees[message.Trainee!.Value], course.Spec.JoiningInstructions, from.ToFind, from.WordsOf(message.Kind), mail.Value, CentreLinks.Of(configuration, "/answer/"), from.Now);
        return message.Kind switch
        {
            MessageKind.Reminder => Remind(letter, message, place, from),
            MessageKind.Overview => Overlook(letter, message, place, from),
            MessageKind.Joining => NoLongerTheirs(place, message) is { } gone ? ComposedMessage.Nothing(gone)
                : cohort.Sessions.Min(each => each.During.Start) <= from.Now ? ComposedMessage.Nothing("The course has begun.") : ComposedMessage.Plain(letter.BeforeYouCome(message, from.Where), Said.OfCohort(cohort, from.Time)),
            _ => await InviteAsync(letter, message, from, cancellationToken),
        };
    }

    private async Task<ComposedMessage> InviteAsync(Letter letter, Message message, Sources from, CancellationToken cancellationToken)
    {
        var invitation = from.Invitations[message.Invitation!.Value];
        var session = letter.Cohort.Sessions.Single(each => each.Id == invitation.Session);
        var before = from.Told.GetValueOrDefault((invitation.Trainee, session.Id));
        // Who is expected no more is told of what that person knows, wherever it has gone since.
        var said = message.Kind == MessageKind.Cancellation ? before ?? from.AsItStands(session) : from.AsItStands(session);
        var days = Days(letter.Cohort.Sessions.Select(each => (message.Kind == MessageKind.Cancellation ? from.Told.GetValueOrDefault((invitation.Trainee, each.Id)) : null) ?? from.AsItStands(each)), from.Time);
        // What was sent as an invitation is kept right as one, whatever has been chosen since.
        if (letter.Trainee.ToldBy == TraineeTelling.Feed && invitation.LastSentSequence is null)
        {
            if (Outdated(message, invitation, session, letter.Now) is { } outdated) return ComposedMessage.Nothing(outdated);
            if (message.Kind == MessageKind.Invitation) return ComposedMessage.Nothing("The trainee reads a calendar feed, and has been sent an overview.");
            if (await db.Messages.AnyAsync(each => each.Invitation == invitation.Id && each.Id > message.Id && each.State == MessageState.Pending, cancellationToken)) return ComposedMessage.Nothing("A later message says it as well.");
            return ComposedMessage.Plain(letter.Change(message, session, said, before, days), said);
        }
        if (Pointless(message, invitation, session, letter.Now) is { } why) return ComposedMessage.Nothing(why);
        return new(letter.Invitation(message, invitation, session, said, before, days), invitation.Sequence, null, said);
    }

    private static string Days(IEnumerable<Said> sessions, CentreTime time)
    {
        var days = sessions.Select(each => time.DayOf(each.During.Start)).Distinct().Order().ToList();
        return days.Count == 1 ? CohortErrors.Day(days[0]) : $"{CohortErrors.Day(days[0])} to {CohortErrors.Day(days[^1])}";
    }

    private static string? Pointless(Message message, Invitation invitation, Session session, DateTimeOffset now) =>
        message.Kind == MessageKind.Cancellation && invitation is { Withdrawn: true, LastSentSequence: null } ? "The trainee was never told of it."
        : message.UncertainAt is null && invitation.LastSentSequence >= invitation.Sequence ? "A later message has said it already."
        : Outdated(message, invitation, session, now);

    private static string? Outdated(Message message, Invitation invitation, Session session, DateTimeOffset now) => (message.Kind == MessageKind.Cancellation) switch
    {
        true when !invitation.Withdrawn => "The trainee has a place again.",
        false when invitation.Withdrawn => "The place was cancelled before it was sent.",
        _ when session.During.End <= now => "The session is over.",
        _ => null,
    };

    private static string? NoLongerTheirs(Place place, Message message) =>
        place.State != PlaceState.Confirmed ? "The place is no longer there." : place.Trainee != message.Trainee ? "Somebody else has the place now." : null;

    private static ComposedMessage Remind(Letter letter, Message message, Place place, Sources from)
    {
        if (NoLongerTheirs(place, message) is { } gone) return ComposedMessage.Nothing(gone);
        var sessions = letter.Cohort.Sessions.Where(session => letter.Time.DayOf(session.During.Start) == message.Day).OrderBy(session => session.During.Start).ToList();
        if (sessions.Count == 0) return ComposedMessage.Nothing(MovedAway.Session);
        if (sessions[0].During.Start <= letter.Now) return ComposedMessage.Nothing("The session has begun.");
        return ComposedMessage.Plain(letter.Reminder(message, sessions, from.Where));
    }

    private ComposedMessage Overlook(Letter letter, Message message, Place place, Sources from) =>
        NoLongerTheirs(place, message) is { } gone ? ComposedMessage.Nothing(gone)
        : ComposedMessage.Plain(letter.Overview(message, from.Where, from.Invitations.Values.Count(each => each.Place == place.Id && each.LastSentSequence is not null), CentreLinks.Of(configuration, "/feeds")), Said.OfCohort(letter.Cohort, from.Time));
}

using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using FibreCentre.ICalendar;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Writes the centre's mails to trainees: the calendar ones as iMIP (RFC 6047), the others plain.</summary>
/// <param name="Answers">Where invitations are answered by their token; ends in a slash.</param>
internal sealed record Letter(Centre Centre, CentreTime Time, Cohort Cohort, Trainee Trainee, string Joining, ILookup<SessionId, MessageWriter.BayToFind> ToFind, Wording Wording, MailOptions Mail, Uri Answers, DateTimeOffset Now)
{
    /// <param name="said">When and where; of what is withdrawn, as its trainee knows it.</param>
    /// <param name="before">What its trainee was told last; null where that is not known.</param>
    /// <param name="days">Of the cohort, as its trainee knows them.</param>
    public MimeMessage Invitation(Message message, Invitation invitation, Session session, Said said, Said? before, string days)
    {
        var withdraws = message.Kind == MessageKind.Cancellation;
        // The organizer is who sends, and hears the answer: one address an invitation, so that an answer finds it.
        var organizer = new CalendarAddress($"rsvp+{invitation.ReplyToken}@{Mail.Domain}", Mail.FromName);
        var calendar = new CalendarObject
        {
            ProductId = CalendarEntries.ProductId, Method = withdraws ? CalendarMethod.Cancel : CalendarMethod.Request, TimeZoneId = Time.ZoneId,
            // What is withdrawn is found by its UID and SEQUENCE (RFC 5546 section 3.2.5); its time is the one that stands in that calendar.
            Events = [CalendarEntries.Of(Cohort, session, invitation, said.In ?? "", Centre, Now) with
            {
                Start = said.During.Start, End = said.During.End,
                Organizer = organizer,
                Attendees = [new(new CalendarAddress(Trainee.Email, Trainee.Name))],
                Status = withdraws ? EventStatus.Cancelled : EventStatus.Confirmed,
                Description = withdraws ? null : Joining,
                Alarm = withdraws ? null : new DisplayAlarm(TimeSpan.FromHours(1), $"{session.Title} starts in an hour"),
            }],
        }.ToBytes();
        var words = Of(session, said, before, days, invitation);
        var alternatives = MailParts.Alternatives(words);
        alternatives.Add(MailParts.Part("text", "calendar", calendar, type => { type.Parameters.Add("method", withdraws ? "CANCEL" : "REQUEST"); type.Charset = "utf-8"; }));
        var file = MailParts.Part("application", "ics", calendar, type => type.Name = "invite.ics");
        file.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = "invite.ics" };
        return Envelope(message, new MailboxAddress(Mail.FromName, organizer.Email), words.Subject, new Multipart("mixed") { alternatives, file });
    }

    /// <summary>That a session changed, or is no more, to somebody whose calendar reads a feed.</summary>
    public MimeMessage Change(Message message, Session session, Said said, Said? before, string days) => Plain(message, Of(session, said, before, days, null));

    /// <summary>All sessions of a place.</summary>
    /// <param name="invited">How many of them were sent as invitations before the trainee chose a feed.</param>
    public MimeMessage Overview(Message message, Func<Session, string> where, int invited, Uri link) => Plain(message, Phrasing.Of(Wording, Facts(
        ("sessions", Listed([.. Cohort.Sessions.OrderBy(each => each.During.Start)], where)), ("joining", Joining), ("by_feed", Trainee.ToldBy == TraineeTelling.Feed), ("invited", invited), ("link", link), ("bays", Bays(Cohort.Sessions)))));

    /// <summary>Without a calendar part and without an organizer: a second invitation would be thrown away, or answered.</summary>
    public MimeMessage Reminder(Message message, IReadOnlyList<Session> sessions, Func<Session, string> where)
    {
        var day = Time.DayOf(sessions[0].During.Start);
        return Plain(message, Phrasing.Of(Wording, Facts(
            ("sessions", Listed(sessions, where)), ("joining", Joining), ("day_word", Time.DayOf(Now) == day ? "Today" : "Tomorrow" /* a server that was away overnight */), ("day", CohortErrors.Day(day)), ("bays", Bays(sessions)))));
    }

    /// <summary>What to bring and where to come, some days before the first.</summary>
    public MimeMessage BeforeYouCome(Message message, Func<Session, string> where) => Plain(message, Phrasing.Of(Wording, Facts(
        ("sessions", Listed([.. Cohort.Sessions.OrderBy(each => each.During.Start)], where)), ("joining", Joining), ("day", CohortErrors.Day(Cohort.FirstDay)), ("bays", Bays(Cohort.Sessions)))));

    /// <param name="invitation">Null for who reads a feed, and is not asked for an answer.</param>
    private Phrased Of(Session session, Said said, Said? before, string days, Invitation? invitation) => Phrasing.Of(Wording, Facts(
        ("session", session.Title), ("when", said.When(Time)), ("where", Where(said.In ?? "")), ("was", before is null ? null : said.Unlike(before, Time)), ("days", days), ("joining", Joining), ("by_feed", invitation is null), ("bays", Bays([session])), ("answer_link", invitation is null ? null : new Uri(Answers, invitation.ReplyToken))));

    private List<IReadOnlyDictionary<string, object?>> Listed(IReadOnlyList<Session> sessions, Func<Session, string> where) =>
        [.. sessions.Select(each => MessageFacts.Of(("title", each.Title), ("when", new Said(each.During, null).When(Time)), ("where", Where(where(each)))))];

    /// <summary>Each once, in the order they are come to.</summary>
    private List<IReadOnlyDictionary<string, object?>> Bays(IEnumerable<Session> sessions) =>
        [.. sessions.OrderBy(each => each.During.Start).SelectMany(each => ToFind[each.Id]).DistinctBy(each => each.Name)
            .Select(each => MessageFacts.Of(("title", each.Name), ("arriving", each.Arriving), ("map", each.Map is null ? null : new Uri(each.Map))))];

    private IReadOnlyDictionary<string, object?> Facts(params ReadOnlySpan<(string, object?)> more) =>
        MessageFacts.Of([("given_name", Trainee.GivenName), ("name", Trainee.Name), ("course", Cohort.Course.Value), ("title", Cohort.Title), ("centre", Centre.Name), .. more]);

    private MimeMessage Plain(Message message, Phrased words) => Envelope(message, new MailboxAddress(Mail.FromName, $"training@{Mail.Domain}"), words.Subject, MailParts.Alternatives(words));

    private MimeMessage Envelope(Message message, MailboxAddress from, string subject, MimeEntity body) =>
        MailParts.Envelope(message, Mail, from, new MailboxAddress(Trainee.Name, Trainee.Email), subject, body, Now);

    private string Where(string bays) => bays.Length == 0 ? $"{Centre.Name}, {Centre.Address}" : $"{bays}, {Centre.Name}, {Centre.Address}";
}

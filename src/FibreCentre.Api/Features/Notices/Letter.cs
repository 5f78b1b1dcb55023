using System.Globalization;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using FibreCentre.ICalendar;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Writes the centre's mails: the calendar ones as iMIP (RFC 6047), the others plain.</summary>
internal sealed record Letter(Centre Centre, CentreTime Time, Cohort Cohort, Trainee Trainee, MailOptions Mail, DateTimeOffset Now)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public MimeMessage Invitation(Message message, Invitation invitation, Session session, string where, string joining, bool withdraws)
    {
        // The organizer is who sends, and hears the answer: one address an invitation, so that an answer finds it.
        var organizer = new CalendarAddress($"rsvp+{invitation.ReplyToken}@{Mail.Domain}", Mail.FromName);
        var calendar = new CalendarObject
        {
            ProductId = CalendarEntries.ProductId, Method = withdraws ? CalendarMethod.Cancel : CalendarMethod.Request, TimeZoneId = Time.ZoneId,
            Events = [CalendarEntries.Of(Cohort, session, invitation, where, Centre, Now) with
            {
                Organizer = organizer,
                Attendees = [new(new CalendarAddress(Trainee.Email, Trainee.Name))],
                Status = withdraws ? EventStatus.Cancelled : EventStatus.Confirmed,
                Description = withdraws ? null : joining,
                Alarm = withdraws ? null : new DisplayAlarm(TimeSpan.FromHours(1), $"{session.Title} starts in an hour"),
            }],
        }.ToBytes();
        var method = withdraws ? "CANCEL" : "REQUEST";
        var moved = !withdraws && invitation.LastSentSequence is not null;
        var subject = $"{(withdraws ? "Cancelled: " : moved ? "Changed: " : "")}{Cohort.Course} {session.Title}, {When(session)}";
        string[] lines = withdraws
            ? [$"Dear {Trainee.GivenName},", $"You no longer have a place on {Cohort.Course} {Cohort.Title}. This session leaves your calendar:", $"{session.Title}\n{When(session)}", "If you did not expect this, ask whoever books training for you."]
            : [$"Dear {Trainee.GivenName},", moved ? $"A session of {Cohort.Course} {Cohort.Title} has changed:" : $"You have a place on {Cohort.Course} {Cohort.Title}.",
               $"{session.Title}\n{When(session)}\n{Where(where)}", joining, "Answer yes or no in your calendar; the centre sees it. If you cannot come, also tell whoever books training for you."];

        var alternatives = MailParts.Alternatives(lines);
        alternatives.Add(MailParts.Part("text", "calendar", calendar, type => { type.Parameters.Add("method", method); type.Charset = "utf-8"; }));
        var file = MailParts.Part("application", "ics", calendar, type => type.Name = "invite.ics");
        file.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = "invite.ics" };
        return Envelope(message, new MailboxAddress(Mail.FromName, organizer.Email), subject, new Multipart("mixed") { alternatives, file });
    }

    /// <summary>Without a calendar part and without an organizer: a second invitation would be thrown away, or answered.</summary>
    public MimeMessage Reminder(Message message, IReadOnlyList<(Session Session, string Where)> sessions, string joining)
    {
        var day = Time.DayOf(sessions[0].Session.During.Start);
        var when = Time.DayOf(Now) == day ? "Today" : "Tomorrow";   // a server that was away overnight
        string[] lines =
        [
            $"Dear {Trainee.GivenName},", $"{when} you are at the {Centre.Name} for {Cohort.Course} {Cohort.Title}.",
            .. sessions.Select(each => $"{each.Session.Title}\n{When(each.Session)}\n{Where(each.Where)}"), joining, "See you there.",
        ];
        return Envelope(message, new MailboxAddress(Mail.FromName, $"training@{Mail.Domain}"), $"{when}: {Cohort.Course} {Cohort.Title}, {CohortErrors.Day(day)}", MailParts.Alternatives(lines));
    }

    private MimeMessage Envelope(Message message, MailboxAddress from, string subject, MimeEntity body) =>
        MailParts.Envelope(message, Mail, from, new MailboxAddress(Trainee.Name, Trainee.Email), subject, body, Now);

    private string When(Session session)
    {
        var (starts, ends) = (Time.Civil(session.During.Start), Time.Civil(session.During.End));
        return $"{starts.ToString("dddd d MMMM yyyy, h:mm", English)}{Half(starts)} to {ends.ToString("h:mm", English)}{Half(ends)}";
    }

    private static string Half(DateTimeOffset time) => time.Hour < 12 ? "am" : "pm";

    private string Where(string bays) => bays.Length == 0 ? $"{Centre.Name}, {Centre.Address}" : $"{bays}, {Centre.Name}, {Centre.Address}";
}

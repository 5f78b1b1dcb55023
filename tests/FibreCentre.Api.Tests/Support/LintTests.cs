using System.Text;
using FibreCentre.Testing;
using MimeKit;

namespace FibreCentre.Api.Tests.Support;

/// <summary>The lint that everything the product makes goes through finds what it is there to find.</summary>
public sealed class LintTests
{
    private const string Zone = """
        BEGIN:VTIMEZONE
        TZID:Europe/London
        BEGIN:STANDARD
        DTSTART:20261025T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0000
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:20260329T010000
        TZOFFSETFROM:+0000
        TZOFFSETTO:+0100
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
        END:DAYLIGHT
        END:VTIMEZONE
        """;

    private const string Times = """
        DTSTAMP:20261102T090000Z
        SEQUENCE:1
        DTSTART;TZID=Europe/London:20261130T090000
        DTEND;TZID=Europe/London:20261130T120000
        SUMMARY:Splicing\, day 1
        STATUS:CONFIRMED
        TRANSP:OPAQUE
        """;

    private const string Request = $"""
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example//EN
        METHOD:REQUEST
        {Zone}
        BEGIN:VEVENT
        UID:7d1f@example.org
        {Times}
        ORGANIZER;CN=Centre:mailto:rsvp+1@example.org
        ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;
         RSVP=TRUE:mailto:ada@example.org
        BEGIN:VALARM
        ACTION:DISPLAY
        TRIGGER:-PT1H
        DESCRIPTION:soon
        END:VALARM
        END:VEVENT
        END:VCALENDAR

        """;

    private const string Feed = $"""
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example//EN
        NAME:Training
        X-WR-CALNAME:Training
        REFRESH-INTERVAL;VALUE=DURATION:PT1H
        X-PUBLISHED-TTL:PT1H
        {Zone}
        BEGIN:VEVENT
        UID:7d1f@example.org
        {Times}
        CLASS:PRIVATE
        END:VEVENT
        END:VCALENDAR

        """;

    [Fact]
    public void What_is_right_passes()
    {
        Assert.Empty(CalendarLint.Of(Octets(Request), CalendarUse.Request));
        Assert.Empty(CalendarLint.Of(Octets(Feed), CalendarUse.Feed));
        Assert.Empty(CalendarLint.Of(Octets(Cancelled(Request)), CalendarUse.Cancel));
        Assert.Empty(CalendarLint.Of(Octets(Feed.Replace(Zone + "\n", "", StringComparison.Ordinal).Replace(";TZID=Europe/London:20261130T090000", ":20261130T090000Z", StringComparison.Ordinal).Replace(";TZID=Europe/London:20261130T120000", ":20261130T120000Z", StringComparison.Ordinal)), CalendarUse.Feed));
    }

    [Theory]
    [InlineData("UID:7d1f@example.org\n", "", "UID is missing")]
    [InlineData("DTSTAMP:20261102T090000Z", "DTSTAMP:20261102T090000", "DTSTAMP is not in UTC")]
    [InlineData("SEQUENCE:1", "SEQUENCE:one", "SEQUENCE is no number")]
    [InlineData("SEQUENCE:1\n", "SEQUENCE:1\nSEQUENCE:2\n", "SEQUENCE stands more than once")]
    [InlineData("SEQUENCE:1\n", "SEQUENCE:1\nRRULE:FREQ=DAILY\n", "it has RRULE")]
    [InlineData("DTEND;TZID=Europe/London:20261130T120000", "DTEND;TZID=Europe/London:20261130T080000", "ends before it begins")]
    [InlineData("DTSTART;TZID=Europe/London", "DTSTART;TZID=Europe/Dublin", "zone that the calendar does not tell")]
    [InlineData("DTSTART;TZID=Europe/London:20261130T090000", "DTSTART:20261130T090000", "neither in UTC nor of a zone")]
    [InlineData("SUMMARY:Splicing\\, day 1", "SUMMARY:Splicing, day 1", "SUMMARY is not escaped")]
    [InlineData("SUMMARY:Splicing\\, day 1", "SUMMARY:Splicing \\x", "SUMMARY is not escaped")]
    [InlineData("SUMMARY:Splicing\\, day 1", "SUMMARY:Splicing on and on and on and on and on and on and on and on and on and on and on", "octets")]
    [InlineData("SUMMARY:Splicing\\, day 1", "SUMMARY:Splicing\nday 1", "not name, parameters and value")]
    [InlineData("SUMMARY:Splicing\\, day 1", "SUMMARY:Splicing\u0007", "control character")]
    [InlineData("SUMMARY:Splicing\\, day 1", "SUMMARY:Splicing\nSTYLED-DESCRIPTION:x", "refused by older programs")]
    [InlineData("METHOD:REQUEST", "METHOD:request", "METHOD is request")]
    [InlineData("METHOD:REQUEST\n", "", "METHOD is missing")]
    [InlineData("VERSION:2.0\nPRODID:-//Example//EN\n", "PRODID:-//Example//EN\nVERSION:2.0\n", "VERSION:2.0 does not come first")]
    [InlineData("PRODID:-//Example//EN\n", "", "there is no PRODID")]
    [InlineData("ORGANIZER;CN=Centre:mailto:rsvp+1@example.org\n", "", "no ORGANIZER")]
    [InlineData("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED", "no PARTSTAT=NEEDS-ACTION")]
    [InlineData("BEGIN:VALARM\n", "ATTENDEE;ROLE=REQ-PARTICIPANT:mailto:bob@example.org\nBEGIN:VALARM\n", "2 ATTENDEEs")]
    [InlineData("ACTION:DISPLAY", "ACTION:AUDIO", "does not just show a text")]
    [InlineData("STATUS:CONFIRMED", "STATUS:CANCELLED", "STATUS is CANCELLED in a Request")]
    [InlineData("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\n", "RDATE:20271031T020000\n", "has an RDATE")]
    [InlineData("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\n", "RRULE:FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=10\n", "not one yearly rule")]
    [InlineData("TZOFFSETTO:+0000", "TZOFFSETTO:+0200", "DAYLIGHT is not the larger offset")]
    [InlineData("END:VALARM\nEND:VEVENT\nEND:VCALENDAR\n", "END:VALARM\nEND:VEVENT\n", "does not end")]
    [InlineData("BEGIN:VALARM", "BEGIN:VLOCATION", "not every program takes")]
    public void What_is_wrong_in_an_invitation_is_found(string right, string wrong, string fault) => AssertFound(Request, CalendarUse.Request, right, wrong, fault);

    [Theory]
    [InlineData("CLASS:PRIVATE\n", "", "not CLASS:PRIVATE")]
    [InlineData("CLASS:PRIVATE\n", "CLASS:PRIVATE\nORGANIZER:mailto:a@example.org\n", "a feed has ORGANIZER")]
    [InlineData("END:VEVENT\n", "BEGIN:VALARM\nACTION:DISPLAY\nEND:VALARM\nEND:VEVENT\n", "a feed has an alarm")]
    [InlineData("STATUS:CONFIRMED", "STATUS:CANCELLED", "does not say so")]
    [InlineData("X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:PT2H", "X-PUBLISHED-TTL:PT1H is missing")]
    [InlineData("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "REFRESH-INTERVAL:PT1H", "REFRESH-INTERVAL;VALUE=DURATION:PT1H is missing")]
    [InlineData("X-WR-CALNAME:Training", "X-WR-CALNAME:Other", "do not say the same")]
    [InlineData("PRODID:-//Example//EN", "PRODID:-//Example//EN\nMETHOD:PUBLISH", "METHOD is PUBLISH")]
    public void What_is_wrong_in_a_feed_is_found(string right, string wrong, string fault) => AssertFound(Feed, CalendarUse.Feed, right, wrong, fault);

    [Fact]
    public void What_only_the_octets_show_is_found()
    {
        Assert.Contains(CalendarLint.Of(Encoding.UTF8.GetBytes(Feed), CalendarUse.Feed), fault => fault.Contains("CRLF", StringComparison.Ordinal));
        byte[] split = [.. Octets("BEGIN:VCALENDAR\nNAME:"), .. "\u00e9"u8[..1], .. "\r\n "u8, .. "\u00e9"u8[1..], .. "\r\nEND:VCALENDAR\r\n"u8];
        Assert.Contains(CalendarLint.Of(split, CalendarUse.Feed), fault => fault.Contains("folded within a character", StringComparison.Ordinal));
        Assert.Contains(CalendarLint.Of(Octets(Feed.Replace("BEGIN:VEVENT\n", "BEGIN:VEVENT\n\n", StringComparison.Ordinal)), CalendarUse.Feed), fault => fault.Contains("empty", StringComparison.Ordinal));
        Assert.NotEmpty(CalendarLint.Of([], CalendarUse.Feed));
        var zoneLast = Feed.Replace(Zone + "\n", "", StringComparison.Ordinal).Replace("END:VCALENDAR", $"{Zone}\nEND:VCALENDAR", StringComparison.Ordinal);
        Assert.Contains(CalendarLint.Of(Octets(zoneLast), CalendarUse.Feed), fault => fault.Contains("comes after an event", StringComparison.Ordinal));
        var twice = Feed.Replace("END:VEVENT\n", $"END:VEVENT\n{Feed[Feed.IndexOf("BEGIN:VEVENT", StringComparison.Ordinal)..Feed.IndexOf("END:VCALENDAR", StringComparison.Ordinal)]}", StringComparison.Ordinal);
        Assert.Contains(CalendarLint.Of(Octets(twice), CalendarUse.Feed), fault => fault.Contains("the UID stands twice", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SEQUENCE:1", "SEQUENCE:2", null)]
    [InlineData("SEQUENCE:1", "SEQUENCE:1", "SEQUENCE goes from 1 to 1")]
    [InlineData("SEQUENCE:1", "SEQUENCE:2\nX:1", null)]
    [InlineData("UID:7d1f", "UID:8e2f", "UID is another")]
    [InlineData("DTSTAMP:20261102", "DTSTAMP:20261101", "DTSTAMP goes back")]
    [InlineData("rsvp+1", "rsvp+2", "ORGANIZER is another")]
    [InlineData("ada@", "bob@", "ATTENDEE is another")]
    public void What_does_not_follow_from_the_message_before_is_found(string before, string after, string? fault)
    {
        var faults = CalendarLint.OfUpdate(Octets(Request), Octets(Request.Replace(before, after, StringComparison.Ordinal)));
        if (fault is null) Assert.Empty(faults);
        else Assert.Contains(faults, each => each.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_wrong_in_a_mail_is_found()
    {
        Assert.Empty(MailLint.Of(AMail(_ => { })));
        foreach (var (break_, fault) in new (Action<MimeMessage>, string)[]
        {
            (mail => mail.To.Add(new MailboxAddress("Bob", "bob@example.org")), "One recipient"),
            (mail => mail.From.Clear(), "From, Date and Message-ID"),
            (mail => Calendar(mail).ContentTransferEncoding = ContentEncoding.QuotedPrintable, "Base64"),
            (mail => mail.Body = Alternatives(mail), "Outlook looks only in the first"),
            (mail => Alternatives(mail).RemoveAt(0), "text/plain, text/html and text/calendar"),
            (mail => Calendar(mail).ContentDisposition = new(ContentDisposition.Inline), "no Content-Disposition"),
            (mail => Calendar(mail).ContentType.Parameters.Remove("charset"), "utf-8"),
            (mail => Calendar(mail).ContentType.Parameters["method"] = "request", "upper-case"),
            (mail => Calendar(mail).ContentType.Parameters["method"] = "CANCEL", "METHOD is REQUEST instead of CANCEL"),
            (mail => File(mail).Content = new MimeContent(new MemoryStream("other"u8.ToArray())), "octet by octet"),
            (mail => File(mail).ContentType.MediaSubtype = "octet-stream", "attached application/ics"),
            (mail => Set(mail.From, "training@example.org"), "ORGANIZER is training@example.org"),
            (mail => Set(mail.To, "bob@example.org"), "ATTENDEE is bob@example.org"),
        }) Assert.Contains(MailLint.Of(AMail(break_)), each => each.Contains(fault, StringComparison.Ordinal));

        static void Set(InternetAddressList list, string address)
        {
            list.Clear();
            list.Add(new MailboxAddress("", address));
        }

        static MultipartAlternative Alternatives(MimeMessage mail) => (MultipartAlternative)((Multipart)mail.Body!)[0];
        static MimePart Calendar(MimeMessage mail) => (MimePart)Alternatives(mail)[^1];
        static MimePart File(MimeMessage mail) => (MimePart)((Multipart)mail.Body!)[1];
    }

    private static MimeMessage AMail(Action<MimeMessage> break_)
    {
        var calendar = Part("text", "calendar", Octets(Request));
        (calendar.ContentType.Charset, calendar.ContentType.Parameters["method"]) = ("utf-8", "REQUEST");
        var file = Part("application", "ics", Octets(Request));
        file.ContentDisposition = new(ContentDisposition.Attachment) { FileName = "invite.ics" };
        var mail = new MimeMessage(new[] { new MailboxAddress("Centre", "rsvp+1@example.org") }, new[] { new MailboxAddress("Ada", "ada@example.org") }, "Splicing",
            new Multipart("mixed") { new MultipartAlternative { Part("text", "plain", "Dear Ada"u8.ToArray()), Part("text", "html", "<p>Dear Ada"u8.ToArray()), calendar }, file }) { MessageId = "1@example.org" };
        break_(mail);
        return mail;

        static MimePart Part(string type, string subtype, byte[] content) => new(type, subtype) { Content = new MimeContent(new MemoryStream(content)), ContentTransferEncoding = ContentEncoding.Base64 };
    }

    private static void AssertFound(string calendar, CalendarUse use, string right, string wrong, string fault)
    {
        Assert.Contains(right, calendar, StringComparison.Ordinal);
        var at = calendar.IndexOf(right, StringComparison.Ordinal);
        var faults = CalendarLint.Of(Octets(calendar[..at] + wrong + calendar[(at + right.Length)..]), use);
        Assert.True(faults.Any(each => each.Contains(fault, StringComparison.Ordinal)), $"not '{fault}', but: {string.Join(" ", faults)}");
    }

    private static string Cancelled(string request)
    {
        var cancelled = request.Replace("METHOD:REQUEST", "METHOD:CANCEL", StringComparison.Ordinal).Replace("STATUS:CONFIRMED", "STATUS:CANCELLED", StringComparison.Ordinal);
        var alarm = cancelled.IndexOf("BEGIN:VALARM", StringComparison.Ordinal);
        return cancelled.Remove(alarm, cancelled.IndexOf("END:VEVENT", StringComparison.Ordinal) - alarm);
    }

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
}

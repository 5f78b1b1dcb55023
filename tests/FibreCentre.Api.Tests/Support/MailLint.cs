using FibreCentre.Testing;
using MimeKit;

namespace FibreCentre.Api.Tests.Support;

/// <summary>The rules of a mail that a calendar program acts on (RFC 6047, and where Outlook looks), and of one that must not look like such a mail.</summary>
internal static class MailLint
{
    /// <summary>Everything that is wrong; empty when nothing is.</summary>
    public static IReadOnlyList<string> Of(MimeMessage message)
    {
        var faults = new List<string>();
        void Require(bool holds, string rule)
        {
            if (!holds) faults.Add(rule);
        }

        var leaves = message.BodyParts.OfType<MimePart>().ToList();
        Require(message.To.Mailboxes.Count() == 1 && message.Cc.Count + message.Bcc.Count == 0, "One recipient a message.");
        Require(message.From.Mailboxes.Count() == 1 && message.MessageId is { Length: > 0 } && message.Headers.Contains(HeaderId.Date), "From, Date and Message-ID, each once.");
        Require(leaves.TrueForAll(part => part.ContentTransferEncoding == ContentEncoding.Base64), "Base64 everywhere.");
        if (!leaves.Exists(IsCalendar)) return faults;

        if (message.Body is not Multipart { Count: 2 } mixed || !mixed.ContentType.IsMimeType("multipart", "mixed") || mixed[0] is not MultipartAlternative alternative || mixed[1] is not MimePart file)
            return [.. faults, "multipart/mixed of multipart/alternative and one file: Outlook looks only in the first."];
        Require(alternative.Select(part => part.ContentType.MimeType).SequenceEqual(["text/plain", "text/html", "text/calendar"]), "text/plain, text/html and text/calendar, in that order.");
        if (alternative[^1] is not MimePart calendar) return [.. faults, "The last alternative is the calendar."];
        var (octets, method) = (Mail.Octets(calendar), calendar.ContentType.Parameters["method"]);
        Require(calendar.ContentDisposition is null, "The calendar in the text has no Content-Disposition.");
        Require(calendar.ContentType.Parameters["charset"] == "utf-8", "The calendar is in utf-8 and says so.");
        Require(method is "REQUEST" or "CANCEL", "The method is upper-case, and one of ours.");
        Require(file.ContentType.IsMimeType("application", "ics") && file.ContentDisposition?.Disposition == ContentDisposition.Attachment && file.FileName?.EndsWith(".ics", StringComparison.Ordinal) == true, "The file is an attached application/ics.");
        Require(octets.AsSpan().SequenceEqual(Mail.Octets(file)), "The file is the calendar, octet by octet.");
        faults.AddRange(CalendarLint.Of(octets, method == "CANCEL" ? CalendarUse.Cancel : CalendarUse.Request));

        var text = System.Text.Encoding.UTF8.GetString(octets).Replace("\r\n ", "", StringComparison.Ordinal);
        foreach (var (name, address) in new[] { ("ORGANIZER", message.From.Mailboxes.FirstOrDefault()?.Address), ("ATTENDEE", message.To.Mailboxes.FirstOrDefault()?.Address) })
            Require(text.Split("\r\n").Any(line => line.StartsWith(name, StringComparison.Ordinal) && line.EndsWith($":mailto:{address}", StringComparison.OrdinalIgnoreCase)), $"{name} is {address}.");
        Require(message.From.Mailboxes.FirstOrDefault()?.Address.StartsWith("rsvp+", StringComparison.Ordinal) == true, "The organizer is an address of this one invitation.");
        return faults;
    }

    private static bool IsCalendar(MimePart part) =>
        part.ContentType.IsMimeType("text", "calendar") || part.ContentType.IsMimeType("application", "ics") || part.FileName?.EndsWith(".ics", StringComparison.OrdinalIgnoreCase) == true;
}

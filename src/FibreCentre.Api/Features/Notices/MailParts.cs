using System.Text;
using FibreCentre.Domain.Notices;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <summary>What all of the centre's mails are made of.</summary>
internal static class MailParts
{
    public static MimeMessage Envelope(Message message, MailOptions mail, MailboxAddress from, MailboxAddress to, string subject, MimeEntity body, DateTimeOffset now)
    {
        var letter = new MimeMessage { Subject = subject, Body = body, Date = now, MessageId = $"{message.MessageId}@{mail.Domain}" };
        letter.From.Add(from);
        letter.To.Add(to);
        letter.Headers.Add("Auto-Submitted", "auto-generated");   // RFC 3834: nobody's out-of-office answers it
        return letter;
    }

    /// <summary>The same words as plain text and as HTML.</summary>
    public static MultipartAlternative Alternatives(Phrased words) =>
    [
        Part("text", "plain", Encoding.UTF8.GetBytes(words.Plain.ReplaceLineEndings("\r\n")), type => type.Charset = "utf-8"),
        Part("text", "html", Encoding.UTF8.GetBytes($"<!doctype html><html lang=\"en\"><body>\n{words.Html}</body></html>\n".ReplaceLineEndings("\r\n")), type => type.Charset = "utf-8"),
    ];

    public static MimePart Part(string type, string subtype, byte[] content, Action<ContentType> parameters)
    {
        // Not disposed here: the message owns its parts and is disposed when it has been sent.
        var part = new MimePart(type, subtype) { Content = new MimeContent(new MemoryStream(content)), ContentTransferEncoding = ContentEncoding.Base64 };
        parameters(part.ContentType);
        return part;
    }
}

using System.Text;
using System.Text.RegularExpressions;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.ICalendar;
using MimeKit;
using MimeKit.Text;

namespace FibreCentre.Api.Features.Replies;

/// <summary>A mail, read as far as an answer needs it, within limits: what exceeds them is not read at all.</summary>
/// <param name="From">Null when it does not say.</param>
/// <param name="Tokens">Those in the addresses it went to, best first.</param>
/// <param name="Answers">Events in which somebody answers, each with what is answered.</param>
/// <param name="Words">What a person wrote above what is quoted, where there is no such event; null otherwise, and for what a program wrote.</param>
internal sealed partial record ReplyMail(string? From, IReadOnlyList<string> Tokens, IReadOnlyList<(ReceivedEvent Event, bool IsCounter)> Answers, string? Words)
{
    private const int MostParts = 20, MostLevels = 5, LongestAddress = 254;

    private static readonly string[] AddressedBy = ["Delivered-To", "X-Original-To", "To", "Cc"];

    public static Result<ReplyMail> Read(byte[] octets)
    {
        if (octets.Length is 0 or > InboundOptions.MostBytes) return ReplyErrors.MailUnreadable();
        try
        {
            var options = ParserOptions.Default.Clone();
            options.MaxMimeDepth = MostLevels + 1;   // one more than is taken, so that the walk below sees that there are too many
            options.MaxAddressGroupDepth = 1;
            using var mail = MimeMessage.Load(options, new MemoryStream(octets, writable: false));
            if (mail.Headers.Count == 0) return ReplyErrors.MailUnreadable();
            var (parts, calendars) = (0, new List<byte[]>());
            if (!Walk(mail.Body, 1, ref parts, calendars)) return ReplyErrors.MailUnreadable();
            var answers = calendars.SelectMany(AnswersIn).ToList();
            var words = answers.Count == 0 && !IsAutomatic(mail) ? WordsOf(mail) : null;
            if (answers.Count == 0 && words is null) return ReplyErrors.MailWithoutAnswer();
            var from = mail.From.Mailboxes.FirstOrDefault()?.Address;
            return new ReplyMail(from is { Length: > 0 and <= LongestAddress } ? from : null, [.. TokensOf(mail)], answers, words);
        }
        catch (FormatException)
        {
            return ReplyErrors.MailUnreadable();
        }
    }

    /// <returns>False when there is too much of it.</returns>
    private static bool Walk(MimeEntity? entity, int level, ref int parts, List<byte[]> calendars)
    {
        if (level > MostLevels || ++parts > MostParts) return false;
        switch (entity)
        {
            case Multipart multipart:
                foreach (var part in multipart)
                    if (!Walk(part, level + 1, ref parts, calendars)) return false;
                return true;
            case MessagePart message:
                // What is forwarded or bounced is not what its sender answers: counted, and not taken.
                return Walk(message.Message?.Body, level + 1, ref parts, []);
            case TextPart text when text.ContentType.IsMimeType("text", "calendar"):
                calendars.Add(Encoding.UTF8.GetBytes(text.Text ?? ""));
                return true;
            case MimePart { Content: { } content } file when file.ContentType.IsMimeType("application", "ics"):
                using (var decoded = new MemoryStream())
                {
                    content.DecodeTo(decoded);
                    calendars.Add(decoded.ToArray());
                }
                return true;
            default:
                return true;
        }
    }

    private static IEnumerable<(ReceivedEvent, bool)> AnswersIn(byte[] octets)
    {
        var found = new List<(ReceivedEvent, bool)>();
        try
        {
            var reader = new CalendarReader(new MemoryStream(octets, writable: false));
            while (reader.ReadComponent() is { } component)
            {
                var calendar = ReceivedCalendar.From(component);
                // Without a METHOD it is what its attendees say; a REQUEST or CANCEL that comes back is the centre's own.
                if (calendar.Method is not (CalendarMethod.Reply or CalendarMethod.Counter or CalendarMethod.None)) continue;
                found.AddRange(calendar.Events.Select(each => (each, calendar.Method == CalendarMethod.Counter)).Where(each => each.Item2 || each.each.Attendees.Any(attendee => AnswerOf(attendee) is not null)));
            }
        }
        catch (CalendarFormatException)
        {
            // One part that cannot be read does not spoil another that can.
        }
        return found;
    }

    /// <summary>Null for who has not answered, and for who sends somebody else.</summary>
    public static ReplyAnswer? AnswerOf(CalendarAttendee attendee) => attendee.Participation switch
    {
        ParticipationStatus.Accepted => ReplyAnswer.Accepted,
        ParticipationStatus.Declined => ReplyAnswer.Declined,
        ParticipationStatus.Tentative => ReplyAnswer.Tentative,
        _ => null,
    };

    /// <summary>Somebody is away, or a mail came back (RFC 3834 section 5, RFC 3464): nobody wrote it.</summary>
    private static bool IsAutomatic(MimeMessage mail) =>
        mail.Headers[HeaderId.AutoSubmitted] is { } submitted && !submitted.Trim().Equals("no", StringComparison.OrdinalIgnoreCase)
        || mail.Headers[HeaderId.Precedence] is { } precedence && precedence.Trim().ToLowerInvariant() is "bulk" or "junk" or "auto_reply"
        || mail.Headers[HeaderId.ReturnPath]?.Trim() == "<>" || mail.Body is MultipartReport;

    private static string? WordsOf(MimeMessage mail)
    {
        var text = new string([.. (mail.TextBody ?? Plain(mail.HtmlBody ?? "")).Where(letter => letter is '\n' or '\r' || !char.IsControl(letter))]);
        var lines = text.ReplaceLineEndings("\n").Split('\n').TakeWhile(line => !line.StartsWith('>') && !line.StartsWith("-----", StringComparison.Ordinal) && !line.StartsWith("________", StringComparison.Ordinal));
        return string.Join('\n', lines).Trim() is { Length: > 0 } words ? words : null;
    }

    /// <summary>What HTML says, without how; what it quotes is left out with all that follows.</summary>
    private static string Plain(string html)
    {
        var (tokens, text, hidden) = (new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true }, new StringBuilder(), false);
        while (tokens.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken { Id: HtmlTagId.BlockQuote }: return text.ToString();
                case HtmlTagToken { Id: HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Head } tag: hidden = !tag.IsEndTag; break;
                case HtmlTagToken { Id: HtmlTagId.Br or HtmlTagId.P or HtmlTagId.Div or HtmlTagId.LI or HtmlTagId.TR }: text.Append('\n'); break;
                case HtmlDataToken data when !hidden && token.Kind == HtmlTokenKind.Data: text.Append(data.Data); break;
            }
        }
        return text.ToString();
    }

    private static IEnumerable<string> TokensOf(MimeMessage mail) =>
        (from name in AddressedBy from header in mail.Headers where header.Field.Equals(name, StringComparison.OrdinalIgnoreCase) from Match match in Token().Matches(header.Value) select match.Groups[1].Value.ToLowerInvariant()).Distinct().Take(MostParts);

    [GeneratedRegex(@"\brsvp\+([0-9a-f]{32})@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}

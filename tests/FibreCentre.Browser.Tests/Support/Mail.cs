using FibreCentre.Testing;
using MimeKit;

namespace FibreCentre.Browser.Tests.Support;

/// <summary>A calendar mail as its reader gets it: opened by MimeKit, and its calendar by two parsers that are not ours.</summary>
internal sealed record CalendarMail(string To, string Method, JudgedEvent Event)
{
    /// <summary>Opens the mails, two at a time. They must carry one event each, on which both parsers agree.</summary>
    public static async Task<IReadOnlyList<CalendarMail>> OpenAsync(IReadOnlyList<ReceivedMessage> mails)
    {
        var opened = new CalendarMail[mails.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, mails.Count), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (index, cancellationToken) =>
            opened[index] = await OpenAsync(mails[index], cancellationToken));
        return opened;
    }

    /// <summary>What both parsers read in a calendar.</summary>
    public static async Task<IReadOnlyList<JudgedEvent>> AgreedAsync(byte[] calendar, CancellationToken cancellationToken = default)
    {
        var verdict = await IcsJudge.Judge(calendar, cancellationToken);
        Assert.Equal(verdict.IcalJs.Select(Essence), verdict.NodeIcal.Select(Essence));
        return verdict.IcalJs;
    }

    public static MimeMessage Read(ReceivedMessage mail)
    {
        using var octets = new MemoryStream(mail.Raw.ToArray());
        return MimeMessage.Load(octets);
    }

    private static async Task<CalendarMail> OpenAsync(ReceivedMessage received, CancellationToken cancellationToken)
    {
        using var mail = Read(received);
        var to = Assert.Single(mail.To.Mailboxes).Address;
        Assert.Equal(to, Assert.Single(received.To));
        var part = Assert.Single(mail.BodyParts.OfType<MimePart>(), each => each.ContentType.IsMimeType("text", "calendar"));
        using var octets = new MemoryStream();
        await part.Content!.DecodeToAsync(octets, cancellationToken);
        var only = Assert.Single(await AgreedAsync(octets.ToArray(), cancellationToken));
        var method = Assert.IsType<string>(part.ContentType.Parameters["method"]);
        Assert.Equal(method, only.Method);
        Assert.Equal(to, Assert.Single(only.Attendees).Email);
        // Whoever answers writes to the organizer: it has to be whom the mail is from.
        Assert.Equal(Assert.Single(mail.From.Mailboxes).Address, only.Organizer);
        return new(to, method, only);
    }

    private static (string, int, string?, string?, string?, string?, string?, string?) Essence(JudgedEvent read) =>
        (read.Uid, read.Sequence, read.Start, read.End, read.Summary, read.Location, read.Status, read.RecurrenceId);
}

using System.Text;
using FibreCentre.Domain.Notices;
using FibreCentre.Testing;
using MimeKit;

namespace FibreCentre.Api.Tests.Support;

/// <summary>A centre whose mail goes to a real SMTP server.</summary>
public sealed class MailCentre : TestCentre
{
    internal const int TimeoutSeconds = 2;

    internal SmtpServer Server { get; private set; } = null!;

    /// <summary>For an instance in a process of its own, too.</summary>
    internal IReadOnlyList<(string Key, string Value)> MailSettings =>
        [("Mail:Smtp:Host", SmtpServer.Host), ("Mail:Smtp:Port", $"{Server.Port}"), ("Mail:Smtp:Tls", "false"), ("Mail:Smtp:TimeoutSeconds", $"{TimeoutSeconds}")];

    protected override async Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync()
    {
        Server = await SmtpServer.Start();
        return MailSettings;
    }

    /// <summary>What to bring is told a week before, which is when most cohorts of tests begin: only who tests it wants that letter among the others.</summary>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await TellWhatToBringAsync(false);
    }

    internal Task TellWhatToBringAsync(bool tell) => Run($"update reminder_rule set enabled = {tell} where kind = 'joining'");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
    }

    /// <summary>Sends what is due and returns every mail this address has got so far, in the order of arrival; of one event each follows from the one before.</summary>
    internal async Task<IReadOnlyList<Mail>> MailOf(string address)
    {
        await SendDueMessages();
        List<Mail> mails = [.. (await Server.Messages()).Where(each => each.To.Contains(address)).Select(each => Mail.Read(each.Raw))];
        foreach (var chain in mails.Where(mail => mail.Calendar is not null).GroupBy(mail => mail.Uid))
            foreach (var (before, after) in chain.DistinctBy(mail => mail.Message.MessageId).Zip(chain.DistinctBy(mail => mail.Message.MessageId).Skip(1))) Assert.Empty(CalendarLint.OfUpdate(before.Calendar, after.Calendar));
        return mails;
    }

    /// <summary>The same after the time for which changes are gathered.</summary>
    internal Task<IReadOnlyList<Mail>> MailAfterChangesOf(string address)
    {
        Clock.Advance(Pacing.GatherFor);
        return MailOf(address);
    }

    internal Task<List<string>> StatesOf(string address, string kind = "%") => Column<string>(
        "select m.state || case when m.attempts > 1 then ' after ' || m.attempts else '' end from message m join trainee t on t.id = m.trainee_id where t.email = $1 and m.kind like $2 order by m.id", address, kind);
}

/// <summary>A mail as it arrived.</summary>
internal sealed record Mail(MimeMessage Message, string? Method, byte[]? Calendar)
{
    /// <summary>Whoever reads a mail here has looked whether it keeps the rules.</summary>
    public static Mail Read(ReadOnlyMemory<byte> raw)
    {
        var message = MimeMessage.Load(new MemoryStream(raw.ToArray()));
        Assert.Empty(MailLint.Of(message));
        var part = message.BodyParts.OfType<MimePart>().FirstOrDefault(each => each.ContentType.IsMimeType("text", "calendar"));
        return new(message, part?.ContentType.Parameters["method"], part is null ? null : Octets(part));
    }

    public string Text => Calendar is null ? "" : Encoding.UTF8.GetString(Calendar).Replace("\r\n ", "", StringComparison.Ordinal);

    public string Subject => Message.Subject ?? "";

    public string Uid => Property("UID");

    public int Sequence => int.Parse(Property("SEQUENCE"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The value of a property that stands once in the event, or, for METHOD, in the calendar.</summary>
    public string Property(string name)
    {
        var text = name == "METHOD" ? Text : Text[Text.IndexOf("BEGIN:VEVENT", StringComparison.Ordinal)..];
        var line = Assert.Single(text.Split("\r\n"), each => each.StartsWith(name, StringComparison.Ordinal) && each[name.Length] is ':' or ';');
        return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    public static byte[] Octets(MimePart part)
    {
        using var octets = new MemoryStream();
        part.Content!.DecodeTo(octets);
        return octets.ToArray();
    }
}

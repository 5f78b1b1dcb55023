using System.Globalization;
using FibreCentre.Api.CommandLine;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Notices.Transport;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Notices;

/// <summary>The command that tries the mail, and what a server's TLS and sign-in lead to.</summary>
public sealed class TestMailTests(MailCentre centre) : IClassFixture<MailCentre>
{
    [Fact]
    public async Task It_sends_one_plain_mail_and_says_so()
    {
        var to = $"ann.{Guid.NewGuid():N}@example.org";

        Assert.Equal(0, await CentreCommands.RunAsync(["test-mail", to], centre.App.Services));

        var mail = Mail.Read(Assert.Single(await centre.Server.Messages(), each => each.To.Contains(to)).Raw);
        Assert.Null(mail.Calendar);
        Assert.StartsWith("This mail was sent to try", mail.Message.TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("Ann <ann@example.org>")]
    [InlineData("ann@example.org, bob@example.org")]
    [InlineData("ann@example.org\r\nBcc: bob@example.org")]
    public async Task What_is_no_address_is_refused_and_nothing_is_sent(string address)
    {
        var before = (await centre.Server.Messages()).Count;
        Assert.Equal(1, await CentreCommands.RunAsync(["test-mail", address], centre.App.Services));
        Assert.Equal(before, (await centre.Server.Messages()).Count);
    }

    [Fact]
    public async Task A_server_that_refuses_makes_it_fail() => Assert.Equal(1, await CentreCommands.RunAsync(["test-mail", "refuse+ann@example.org"], centre.App.Services));

    [Theory]
    [InlineData(SmtpTls.StartTls, true, "certificate is not trusted")]
    [InlineData(SmtpTls.None, true, "offers no TLS")]
    [InlineData(SmtpTls.StartTls, false, null)]
    public async Task A_certificate_is_checked_and_nothing_goes_in_the_clear_unasked(SmtpTls spoken, bool wanted, string? why)
    {
        await using var server = await SmtpServer.Start(spoken);

        var delivery = await SendAsync(server, ("Mail:Smtp:Tls", $"{wanted}"));

        Assert.Equal(why is null ? DeliveryOutcome.Sent : DeliveryOutcome.Later, delivery.Outcome);
        if (why is not null) Assert.Contains(why, delivery.Why, StringComparison.Ordinal);
        Assert.Equal(why is null ? 1 : 0, (await server.Messages()).Count);
    }

    [Fact]
    public async Task A_wrong_password_is_told_from_a_server_that_is_away()
    {
        await using var server = await SmtpServer.Start(signIn: ("centre", "right"));

        Assert.Contains("does not accept the user or password", (await SendAsync(server, ("Mail:Smtp:Tls", "false"), ("Mail:Smtp:User", "centre"), ("Mail:Smtp:Password", "wrong"))).Why, StringComparison.Ordinal);
        Assert.Equal(DeliveryOutcome.Sent, (await SendAsync(server, ("Mail:Smtp:Tls", "false"), ("Mail:Smtp:User", "centre"), ("Mail:Smtp:Password", "right"))).Outcome);
    }

    [Fact]
    public async Task A_connection_is_kept_for_the_next_mail_and_made_anew_when_the_server_has_gone_and_come_back()
    {
        var server = await SmtpServer.Start();
        var port = server.Port;
        await using var app = AppTo(port, ("Mail:Smtp:Tls", "false"));
        var transport = app.Services.GetRequiredService<IMailTransport>();
        Assert.Equal(DeliveryOutcome.Sent, (await transport.SendAsync(Letter(), CancellationToken.None)).Outcome);
        await server.Crash();
        await server.DisposeAsync();

        await using var back = await SmtpServer.Start(port: port);
        Assert.Equal(DeliveryOutcome.Sent, (await transport.SendAsync(Letter(), CancellationToken.None)).Outcome);
        Assert.Single(await back.Messages());
    }

    private async Task<Delivery> SendAsync(SmtpServer server, params (string, string)[] settings)
    {
        await using var app = AppTo(server.Port, settings);
        return await app.Services.GetRequiredService<IMailTransport>().SendAsync(Letter(), CancellationToken.None);
    }

    private CentreApp AppTo(int port, params (string, string)[] settings) =>
        new(centre.ConnectionString, centre.Clock, [("Mail:Smtp:Host", SmtpServer.Host), ("Mail:Smtp:Port", port.ToString(CultureInfo.InvariantCulture)), .. settings]);

    private static MimeKit.MimeMessage Letter()
    {
        var letter = new MimeKit.MimeMessage { Subject = "Hello", Body = new MimeKit.TextPart("plain") { Text = "Hello" } };
        letter.From.Add(new MimeKit.MailboxAddress("Centre", "training@centre.example.org"));
        letter.To.Add(new MimeKit.MailboxAddress("Ann", "ann@example.org"));
        return letter;
    }
}

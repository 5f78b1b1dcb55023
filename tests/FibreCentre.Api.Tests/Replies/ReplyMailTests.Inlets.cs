using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Replies;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Notices;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Replies;

/// <summary>The doors that mail comes in by, and what is kept out at them.</summary>
public sealed partial class ReplyMailTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("of another body")]
    [InlineData("with another secret")]
    public async Task A_mail_that_is_not_signed_is_not_looked_at(string? signature)
    {
        var asked = await GivenAnInvitationAsync();
        var body = asked.Reply("ACCEPTED").ToOctets();

        var answer = await PostAsync(body, signature switch { "of another body" => Sign([1, .. body]), "with another secret" => Sign(body, "guessed"), _ => signature });

        Assert.Equal((401, "signature-wrong"), (answer.Status, answer.Problem));
        Assert.Equal(0, await CountAsync(asked));
        Assert.Equal(200, (await PostAsync(body)).Status);
        Assert.Equal(1, await CountAsync(asked));
    }

    [Fact]
    public async Task Where_no_secret_is_set_there_is_no_such_address()
    {
        await using var closed = new CentreApp(centre.ConnectionString, centre.Clock);
        var body = (await GivenAnInvitationAsync()).Reply("ACCEPTED").ToOctets();
        Assert.Equal(404, (await PostAsync(body, Sign(body), closed)).Status);
        Assert.Equal(404, (await PostAsync(body, Sign(body, ""), closed)).Status);
    }

    // ---- Mail that means harm, or nothing ----

    [Fact]
    public async Task One_octet_above_a_megabyte_is_too_large_and_a_megabyte_is_not()
    {
        var asked = await GivenAnInvitationAsync();
        var octets = asked.Reply("ACCEPTED").ToOctets();
        byte[] full = [.. octets, .. Enumerable.Repeat((byte)'\n', InboundOptions.MostBytes - octets.Length)];
        byte[] over = [.. full, (byte)'\n'];

        Assert.Equal((413, "mail-too-large"), (await PostAsync(over) is var refused ? (refused.Status, refused.Problem) : default));
        Assert.Equal("mail-unreadable", ReplyMail.Read(over).Error!.Code);
        Assert.Equal(0, await CountAsync(asked));
        Assert.Equal(200, (await PostAsync(full)).Status);
    }

    [Fact]
    public async Task More_than_twenty_parts_or_five_levels_are_not_read()
    {
        var asked = await GivenAnInvitationAsync();
        var calendar = asked.Reply("ACCEPTED").Part;
        const string text = "Content-Type: text/plain\n\nhello\n";

        await RefusedAsync("mail-unreadable", Mixed([.. Enumerable.Repeat(text, 19), calendar]));   // and the multipart itself
        await RefusedAsync("mail-unreadable", Nested(calendar, levels: 6));
        await RefusedAsync("mail-unreadable", Nested(calendar, levels: 400));
        Assert.Equal(0, await CountAsync(asked));
        Assert.Equal(200, (await PostAsync(Mail(asked, Mixed([.. Enumerable.Repeat(text, 18), calendar])))).Status);
        Assert.Equal(200, (await PostAsync(Mail(asked, Nested(calendar, levels: 5)))).Status);

        async Task RefusedAsync(string code, string body) => Assert.Equal((422, code), (await PostAsync(Mail(asked, body)) is var answer ? (answer.Status, answer.Problem) : default));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("octets")]
    [InlineData("a broken calendar")]
    [InlineData("no answer yet")]
    [InlineData("our own request")]
    [InlineData("forwarded")]
    [InlineData("a calendar without an event")]
    public async Task What_is_no_answer_is_refused_and_leaves_nothing(string what)
    {
        var asked = await GivenAnInvitationAsync();
        var reply = asked.Reply("ACCEPTED");
        var noise = new byte[5000];
        new Random(7).NextBytes(noise);
        var octets = what switch
        {
            "nothing" => [],
            "octets" => noise,
            "a broken calendar" => Mail(asked, "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID"),
            "no answer yet" => asked.Reply("NEEDS-ACTION").ToOctets(),
            "our own request" => (reply with { Method = "REQUEST" }).ToOctets(),
            "forwarded" => Mail(asked, Mixed("Content-Type: message/rfc822\n\n" + Encoding.UTF8.GetString(reply.ToOctets()))),
            _ => Mail(asked, "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n"),
        };
        var before = await centre.RowCounts();

        var answer = await PostAsync(octets);

        Assert.Equal((422, true), (answer.Status, answer.Problem is "mail-unreadable" or "mail-without-answer"));
        Assert.Equal(before, await centre.RowCounts());
    }

    [Fact]
    public async Task Whatever_is_done_to_a_mail_it_is_read_or_refused()
    {
        var octets = Mail(await GivenAnInvitationAsync(), Mixed("Content-Type: text/plain\n\nhello\n", (await GivenAnInvitationAsync()).Reply("ACCEPTED").Part));
        var random = new Random(20261126);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var changed = octets.ToArray();
            for (var times = random.Next(1, 12); times > 0; times--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) changed = changed[..random.Next(changed.Length)];
            if (ReplyMail.Read(changed).Succeeded) read++;
            else refused++;
        }
        Assert.True(read > 0 && refused > 0, $"{read} read, {refused} refused");
    }

    // ---- The folder ----

    [Fact]
    public async Task What_a_mail_server_delivers_into_the_folder_is_taken_and_what_is_no_answer_is_put_aside()
    {
        var asked = await GivenAnInvitationAsync();
        var reply = asked.Reply("DECLINED").ToOctets();
        await DeliverAsync("1.good", reply);
        await DeliverAsync("2.same", reply);
        await DeliverAsync("3.away", Mail(asked, "Auto-Submitted: auto-replied\nContent-Type: text/plain\n\nI am away.\n"));
        await DeliverAsync("4.large", new byte[InboundOptions.MostBytes + 1]);
        await DeliverAsync(".unfinished", reply);

        await ReadPickupAsync();

        Assert.Equal([".unfinished"], Names("new"));
        Assert.Equal(["1.good:2,S", "2.same:2,S"], Names("cur"));
        Assert.Equal(["3.away", "4.large"], Names("failed"));
        Assert.Equal(1, await CountAsync(asked));
        Assert.Equal("declined", await StandingAsync(asked));
        Assert.Equal(200, (await PostAsync(reply)).Status);   // the other way in knows it too
        Assert.Equal(1, await CountAsync(asked));
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_read()
    {
        await using var closed = new CentreApp(centre.ConnectionString, centre.Clock, ("Mail:Inbound:Maildir", Path.Combine(centre.Maildir, "nowhere")));
        await ReadPickupAsync(closed);
        Assert.Empty(closed.Faults);
    }
}

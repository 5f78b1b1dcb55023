using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Replies;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Notices;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Replies;

/// <summary>A centre that mail reaches both ways.</summary>
public sealed class InboundCentre : TestCentre
{
    internal const string Secret = "a secret of a mail server";

    internal string Maildir { get; } = Directory.CreateTempSubdirectory("fibrecentre-maildir-").FullName;

    protected override Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync() =>
        Task.FromResult<IReadOnlyList<(string, string)>>([("Mail:Inbound:Secret", Secret), ("Mail:Inbound:Maildir", Maildir)]);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Maildir, recursive: true);
    }
}

/// <summary>Answers as calendar programs mail them, and what is no answer.</summary>
public sealed partial class ReplyMailTests(InboundCentre centre) : IClassFixture<InboundCentre>
{
    // ---- Whose answer it is ----

    [Fact]
    public async Task The_token_in_the_address_is_enough_whoever_it_comes_from()
    {
        var asked = await GivenAnInvitationAsync();
        await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("ACCEPTED") with { From = "private.alias@example.net", Attendee = "private.alias@example.net" });
        Assert.Equal("accepted", await StandingAsync(asked));
    }

    [Theory]
    [InlineData("Delivered-To")]
    [InlineData("X-Original-To")]
    [InlineData("Cc")]
    public async Task The_token_may_stand_in_another_header(string header)
    {
        var asked = await GivenAnInvitationAsync();
        await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("ACCEPTED") with { From = "alias@example.net", To = "office@centre.example.org", Header = $"{header}: <RSVP+{asked.Token.ToUpperInvariant()}@centre.example.org>" });
        Assert.Equal("accepted", await StandingAsync(asked));
    }

    [Fact]
    public async Task Without_a_token_the_uid_and_the_trainees_own_address_are_enough()
    {
        var asked = await GivenAnInvitationAsync();
        await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("TENTATIVE") with { To = "office@centre.example.org", From = asked.Email.ToUpperInvariant() });
        Assert.Equal("tentative", await StandingAsync(asked));
    }

    [Fact]
    public async Task From_a_stranger_without_a_token_it_is_kept_apart_for_staff_and_not_applied()
    {
        var asked = await GivenAnInvitationAsync();
        var mail = asked.Reply("DECLINED") with { To = "office@centre.example.org", From = "stranger@example.net" };

        await ReceivesAsync(ReplyOutcome.Stranger, mail);

        Assert.Equal("", await StandingAsync(asked));
        var kept = Assert.Single((await centre.Ask(new ListReplies())).Answers, each => each.About?.CohortId == asked.Cohort.Id);
        Assert.Equal(("stranger@example.net", "stranger", true), (kept.Sender, kept.Outcome, kept.Waits));
        // The same words with the token count.
        await ReceivesAsync(ReplyOutcome.Applied, mail with { To = asked.Organizer });
        Assert.Equal("declined", await StandingAsync(asked));
    }

    [Fact]
    public async Task A_token_answers_its_own_entry_and_no_other()
    {
        var (mine, other) = (await GivenAnInvitationAsync(), await GivenAnInvitationAsync());
        await ReceivesAsync(ReplyOutcome.Stranger, other.Reply("DECLINED") with { To = mine.Organizer, From = mine.Email });
        Assert.Equal(("", ""), (await StandingAsync(mine), await StandingAsync(other)));
    }

    [Fact]
    public async Task What_fits_no_invitation_is_kept_for_staff_alone()
    {
        var asked = await GivenAnInvitationAsync();
        var id = await ReceivesAsync(ReplyOutcome.Unknown, asked.Reply("ACCEPTED") with { Uid = "nobody-ever-sent-this@example.org" });

        Assert.Contains((await centre.Ask(new ListReplies())).Answers, each => each.Id == id && each.About is null);
        Assert.DoesNotContain((await centre.App.AskAsync(new ListReplies(All: true, Limit: 100), centre.Cast.NorthBooker.Actor)).Answers, each => each.Id == id);
    }

    [Fact]
    public async Task A_provider_sees_its_own_peoples_answers_and_nobody_elses()
    {
        var asked = await GivenAnInvitationAsync();
        var id = await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("DECLINED"));

        Assert.Contains((await centre.App.AskAsync(new ListReplies(All: true, Limit: 100), centre.Cast.NorthBooker.Actor)).Answers, each => each.Id == id);
        Assert.DoesNotContain((await centre.App.AskAsync(new ListReplies(All: true, Limit: 100), centre.Cast.SouthBooker.Actor)).Answers, each => each.Id == id);
    }

    // ---- Which answer counts ----

    [Fact]
    public async Task To_a_time_that_has_changed_it_is_kept_and_not_applied()
    {
        var asked = await GivenAnInvitationAsync();
        await centre.App.AskAsync(new MoveSession(new(asked.Cohort.Sessions[0].Id), centre.NextFreeDay(), new(9, 0), null), centre.Cast.Coordinator.Actor);

        await ReceivesAsync(ReplyOutcome.EarlierTime, asked.Reply("DECLINED"));
        Assert.Equal("", await StandingAsync(asked));
        Assert.DoesNotContain((await centre.Ask(new ListReplies())).Answers, each => each.About?.CohortId == asked.Cohort.Id);

        await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("DECLINED") with { Sequence = 1 });
        Assert.Equal("declined", await StandingAsync(asked));
    }

    [Fact]
    public async Task Of_two_to_the_same_time_the_one_that_was_written_later_counts_in_whatever_order_they_come()
    {
        var asked = await GivenAnInvitationAsync();
        var now = centre.Clock.GetUtcNow();
        await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("ACCEPTED") with { Stamp = now.AddMinutes(-10) });
        await ReceivesAsync(ReplyOutcome.Overtaken, asked.Reply("DECLINED") with { Stamp = now.AddMinutes(-20) });
        Assert.Equal("accepted", await StandingAsync(asked));

        await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("DECLINED") with { Stamp = now.AddMinutes(-5) });
        Assert.Equal("declined", await StandingAsync(asked));
    }

    [Fact]
    public async Task A_clock_that_is_fast_blocks_no_later_answer()
    {
        var asked = await GivenAnInvitationAsync();
        await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("ACCEPTED") with { Stamp = centre.Clock.GetUtcNow().AddYears(3) });
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("DECLINED") with { Stamp = centre.Clock.GetUtcNow() });
        Assert.Equal("declined", await StandingAsync(asked));
    }

    [Fact]
    public async Task A_no_waits_for_staff_and_the_place_stays_confirmed()
    {
        var asked = await GivenAnInvitationAsync();
        var id = await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("DECLINED") with { Comment = "Broken leg\\, sorry" });

        var task = Assert.Single((await centre.Ask(new ListReplies())).Answers, each => each.Id == id);
        Assert.Equal(("declined", "mail", "Broken leg, sorry", true), (task.Answer, task.Way, task.Comment, task.Waits));
        Assert.Equal(["confirmed"], await centre.Column<string>("select p.state from place p where p.cohort_id = $1", asked.Cohort.Id));
        Assert.False(await centre.Value<bool>("select withdrawn from invitation where reply_token = $1", asked.Token));
    }

    [Fact]
    public async Task Another_time_that_is_proposed_is_a_note()
    {
        var asked = await GivenAnInvitationAsync();
        var id = await ReceivesAsync(ReplyOutcome.Note, asked.Reply("TENTATIVE") with { Method = "COUNTER" });

        Assert.Equal("", await StandingAsync(asked));
        var note = Assert.Single((await centre.Ask(new ListReplies())).Answers, each => each.Id == id);
        Assert.Equal(("counter", true, new DateTimeOffset(2026, 12, 9, 13, 0, 0, TimeSpan.Zero)), (note.Answer, note.Waits, note.Proposes!.Value.ToUniversalTime()));
    }

    [Fact]
    public async Task Who_has_no_place_any_more_is_not_counted()
    {
        var asked = await GivenAnInvitationAsync();
        await centre.App.AskAsync(new CancelPlace(new(await centre.Value<Guid>("select place_id from invitation where reply_token = $1", asked.Token))), centre.Cast.NorthBooker.Actor);
        await ReceivesAsync(ReplyOutcome.NoPlace, asked.Reply("ACCEPTED") with { Sequence = 1 });
    }

    // ---- What programs write ----

    [Theory]
    [InlineData("text/calendar; method=REPLY; charset=utf-8", "REPLY")]
    [InlineData("text/calendar; charset=\"iso-8859-1\"", "reply")]
    [InlineData("text/calendar", "")]
    [InlineData("application/ics; name=\"reply.ics\"", "REPLY")]
    [InlineData("APPLICATION/ICS", "")]
    public async Task It_may_be_either_type_with_a_method_or_without(string type, string method)
    {
        var asked = await GivenAnInvitationAsync();
        await ReceivesAsync(ReplyOutcome.Applied, asked.Reply("ACCEPTED") with { Type = type, Method = method });
        Assert.Equal("accepted", await StandingAsync(asked));
    }

    [Fact]
    public async Task The_same_mail_twice_and_at_once_is_one_answer()
    {
        var asked = await GivenAnInvitationAsync();
        var body = asked.Reply("DECLINED").ToOctets();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(body)));

        Assert.All(answers, each => Assert.Equal(200, each.Status));
        Assert.Single(answers.Select(each => each.Text).Distinct());
        Assert.Equal(1, await CountAsync(asked));
        Assert.Equal(200, (await PostAsync([.. body, (byte)'\n'])).Status);   // one octet more is another mail
        Assert.Equal(2, await CountAsync(asked));
    }

    // ---- In plain words ----

    [Fact]
    public async Task What_somebody_writes_instead_of_answering_waits_for_staff_and_answers_nothing()
    {
        var asked = await GivenAnInvitationAsync();
        var mail = Mail(asked, "Content-Type: text/plain; charset=utf-8\n\nSorry, I have a cold.\nCan Ben come instead?\n\n> You have a place on FTC-101\n> secret of the quoted\n");

        var received = await centre.Ask(new ReceiveReply(mail));

        Assert.Equal((ReplyOutcome.Note, ""), (received.Outcome, await StandingAsync(asked)));
        var kept = Assert.Single((await centre.Ask(new ListReplies())).Answers, each => each.Id == received.Id);
        Assert.Equal(("words", "Sorry, I have a cold.\nCan Ben come instead?", true), (kept.Answer, kept.Comment, kept.Waits));
    }

    [Fact]
    public async Task Words_written_in_HTML_alone_are_read_without_their_dress()
    {
        var asked = await GivenAnInvitationAsync();
        var received = await centre.Ask(new ReceiveReply(Mail(asked, "Content-Type: text/html; charset=utf-8\n\n<head><style>p { color: red }</style></head><p>Sorry &amp; all,</p><div>I have a cold.</div><blockquote>You have a place</blockquote>\n")));
        Assert.Equal("Sorry & all,\n\nI have a cold.", Assert.Single((await centre.Ask(new ListReplies())).Answers, each => each.Id == received.Id).Comment);
    }

    [Theory]
    [InlineData("Content-Type: text/plain\n\n\u0000\u001b\u0007\n")]
    [InlineData("Auto-Submitted: auto-replied\nContent-Type: text/plain\n\nI am away until Monday.\n")]
    [InlineData("Precedence: bulk\nContent-Type: text/plain\n\nI am away until Monday.\n")]
    [InlineData("Return-Path: <>\nContent-Type: text/plain\n\nYour mail came back.\n")]
    [InlineData("Content-Type: text/plain\n\n> nothing of one's own\n")]
    public async Task What_a_program_writes_is_no_answer_in_words(string body)
    {
        var asked = await GivenAnInvitationAsync();
        Assert.Equal("mail-without-answer", (await centre.App.SendAsync(new ReceiveReply(Mail(asked, body)), Actor.System)).Error?.Code);
        Assert.Equal(0, await CountAsync(asked));
    }

    [Fact]
    public async Task Words_without_a_token_have_another_reader()
    {
        var asked = await GivenAnInvitationAsync();
        var mail = Encoding.UTF8.GetBytes($"From: {asked.Email}\nTo: office@centre.example.org\nMIME-Version: 1.0\nContent-Type: text/plain\n\nI cannot come.\n");
        Assert.Equal("mail-without-answer", (await centre.App.SendAsync(new ReceiveReply(mail), Actor.System)).Error?.Code);
    }

    // ---- Who may bring mail ----

    private async Task DeliverAsync(string name, byte[] octets) => await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(centre.Maildir, "new")).FullName, name), octets);

    private List<string> Names(string folder) => [.. Directory.GetFiles(Path.Combine(centre.Maildir, folder)).Select(each => Path.GetFileName(each)).Order(StringComparer.Ordinal)];

    /// <summary>What the scheduler does every few seconds.</summary>
    private Task ReadPickupAsync(CentreApp? app = null) => (app ?? centre.App).Services.RunAsync<ReadPickupMail>();

    private static byte[] Mail(Asked asked, string body) => Encoding.UTF8.GetBytes($"From: {asked.Email}\nTo: {asked.Organizer}\nSubject: Re\nMIME-Version: 1.0\n{body}");

    private static string Mixed(params string[] parts) => "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(parts.Select(part => $"--b\n{part}\n")) + "--b--\n";

    /// <param name="levels">Of entities, the innermost counted.</param>
    private static string Nested(string inner, int levels) =>
        levels == 1 ? inner : $"Content-Type: multipart/mixed; boundary=b{levels}\n\n--b{levels}\n{Nested(inner, levels - 1)}\n--b{levels}--\n";

    private Task<Answer> PostAsync(byte[] body) => PostAsync(body, Sign(body));

    private Task<Answer> PostAsync(byte[] body, string? signature, CentreApp? app = null) =>
        centre.ClientOf(null, app).Send("POST", "/inbound/mail", new ByteArrayContent(body), null, signature is null ? [] : [(InboundMail.Signature, signature)]);

    private static string Sign(byte[] body, string secret = InboundCentre.Secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private async Task<long> ReceivesAsync(ReplyOutcome expected, WrittenReply mail)
    {
        var received = await centre.Ask(new ReceiveReply(mail.ToOctets()));
        Assert.Equal(expected, received.Outcome);
        return received.Id;
    }

    private Task<int> CountAsync(Asked asked) => centre.Value<int>("select count(*) from invitation_reply r join invitation i on i.id = r.invitation_id where i.reply_token = $1", asked.Token);

    /// <summary>What staff see; empty while there is no answer.</summary>
    private async Task<string> StandingAsync(Asked asked) =>
        (await centre.Ask(new ShowAnswers(new(asked.Cohort.Id)))).Sessions.Single(each => each.SessionId == asked.Cohort.Sessions[0].Id).People.Single().Answer ?? "";

    private async Task<Asked> GivenAnInvitationAsync()
    {
        var (cohort, engineer) = (await centre.GivenACohort(), Some.Engineer());
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        return new(
            cohort, engineer.Email, await centre.Value<string>("select uid from invitation where session_id = $1", cohort.Sessions[0].Id),
            await centre.Value<string>("select reply_token from invitation where session_id = $1", cohort.Sessions[0].Id), centre.Clock.GetUtcNow());
    }

    private sealed record Asked(GivenCohort Cohort, string Email, string Uid, string Token, DateTimeOffset At)
    {
        public string Organizer => $"rsvp+{Token}@centre.example.org";

        public WrittenReply Reply(string participation) => new(Email, Organizer, Uid, Email, participation, At);
    }

    /// <summary>As carelessly as real programs write it: LF line ends, MAILTO in capitals, another organizer, a Windows zone, people who were never invited.</summary>
    private sealed record WrittenReply(string From, string To, string Uid, string Attendee, string Participation, DateTimeOffset Stamp)
    {
        public string Header { get; init; } = "X-Mailer: something";

        public string Type { get; init; } = "text/calendar; method=REPLY; charset=utf-8";

        public string Method { get; init; } = "REPLY";

        public int Sequence { get; init; }

        public string Comment { get; init; } = "";

        public string Part => string.Join('\n', (string[])[$"Content-Type: {Type}", "",
            "BEGIN:VCALENDAR", "PRODID:-//Some program//EN", "VERSION:2.0", .. Method.Length == 0 ? (string[])[] : [$"METHOD:{Method}"],
            "BEGIN:VEVENT", $"UID:{Uid}", $"SEQUENCE:{Sequence}", $"DTSTAMP:{Stamp.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}",
            "DTSTART;TZID=GMT Standard Time:20261209T130000", "DTEND;TZID=GMT Standard Time:20261209T140000", "ORGANIZER:MAILTO:somebody.else@example.org",
            "ATTENDEE;PARTSTAT=NEEDS-ACTION:MAILTO:assistant@example.org", $"ATTENDEE;CN=\"A Name\";PARTSTAT={Participation}:MAILTO:{Attendee.ToUpperInvariant()}",
            .. Comment.Length == 0 ? (string[])[] : [$"COMMENT:{Comment}"], "END:VEVENT", "END:VCALENDAR", ""]);

        public byte[] ToOctets() => Encoding.UTF8.GetBytes($"{Header}\nFrom: \"A Name\" <{From}>\nTo: <{To}>\nSubject: Accepted\nMIME-Version: 1.0\n{Part}");
    }
}

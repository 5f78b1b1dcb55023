using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Notices;

namespace FibreCentre.Api.Tests.Notices;

/// <summary>What each fault of a mail server leads to. The server is real; the recipient's address asks it for the fault.</summary>
public sealed class DeliveryTests(MailCentre centre) : IClassFixture<MailCentre>
{
    private static readonly TimeSpan FirstWait = Message.RetryLadder[0];

    [Fact]
    public async Task Refused_for_good_is_dead_and_staff_can_send_it_again()
    {
        var address = await InvitedAsync("refuse");

        Assert.Equal(["dead", "dead"], await centre.StatesOf(address, "invitation"));
        Assert.Equal("The mail server refused it: 550.", await NoteOfAsync(address));
        var message = await centre.Value<long>("select min(m.id) from message m join trainee t on t.id = m.trainee_id where t.email = $1", address);
        Assert.Equal("pending", (await centre.App.AskAsync(new DecideMessage(message, MessageDecision.Resend), centre.Cast.Coordinator.Actor)).State);
        Assert.Equal("message-needs-no-decision", (await centre.Ask(new DecideMessage(message, MessageDecision.Resend), centre.Cast.Coordinator)).Error?.Code);
        await centre.SendDueMessages();   // refused again
    }

    [Theory]
    [InlineData("tempfail", "The mail server cannot take it now: 451.")]
    [InlineData("drop-before-data", "The mail server could not be reached")]
    [InlineData("hang", "The mail server could not be reached")]
    public async Task What_was_certainly_not_taken_waits_and_is_tried_again(string fault, string note)
    {
        var address = await InvitedAsync(fault);

        Assert.Equal(["retrying", "retrying"], await centre.StatesOf(address, "invitation"));
        Assert.StartsWith(note, await NoteOfAsync(address), StringComparison.Ordinal);
        Assert.Equal(0, await centre.Value<int>("select count(*) from message m join trainee t on t.id = m.trainee_id where t.email = $1 and m.uncertain_at is not null", address));
        await GiveUpAsync(address);
    }

    /// <summary>Of the two that go over connections at once, whichever was first on the wire meets the fault.</summary>
    [Fact]
    public async Task A_passing_fault_delays_a_message_by_the_first_step_of_the_ladder()
    {
        var address = await InvitedAsync("tempfail-once");
        Assert.Equal(["retrying", "sent"], (await centre.StatesOf(address, "invitation")).Order());

        centre.Clock.Advance(FirstWait - TimeSpan.FromTicks(10));
        await centre.SendDueMessages();
        Assert.Equal(["retrying", "sent"], (await centre.StatesOf(address, "invitation")).Order());

        centre.Clock.Advance(TimeSpan.FromTicks(10));
        Assert.Equal(2, (await centre.MailOf(address)).Count);
        Assert.Equal(["sent", "sent after 2"], (await centre.StatesOf(address, "invitation")).Order());
    }

    [Fact]
    public async Task Cut_off_after_the_body_it_is_uncertain_and_sent_once_more_under_the_same_message_id()
    {
        var address = await InvitedAsync("drop-after-body-once");
        Assert.Equal(1, await centre.Value<int>("select count(*) from message m join trainee t on t.id = m.trainee_id where t.email = $1 and m.uncertain_at is not null", address));

        var mails = await centre.MailOf(address);

        Assert.Equal(3, mails.Count);   // the server had stored the first one: a duplicate, and no more duplicates than rows marked uncertain
        Assert.Equal(2, mails.Select(mail => mail.Message.MessageId).Distinct().Count());
        Assert.Equal(2, mails.Select(mail => (mail.Uid, mail.Sequence)).Distinct().Count());
        Assert.Equal(["sent", "sent after 2"], (await centre.StatesOf(address, "invitation")).Order());
    }

    [Fact]
    public async Task Uncertain_a_second_time_it_waits_for_a_person()
    {
        var address = await InvitedAsync("drop-after-body");
        await centre.SendDueMessages();
        Assert.Equal(["uncertain after 2", "uncertain after 2"], await centre.StatesOf(address, "invitation"));

        centre.Clock.Advance(TimeSpan.FromDays(2));
        await centre.SendDueMessages();
        Assert.Equal(["uncertain after 2", "uncertain after 2"], await centre.StatesOf(address, "invitation"));
    }

    [Fact]
    public async Task Refused_at_every_step_of_the_ladder_a_message_is_dead_at_the_end_of_it()
    {
        var address = await InvitedAsync("tempfail");
        foreach (var wait in Message.RetryLadder)
        {
            Assert.All(await centre.StatesOf(address, "invitation"), state => Assert.StartsWith("retrying", state, StringComparison.Ordinal));
            centre.Clock.Advance(wait);
            await centre.SendDueMessages();
        }
        Assert.Equal(["dead after 8", "dead after 8"], await centre.StatesOf(address, "invitation"));
    }

    [Fact]
    public async Task Cancelled_between_the_death_of_a_worker_and_its_discovery_the_withdrawal_is_still_sent()
    {
        var engineer = Some.Engineer();
        var booked = await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineer);
        foreach (var message in (await centre.Ask(new TakeDueMessages("a worker that dies", 100))).Messages) await centre.Ask(new TurnOver("a worker that dies", null, message));
        await centre.App.AskAsync(new Features.Places.CancelPlace(new(booked.Places[0].Id)), centre.Cast.NorthBooker.Actor);

        centre.Clock.Advance(Outbox.Abandoned(new() { TimeoutSeconds = MailCentre.TimeoutSeconds }) + TimeSpan.FromSeconds(1));
        await centre.RecoverMessages();

        // The invitations may have arrived, so their withdrawals must.
        Assert.Equal(["CANCEL", "CANCEL"], (await centre.MailAfterChangesOf(engineer.Email)).Where(mail => mail.Calendar is not null).Select(mail => mail.Method));
    }

    [Fact]
    public async Task What_a_worker_left_on_the_wire_when_it_died_is_found_and_sent_once()
    {
        var engineer = Some.Engineer();
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineer);
        var taken = (await centre.Ask(new TakeDueMessages("a worker that dies", 100))).Messages;
        foreach (var message in taken) Assert.True((await centre.Ask(new TurnOver("a worker that dies", null, message))).Go);
        Assert.Empty(await centre.MailOf(engineer.Email));   // on the wire: nobody else takes them

        centre.Clock.Advance(Outbox.Abandoned(new() { TimeoutSeconds = MailCentre.TimeoutSeconds }));
        Assert.Equal(0, await centre.Ask(new RecoverInterrupted()));
        centre.Clock.Advance(TimeSpan.FromSeconds(1));
        await centre.RecoverMessages();

        Assert.Equal(2, (await centre.MailOf(engineer.Email)).Count);
        Assert.Equal(["sent after 2", "sent after 2"], await centre.StatesOf(engineer.Email, "invitation"));
        centre.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, await centre.Ask(new RecoverInterrupted()));
        Assert.Equal(2, (await centre.MailOf(engineer.Email)).Count);
    }

    [Fact]
    public async Task Two_workers_share_the_work_and_double_none_of_it()
    {
        var engineers = Enumerable.Range(0, 6).Select(_ => Some.Engineer()).ToArray();
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineers);

        await Task.WhenAll(Task.Run(centre.SendDueMessages), Task.Run(centre.SendDueMessages));

        var arrived = (await centre.Server.Messages()).SelectMany(each => each.To).ToList();
        Assert.All(engineers, engineer => Assert.Equal(2, arrived.Count(to => to == engineer.Email)));
    }

    [Fact]
    public async Task A_server_that_is_not_there_loses_nothing()
    {
        await using var app = new CentreApp(centre.ConnectionString, centre.Clock, ("Mail:Smtp:Host", "127.0.0.1"), ("Mail:Smtp:Port", "1"), ("Mail:Smtp:Tls", "false"));
        var engineer = Some.Engineer();
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineer);
        await centre.SendDueMessages(app);
        Assert.Equal(["retrying", "retrying"], await centre.StatesOf(engineer.Email, "invitation"));

        centre.Clock.Advance(FirstWait);
        Assert.Equal(2, (await centre.MailOf(engineer.Email)).Count);
    }

    /// <summary>Somebody whose address asks the server for a fault has been invited, and the first attempt was made.</summary>
    private async Task<string> InvitedAsync(string fault)
    {
        var engineer = Some.Engineer($"{fault}+{Guid.NewGuid():N}@example.org");
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineer);
        await centre.SendDueMessages();
        return engineer.Email;
    }

    /// <summary>Its retries would slow down the tests after it.</summary>
    private Task GiveUpAsync(string address) => centre.Run($"update message set state = 'dead' from trainee t where t.id = trainee_id and t.email = '{address}' and state = 'retrying'");

    private Task<string> NoteOfAsync(string address) => centre.Value<string>("select min(note) from message m join trainee t on t.id = m.trainee_id where t.email = $1", address);
}

using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests.Notices;

public sealed class MessageTests
{
    private static readonly DateTimeOffset Now = Some.LongBefore;

    [Fact]
    public void It_waits_is_claimed_and_sent()
    {
        var message = About(MessageKind.Invitation);
        Assert.Equal((MessageState.Pending, Now, 0), (message.State, message.DueAt, message.Attempts));

        message.Claim("worker", Now);
        Assert.Equal((MessageState.Transmitting, "worker", Now, 1), (message.State, message.ClaimedBy, message.ClaimedAt, message.Attempts));

        message.Sent(Now.AddSeconds(1));
        Assert.Equal((MessageState.Sent, null, Now.AddSeconds(1)), (message.State, message.ClaimedBy, message.FinishedAt));
    }

    [Fact]
    public void Not_taken_it_climbs_the_ladder_step_by_step_and_dies_at_its_end()
    {
        var message = About(MessageKind.Invitation);
        var now = Now;
        foreach (var wait in Message.RetryLadder)
        {
            message.Claim("worker", now);
            message.Retry("451", now);
            Assert.Equal((MessageState.Retrying, now + wait), (message.State, message.DueAt));
            now = message.DueAt;
        }
        message.Claim("worker", now);
        message.Retry("451", now);
        Assert.Equal((MessageState.Dead, 8, "451"), (message.State, message.Attempts, message.Note));
    }

    [Fact]
    public void The_ladder_is_the_one_that_is_promised() => Assert.Equal([5, 60, 300, 1800, 7200, 21600, 86400], Message.RetryLadder.Select(wait => (int)wait.TotalSeconds));

    [Fact]
    public void What_it_tells_of_may_move_while_it_waits_and_no_longer_once_it_is_on_its_way()
    {
        var message = About(MessageKind.Invitation);
        message.FallDue(Now.AddDays(3));
        Assert.Equal(Now.AddDays(3), message.DueAt);

        message.Claim("worker", Now.AddDays(3));
        message.FallDue(Now.AddDays(9));
        message.Sent(Now.AddDays(3));
        message.FallDue(Now.AddDays(9));
        Assert.Equal((MessageState.Sent, Now.AddDays(3)), (message.State, message.DueAt));
    }

    [Fact]
    public void Uncertain_once_it_goes_again_at_once_and_twice_it_waits_for_a_person()
    {
        var message = About(MessageKind.Invitation);
        var id = message.MessageId;
        message.Claim("worker", Now);
        message.BecomeUncertain("cut", Now);
        Assert.Equal((MessageState.Retrying, Now, Now), (message.State, message.DueAt, message.UncertainAt));

        message.Claim("worker", Now.AddMinutes(1));
        message.BecomeUncertain("cut again", Now.AddMinutes(1));
        Assert.Equal((MessageState.Uncertain, Now, id), (message.State, message.UncertainAt, message.MessageId));
    }

    [Fact]
    public void A_person_may_ask_for_one_more_attempt_with_the_whole_ladder_before_it()
    {
        var message = About(MessageKind.Invitation);
        message.Claim("worker", Now);
        message.Die("550", Now);
        message.Resend(Now.AddDays(1));
        Assert.Equal((MessageState.Pending, 0, Now.AddDays(1), null), (message.State, message.Attempts, message.DueAt, message.FinishedAt));
    }

    [Fact]
    public void The_same_fact_is_the_same_message_and_another_is_not()
    {
        var invitation = Invitation.To(Some.Place(), SessionId.New(Now), "uid@example.org", "token", Now);
        var first = Message.About(invitation, MessageKind.Update, Now, Now).Key;
        Assert.Equal(first, Message.About(invitation, MessageKind.Update, Now.AddDays(1), Now.AddDays(1)).Key);
        Assert.NotEqual(first, Message.About(invitation, MessageKind.Cancellation, Now, Now).Key);
        invitation.SessionChanged(Now);
        Assert.NotEqual(first, Message.About(invitation, MessageKind.Update, Now, Now).Key);
    }

    /// <summary>However attempts end: a message never goes out uncertain a third time, never climbs above the ladder, and a final state has an end.</summary>
    [Fact]
    public void Whatever_the_mail_server_does_a_message_comes_to_an_end() => Prop.ForAll(Gen.Choose(0, 2).ListOf(12).ToArbitrary(), outcomes =>
    {
        var message = About(MessageKind.Invitation);
        var (now, uncertain) = (Now, 0);
        foreach (var outcome in outcomes)
        {
            if (message.State is not (MessageState.Pending or MessageState.Retrying)) break;
            now = message.DueAt > now ? message.DueAt : now;
            message.Claim("worker", now);
            if (outcome == 0) message.Retry("later", now);
            else if (outcome == 1) { message.BecomeUncertain("cut", now); uncertain++; }
            else message.Sent(now);
        }
        var final = message.State is MessageState.Sent or MessageState.Dead or MessageState.Uncertain;
        return uncertain <= 2 && message.Attempts <= Message.RetryLadder.Count + 1 && final == message.FinishedAt is not null;
    }).QuickCheckThrowOnFailure();

    private static Message About(MessageKind kind) => Message.About(Invitation.To(Some.Place(), SessionId.New(Now), "uid@example.org", "token", Now), kind, Now, Now);
}

using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;

namespace FibreCentre.Domain.Tests.Notices;

public sealed class InvitationReplyTests
{
    private static readonly DateTimeOffset Now = Some.LongBefore;

    [Theory]
    [InlineData(ReplyAnswer.Accepted, false)]
    [InlineData(ReplyAnswer.Tentative, false)]
    [InlineData(ReplyAnswer.Declined, true)]
    public void Of_answers_that_count_only_a_no_asks_for_staff(ReplyAnswer answer, bool asks)
    {
        var reply = InvitationReply.To(Asked(), Given(answer), null, Now);
        Assert.Equal((ReplyOutcome.Applied, asks), (reply.Outcome, reply.ToSee));
    }

    [Fact]
    public void An_earlier_sequence_is_kept_and_one_that_is_too_high_is_the_present_one()
    {
        var invitation = Asked();
        invitation.SessionChanged(Now);
        Assert.Equal(ReplyOutcome.EarlierTime, InvitationReply.To(invitation, Given(ReplyAnswer.Declined), null, Now).Outcome);
        var high = InvitationReply.To(invitation, Given(ReplyAnswer.Declined, sequence: 9), null, Now);
        Assert.Equal((ReplyOutcome.Applied, 1), (high.Outcome, high.Sequence));
    }

    [Theory]
    [InlineData(-1, ReplyOutcome.Overtaken)]
    [InlineData(0, ReplyOutcome.Applied)]
    [InlineData(1, ReplyOutcome.Applied)]
    public void Of_two_to_one_sequence_the_later_stamp_counts_and_of_equal_ones_the_later_to_come(int minutes, ReplyOutcome outcome)
    {
        var standing = InvitationReply.To(Asked(), Given(ReplyAnswer.Accepted, at: Now), null, Now.AddHours(1));
        Assert.Equal(outcome, InvitationReply.To(Asked(), Given(ReplyAnswer.Declined, at: Now.AddMinutes(minutes)), standing, Now.AddHours(1)).Outcome);
    }

    [Fact]
    public void A_stamp_in_the_future_is_when_it_came() => Assert.Equal(Now, InvitationReply.To(Asked(), Given(ReplyAnswer.Accepted, at: Now.AddDays(1)), null, Now).Stamp);

    [Fact]
    public void A_counter_is_a_note_whatever_it_answers()
    {
        var invitation = Asked();
        invitation.Withdraw(Now);
        var note = InvitationReply.To(invitation, Given(ReplyAnswer.Counter), null, Now);
        Assert.Equal((ReplyOutcome.Note, true), (note.Outcome, note.ToSee));
    }

    [Fact]
    public void A_comment_is_bounded_and_has_no_control_characters_and_a_sender_is_kept_only_of_what_is_kept_apart()
    {
        var given = Given(ReplyAnswer.Accepted) with { Comment = "\0 a\rb\n" + new string('x', 2000), Sender = "a@example.org" };
        var own = InvitationReply.To(Asked(), given, null, Now);
        Assert.Equal((InvitationReply.LongestComment, true, null), (own.Comment!.Length, own.Comment.StartsWith("ab\nx", StringComparison.Ordinal), own.Sender));
        Assert.Null(InvitationReply.To(Asked(), given with { Comment = " \t\0 " }, null, Now).Comment);
        Assert.Equal(("a@example.org", ReplyOutcome.Stranger, true), InvitationReply.KeptApart(Asked(), given, Now) is var apart ? (apart.Sender, apart.Outcome, apart.ToSee) : default);
        Assert.Equal(ReplyOutcome.Unknown, InvitationReply.KeptApart(null, given, Now).Outcome);
    }

    [Fact]
    public void Who_closes_it_first_is_remembered()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var no = InvitationReply.To(Asked(), Given(ReplyAnswer.Declined), null, Now);
        no.See(first, Now);
        no.See(second, Now.AddDays(1));
        Assert.Equal((Now, first), (no.SeenAt, no.SeenBy));
        var yes = InvitationReply.To(Asked(), Given(ReplyAnswer.Accepted), null, Now);
        yes.See(first, Now);
        Assert.Null(yes.SeenAt);
    }

    private static GivenAnswer Given(ReplyAnswer answer, int sequence = 0, DateTimeOffset? at = null) => new(answer, sequence, at ?? Now, ReplyWay.Mail);

    private static Invitation Asked() => Invitation.To(Some.Place(), SessionId.New(Now), "uid@example.org", "token", Now);
}

using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests.Notices;

public sealed class InvitationTests
{
    private static readonly DateTimeOffset Now = Some.LongBefore;

    [Fact]
    public void A_new_one_starts_at_nought_and_nobody_has_been_told()
    {
        var invitation = New();
        Assert.Equal((0, false, null), (invitation.Sequence, invitation.Withdrawn, invitation.LastSentSequence));
    }

    [Fact]
    public void Leaving_and_coming_back_keeps_the_uid_and_raises_the_sequence_each_time()
    {
        var invitation = New();
        invitation.Withdraw(Now.AddDays(1));
        Assert.Equal((1, true), (invitation.Sequence, invitation.Withdrawn));

        var again = PlaceId.New(Now);
        invitation.Renew(again, Now.AddDays(2));
        Assert.Equal((2, false, again, "uid@example.org", Now.AddDays(2)), (invitation.Sequence, invitation.Withdrawn, invitation.Place, invitation.Uid, invitation.ChangedAt));
    }

    [Fact]
    public void What_was_told_later_is_never_forgotten_for_something_earlier()
    {
        var invitation = New();
        invitation.Told(2);
        invitation.Told(1);
        Assert.Equal(2, invitation.LastSentSequence);
    }

    /// <summary>RFC 5545 3.8.7.4: every change raises it, by one, whatever the changes are.</summary>
    [Fact]
    public void The_sequence_counts_the_changes() => Prop.ForAll(Gen.Choose(0, 2).ListOf().ToArbitrary(), changes =>
    {
        var invitation = New();
        foreach (var change in changes)
        {
            if (change == 0) invitation.SessionChanged(Now);
            else if (change == 1) invitation.Withdraw(Now);
            else invitation.Renew(PlaceId.New(Now), Now);
        }
        return invitation.Sequence == changes.Count && invitation.Withdrawn == (changes.LastOrDefault(change => change != 0) == 1) && invitation.Uid == "uid@example.org";
    }).QuickCheckThrowOnFailure();

    private static Invitation New() => Invitation.To(Some.Place(), SessionId.New(Now), "uid@example.org", "token", Now);
}

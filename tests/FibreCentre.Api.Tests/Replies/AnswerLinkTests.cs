using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Notices;

namespace FibreCentre.Api.Tests.Replies;

/// <summary>The link as it arrives.</summary>
public sealed class AnswerLinkTests(MailCentre centre) : IClassFixture<MailCentre>
{
    [Fact]
    public async Task Invitations_and_updates_carry_the_link_that_answers_them()
    {
        var (cohort, engineer) = (await centre.GivenACohort(), Some.Engineer());
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        foreach (var mail in await centre.MailOf(engineer.Email)) await AssertLeadsToItsSessionAsync(mail);

        await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[0].Id), centre.NextFreeDay(), new(9, 0), null), centre.Cast.Coordinator.Actor);
        var update = (await centre.MailAfterChangesOf(engineer.Email))[^1];
        Assert.Equal(1, update.Sequence);
        await AssertLeadsToItsSessionAsync(update);
    }

    private async Task AssertLeadsToItsSessionAsync(Mail mail)
    {
        var link = $"https://localhost/answer/{await centre.Value<string>("select reply_token from invitation where uid = $1", mail.Uid)}";
        Assert.Contains(link, mail.Message.TextBody, StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}\"", mail.Message.HtmlBody, StringComparison.Ordinal);
        Assert.Equal(200, (await centre.ClientOf(null).Get(new Uri(link).PathAndQuery)).Status);
    }
}

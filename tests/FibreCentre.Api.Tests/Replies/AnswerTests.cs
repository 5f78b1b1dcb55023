using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Replies;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;

namespace FibreCentre.Api.Tests.Replies;

/// <summary>Answers by the link in an invitation, and what staff and bookers see of them.</summary>
public sealed class AnswerTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task Opening_the_link_changes_nothing_and_pressing_a_button_does()
    {
        var (cohort, token) = await GivenAnInvitationAsync();
        var browser = await Browser.OfAsync(centre, null);
        var before = await centre.RowCounts();

        for (var scans = 0; scans < 3; scans++) Assert.Equal(200, (await browser.Get($"/answer/{token}?answer=accepted&Sequence=0")).Status);
        Assert.Equal(400, (await browser.PostForged($"/answer/{token}")).Status);
        Assert.Equal(before, await centre.RowCounts());

        Assert.Equal(302, (await PressAsync(browser, token, "Accepted")).Status);
        Assert.Equal((1, "accepted"), (await AcceptedAsync(cohort), await LatestAsync(token)));
        Assert.Contains("You can change your answer", (await browser.Get($"/answer/{token}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_names_session_course_and_time_and_nobody_and_is_kept_from_search_engines()
    {
        var engineer = Some.Engineer();
        var (cohort, token) = await GivenAnInvitationAsync(engineer);

        var page = await centre.ClientOf(null).Get($"/answer/{token}");

        Assert.Contains(cohort.Sessions[0].Title, page.Text, StringComparison.Ordinal);
        Assert.Contains("FTC-101", page.Text, StringComparison.Ordinal);
        Assert.Contains(Api.Pages.Shared.TagHelpers.Say.Slot(cohort.Sessions[0].During), page.Text, StringComparison.Ordinal);
        foreach (var personal in new[] { engineer.GivenName, engineer.FamilyName, engineer.Email, "Northway" }) Assert.DoesNotContain(personal, page.Text, StringComparison.Ordinal);
        Assert.Equal(("noindex", true), (page.Response.Headers.GetValues("X-Robots-Tag").Single(), page.Response.Headers.CacheControl!.NoStore));
        Assert.Contains("<meta name=\"robots\" content=\"noindex\" />", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_never_was_is_not_found_and_guessing_is_slow()
    {
        await using var strict = new CentreApp(centre.ConnectionString, centre.Clock, ("Certificates:ChecksAMinute", "3"));
        var stranger = centre.ClientOf(null, strict);
        for (var tries = 0; tries < 3; tries++) Assert.Equal(404, (await stranger.Get($"/answer/{tries:x32}")).Status);
        Assert.Equal(429, (await stranger.Get($"/answer/{4:x32}")).Status);
    }

    [Fact]
    public async Task A_no_waits_for_staff_and_the_place_stays_confirmed()
    {
        var (cohort, token) = await GivenAnInvitationAsync();
        var cook = await Browser.OfAsync(centre, centre.Cast.Coordinator);

        await PressAsync(await Browser.OfAsync(centre, null), token, "Declined", "On leave that week");

        var task = Assert.Single((await centre.Ask(new ListReplies())).Answers, each => each.About?.CohortId == cohort.Id);
        Assert.Equal(("declined", "applied", "link", "On leave that week", true), (task.Answer, task.Outcome, task.Way, task.Comment, task.Waits));
        Assert.Equal(("confirmed", false), (await centre.Value<string>("select p.state from place p join invitation i on i.place_id = p.id where i.reply_token = $1", token), await centre.Value<bool>("select withdrawn from invitation where reply_token = $1", token)));
        var page = await cook.Get("/messages/answers");
        Assert.Contains($"/bookings/{task.About!.BookingId}", page.Text, StringComparison.Ordinal);
        Assert.Contains("On leave that week", page.Text, StringComparison.Ordinal);

        Assert.Equal(302, (await cook.Post("/messages/answers?handler=seen", ("Reply", $"{task.Id}"))).Status);
        Assert.DoesNotContain((await centre.Ask(new ListReplies())).Answers, each => each.Id == task.Id);
        var seen = Assert.Single((await centre.Ask(new ListReplies(All: true))).Answers, each => each.Id == task.Id);
        Assert.False(seen.Waits);
        Assert.Equal(centre.Cast.Coordinator.Account, await centre.Value<Guid>("select seen_by from invitation_reply where id = $1", task.Id));
        Assert.Equal("confirmed", await centre.Value<string>("select p.state from place p join invitation i on i.place_id = p.id where i.reply_token = $1", token));
        Assert.Equal("answer-not-found", (await centre.Ask(new SeeReply(long.MaxValue), centre.Cast.Coordinator)).Error!.Code);
    }

    [Fact]
    public async Task A_yes_after_a_no_counts_and_what_the_no_asked_of_staff_is_closed()
    {
        var (cohort, token) = await GivenAnInvitationAsync();
        await AnswerAsync(token, ReplyAnswer.Declined);
        centre.Clock.Advance(TimeSpan.FromMinutes(5));

        await AnswerAsync(token, ReplyAnswer.Accepted);

        Assert.Equal(1, await AcceptedAsync(cohort));
        Assert.DoesNotContain((await centre.Ask(new ListReplies())).Answers, each => each.About?.CohortId == cohort.Id);
        Assert.Equal(2, (await centre.Ask(new ListReplies(All: true))).Answers.Count(each => each.About?.CohortId == cohort.Id));
    }

    [Fact]
    public async Task A_session_that_has_moved_asks_anew_and_a_page_opened_before_answers_nothing()
    {
        var (cohort, token) = await GivenAnInvitationAsync();
        await AnswerAsync(token, ReplyAnswer.Accepted);
        Assert.Equal(1, await AcceptedAsync(cohort));

        await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[0].Id), centre.NextFreeDay(), new(9, 0), null), centre.Cast.Coordinator.Actor);

        Assert.Equal(0, await AcceptedAsync(cohort));
        var stale = await PressAsync(await Browser.OfAsync(centre, null), token, "Accepted");
        Assert.Equal(409, stale.Status);
        Assert.Contains("has changed since you opened the page", stale.Text, StringComparison.Ordinal);
        Assert.Equal(0, await AcceptedAsync(cohort));
        await AnswerAsync(token, ReplyAnswer.Accepted);
        Assert.Equal(1, await AcceptedAsync(cohort));
    }

    [Fact]
    public async Task Who_has_no_place_any_more_and_whose_session_is_over_has_nothing_to_answer()
    {
        var (cohort, token) = await GivenAnInvitationAsync();
        var (_, over) = await GivenAnInvitationAsync();
        await centre.App.AskAsync(new CancelPlace(new(await centre.Value<Guid>("select place_id from invitation where reply_token = $1", token))), centre.Cast.NorthBooker.Actor);

        Assert.Equal("nothing-to-answer", (await SendAsync(token, 1, ReplyAnswer.Accepted)).Error!.Code);
        Assert.Contains("There is nothing to answer any more", (await centre.ClientOf(null).Get($"/answer/{token}")).Text, StringComparison.Ordinal);
        Assert.Empty((await centre.Ask(new ShowAnswers(new(cohort.Id)))).Sessions);

        centre.Clock.SetUtcNow(new(await centre.Value<DateTime>("select upper(s.during) from session s join invitation i on i.session_id = s.id where i.reply_token = $1", over), TimeSpan.Zero));
        Assert.Equal("nothing-to-answer", (await SendAsync(over, 0, ReplyAnswer.Accepted)).Error!.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ReplyAnswer.Tentative)]
    [InlineData(ReplyAnswer.Counter)]
    public async Task By_link_there_are_two_answers(ReplyAnswer? answer)
    {
        var (_, token) = await GivenAnInvitationAsync();
        Assert.Equal("request-invalid", (await SendAsync(token, 0, answer)).Error!.Code);
        Assert.Equal("request-invalid", (await centre.App.SendAsync(new AnswerInvitation(token, 0, ReplyAnswer.Accepted, new string('x', InvitationReply.LongestComment + 1)), Actor.Holding(TenantScope.Answer, token))).Error!.Code);
        Assert.Equal("", await LatestAsync(token));
    }

    [Fact]
    public async Task Staff_count_everybody_and_a_booker_only_its_own_people()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 3);
        await centre.GivenABooking(cohort, centre.Cast.SouthBooker, engineers: 1);
        var tokens = await centre.Column<string>("select i.reply_token from invitation i join provider p on p.id = i.provider_id where i.session_id = $1 order by p.code, i.id", cohort.Sessions[0].Id);
        await AnswerAsync(tokens[0], ReplyAnswer.Accepted);
        await AnswerAsync(tokens[1], ReplyAnswer.Declined);
        await AnswerAsync(tokens[3], ReplyAnswer.Accepted);

        var (all, north, south) = (await OfFirstAsync(centre.Cast.Manager), await OfFirstAsync(centre.Cast.NorthBooker), await OfFirstAsync(centre.Cast.SouthBooker));

        Assert.Equal((2, 1, 1, 4), (all.Accepted, all.Declined, all.NoAnswer, all.People.Count));
        Assert.Equal((1, 1, 1, 3), (north.Accepted, north.Declined, north.NoAnswer, north.People.Count));
        Assert.Equal((1, 0, 0, 1), (south.Accepted, south.Declined, south.NoAnswer, south.People.Count));
        Assert.Empty(north.People.Select(each => each.TraineeId).Intersect(south.People.Select(each => each.TraineeId)));
        var (staff, booker) = (await Browser.OfAsync(centre, centre.Cast.Coordinator), await Browser.OfAsync(centre, centre.Cast.SouthBooker));
        Assert.Contains("accepted 2, declined 1, no answer 1", (await staff.Get($"/cohorts/{cohort.Id}")).Text, StringComparison.Ordinal);
        var own = (await booker.Get($"/cohorts/{cohort.Id}")).Text;
        Assert.Contains("accepted 1, declined 0, no answer 0", own, StringComparison.Ordinal);
        Assert.DoesNotContain(north.People[0].Name, own, StringComparison.Ordinal);
        var answer = await centre.ClientOf(centre.Cast.Coordinator).Get($"/api/v1/cohorts/{cohort.Id}/answers");
        Assert.Equal(2, answer.Json.GetProperty("sessions")[0].GetProperty("accepted").GetInt32());

        async Task<SessionAnswers> OfFirstAsync(Person who) => (await centre.App.AskAsync(new ShowAnswers(new(cohort.Id)), who.Actor)).Sessions.Single(each => each.SessionId == cohort.Sessions[0].Id);
    }

    [Fact]
    public async Task Of_two_answers_at_once_both_are_kept_and_the_later_one_counts()
    {
        var (cohort, token) = await GivenAnInvitationAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => SendAsync(token, 0, number % 2 == 0 ? ReplyAnswer.Accepted : ReplyAnswer.Declined)));

        Assert.Equal(8, await centre.Value<int>("select count(*) from invitation_reply r join invitation i on i.id = r.invitation_id where i.reply_token = $1", token));
        // At most the newest "no" still waits for staff, and only if it is the one that counts.
        var waits = await centre.Value<int>("select count(*) from invitation_reply r join invitation i on i.id = r.invitation_id where i.reply_token = $1 and r.to_see and r.seen_at is null", token);
        Assert.Equal(await LatestAsync(token) == "declined" ? 1 : 0, waits);
        Assert.Equal(await LatestAsync(token) == "accepted" ? 1 : 0, await AcceptedAsync(cohort));
    }

    private async Task<(GivenCohort Cohort, string Token)> GivenAnInvitationAsync(EngineerDetails? engineer = null)
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer ?? Some.Engineer());
        return (cohort, await centre.Value<string>("select reply_token from invitation where session_id = $1", cohort.Sessions[0].Id));
    }

    private static Task<Answer> PressAsync(Browser browser, string token, string answer, string note = "") => browser.Post($"/answer/{token}", ("Sequence", "0"), ("Answer", answer), ("Comment", note));

    /// <summary>To the session as it stands.</summary>
    private async Task AnswerAsync(string token, ReplyAnswer answer) =>
        Assert.True((await SendAsync(token, await centre.Value<int>("select sequence from invitation where reply_token = $1", token), answer)).Succeeded);

    private Task<Result<AnsweredInvitation>> SendAsync(string token, int sequence, ReplyAnswer? answer) =>
        centre.App.SendAsync(new AnswerInvitation(token, sequence, answer, null), Actor.Holding(TenantScope.Answer, token));

    private async Task<int> AcceptedAsync(GivenCohort cohort) => (await centre.Ask(new ShowAnswers(new(cohort.Id)))).Sessions.Single(each => each.SessionId == cohort.Sessions[0].Id).Accepted;

    private Task<string> LatestAsync(string token) => centre.Value<string>("select coalesce((select r.answer from invitation_reply r join invitation i on i.id = r.invitation_id where i.reply_token = $1 and r.outcome = 'applied' order by r.id desc limit 1), '')", token);
}

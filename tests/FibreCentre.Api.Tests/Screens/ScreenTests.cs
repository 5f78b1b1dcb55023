using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Screens;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Screens;

public sealed class ScreenTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Anyone => centre.ClientOf(null);

    [Fact]
    public async Task A_screen_shows_the_day_by_bay_and_what_is_on_now_and_next_and_names_nobody()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        centre.ItIs(cohort.FirstDay, hour: 10);

        var page = await Anyone.Get(await PathAsync());

        Assert.Equal(200, page.Status);
        foreach (var session in cohort.Sessions)
        {
            Assert.Contains(session.Title, page.Text, StringComparison.Ordinal);
            Assert.Contains(session.Resources.First(each => each.Kind == "bay").Name, page.Text, StringComparison.Ordinal);
        }
        Assert.Contains("data-state=\"now\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-state=\"next\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("Millbridge Fibre Centre", page.Text, StringComparison.Ordinal);
        foreach (var name in new[] { engineer.FamilyName, engineer.GivenName, "Northway", "Ida Irwin", "Ivan Ives", "Ivy Ingram" }) Assert.DoesNotContain(name, page.Text, StringComparison.Ordinal);

        var naming = await Anyone.Get(await PathAsync(namesInstructors: true));
        Assert.Contains(cohort.Sessions[0].Resources.First(each => each.Kind == "instructor").Name, naming.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(engineer.FamilyName, naming.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_moved_or_was_cancelled_today_is_news_and_what_did_not_is_none()
    {
        var (moved, cancelled, unchanged) = (await centre.GivenACohort(), await centre.GivenACohort(), await centre.GivenACohort());
        var to = centre.NextFreeDay();
        await centre.App.AskAsync(new MoveSession(new(moved.Sessions[1].Id), to, new(14, 0), null), centre.Cast.Coordinator.Actor);
        await centre.App.AskAsync(new CancelCohort(new(cancelled.Id)), centre.Cast.Coordinator.Actor);
        // The database's own clock says when; the test's day is another one.
        await ChangedAsync(moved, moved.FirstDay);
        await ChangedAsync(cancelled, cancelled.FirstDay);
        var path = await PathAsync();

        centre.ItIs(moved.FirstDay, hour: 9);
        var page = (await Anyone.Get(path)).Text;
        Assert.Contains("Changed today", page, StringComparison.Ordinal);
        Assert.Contains($"is now on {Api.Pages.Shared.TagHelpers.Say.Day(to)}, 2:00pm", page, StringComparison.Ordinal);
        Assert.DoesNotContain("is cancelled", page, StringComparison.Ordinal);
        centre.ItIs(cancelled.FirstDay, hour: 9);
        page = (await Anyone.Get(path)).Text;
        Assert.Contains("is cancelled", page, StringComparison.Ordinal);
        Assert.Contains("There are no sessions today.", page, StringComparison.Ordinal);
        centre.ItIs(unchanged.FirstDay, hour: 9);
        Assert.DoesNotContain("Changed today", (await Anyone.Get(path)).Text, StringComparison.Ordinal);

        Task ChangedAsync(GivenCohort cohort, DateOnly day) =>
            centre.Run($"update session_change set at = '{day:yyyy-MM-dd} 07:30 Europe/London' where session_id in (select id from session where cohort_id = '{cohort.Id}')");
    }

    [Fact]
    public async Task Another_bay_at_the_same_time_is_news_and_one_that_was_left_and_taken_again_is_none()
    {
        var (cohort, back, draft) = (await centre.GivenACohort(), await centre.GivenACohort(), await centre.GivenACohort(c => c.NotPublished()));
        var coordinator = centre.ClientOf(centre.Cast.Coordinator);
        var (first, other) = (await centre.Bay("CR-1"), await centre.Bay("CR-4"));
        await ElsewhereAsync(cohort, first, other);
        await ElsewhereAsync(back, first, other);
        await ElsewhereAsync(back, other, first);
        await ElsewhereAsync(draft, first, other);
        Assert.Equal(0, await centre.Value<int>("select count(*) from session_bay_change where session_id = any ($1)", draft.Sessions.Select(each => each.Id).ToArray()));
        foreach (var each in new[] { cohort, back })
            await centre.Run($"update session_bay_change set at = '{each.FirstDay:yyyy-MM-dd} 07:30 Europe/London' where session_id = '{each.Sessions[0].Id}'");
        var path = await PathAsync();

        centre.ItIs(cohort.FirstDay, hour: 8);
        var page = (await Anyone.Get(path)).Text;
        Assert.Contains("Changed today", page, StringComparison.Ordinal);
        Assert.Contains("at 8:30am is now in Classroom 4", page, StringComparison.Ordinal);
        Assert.Contains("(was in Classroom 1)", page, StringComparison.Ordinal);
        centre.ItIs(back.FirstDay, hour: 8);
        Assert.DoesNotContain("Changed today", (await Anyone.Get(path)).Text, StringComparison.Ordinal);

        async Task ElsewhereAsync(GivenCohort which, Guid from, Guid to) => Assert.Equal(200, (await coordinator.Moves(which.Sessions[0].Id, which.FirstDay, "08:30", null, [(from, to)])).Status);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("Information", true)]   // control: with the server's own line for each request it would stand there
    public async Task Its_token_stays_out_of_the_logs(string? serversOwn, bool isTold)
    {
        await using var product = await ProductProcess.StartAsync(centre.ConnectionString, ("Logging__LogLevel__Default", "Information"), ("Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics", serversOwn));
        using var anyone = new HttpClient { BaseAddress = product.Address };
        var (live, unknown) = (await MakeAsync(), AddressToken.Make());

        Assert.Equal((200, 404), ((await anyone.Get(live.Path)).Status, (await anyone.Get($"/screen/{unknown}")).Status));
        await product.Stop(TimeSpan.FromSeconds(20));

        Assert.Contains("GET screen/{token} 200", product.Said, StringComparison.Ordinal);
        Assert.Equal((isTold, isTold), (product.Said.Contains(live.Token, StringComparison.Ordinal), product.Said.Contains(unknown, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Revoked_renewed_and_never_made_are_the_same_404_and_the_token_is_kept_only_as_its_hash()
    {
        var made = await MakeAsync();
        var never = await Anyone.Get($"/screen/{AddressToken.Make()}");
        Assert.Equal(404, never.Status);
        Assert.Equal(200, (await Anyone.Get(made.Path)).Status);
        Assert.Equal(0, await centre.Value<int>("select count(*) from wall_screen s where s::text like '%' || $1 || '%'", made.Token));

        var renewed = await centre.App.AskAsync(new RenewScreen(made.Id), centre.Cast.Coordinator.Actor);
        Assert.Equal(Neutral(never), Neutral(await Anyone.Get(made.Path)));
        Assert.Equal(200, (await Anyone.Get(renewed.Path)).Status);
        await centre.App.AskAsync(new RevokeScreen(made.Id), centre.Cast.Coordinator.Actor);
        Assert.Equal(Neutral(never), Neutral(await Anyone.Get(renewed.Path)));
        Assert.Equal("screen-revoked", (await centre.Ask(new RenewScreen(made.Id), centre.Cast.Coordinator)).Error!.Code);

        static string Neutral(Answer answer) => System.Text.RegularExpressions.Regex.Replace(answer.AllButCorrelation, "CfDJ8[\\w-]+", "token");
    }

    [Fact]
    public async Task Its_address_is_not_found_by_search_engines_told_to_others_or_kept_and_staff_see_when_it_last_asked()
    {
        var made = await MakeAsync();
        Assert.Null((await LineAsync()).LastSeenAt);

        var headers = (await Anyone.Get(made.Path)).Response.Headers;

        Assert.Equal(("noindex", "no-referrer", "no-store"), (headers.GetValues("X-Robots-Tag").Single(), headers.GetValues("Referrer-Policy").Single(), headers.CacheControl!.ToString()));
        Assert.Contains("worker-src 'self'", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(centre.Clock.GetUtcNow(), (await LineAsync()).LastSeenAt!.Value.ToUniversalTime(), TimeSpan.FromSeconds(1));
        // Five minutes are one note.
        var noted = (await LineAsync()).LastSeenAt;
        centre.Clock.Advance(TimeSpan.FromMinutes(4));
        await Anyone.Get(made.Path);
        Assert.Equal(noted, (await LineAsync()).LastSeenAt);

        async Task<ScreenLine> LineAsync() => (await centre.Ask(new ListScreens())).Screens.Single(each => each.Id == made.Id);
    }

    [Fact]
    public async Task Guessing_addresses_is_slow()
    {
        await using var strict = new CentreApp(centre.ConnectionString, centre.Clock, ("Certificates:ChecksAMinute", "3"));
        var stranger = centre.ClientOf(null, strict);
        for (var tries = 0; tries < 3; tries++) Assert.Equal(404, (await stranger.Get($"/screen/{AddressToken.Make()}")).Status);
        Assert.Equal(429, (await stranger.Get($"/screen/{AddressToken.Make()}")).Status);
    }

    [Fact]
    public async Task A_screen_is_made_renamed_and_turned_off_by_page_and_its_address_is_shown_once()
    {
        var browser = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        Assert.Equal(400, (await browser.Post("/screens?handler=make", ("Name", ""))).Status);
        Assert.Equal(302, (await browser.Post("/screens?handler=make", ("Name", "Back door"))).Status);
        var shown = await browser.Get("/screens");
        Assert.Contains("https://localhost/screen/", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://localhost/screen/", (await browser.Get("/screens")).Text, StringComparison.Ordinal);
        var id = await centre.Value<Guid>("select id from wall_screen where name = 'Back door'");

        Assert.Equal(302, (await browser.Post($"/screens/{id}", ("Name", "Yard"), ("NamesInstructors", "true"))).Status);
        Assert.True(await centre.Value<bool>("select names_instructors and name = 'Yard' from wall_screen where id = $1", id));
        Assert.Equal(302, (await browser.Post("/screens?handler=revoke", ("Screen", $"{id}"))).Status);
        Assert.DoesNotContain("Yard", (await browser.Get("/screens")).Text, StringComparison.Ordinal);
    }

    private Task<MadeScreen> MakeAsync(bool namesInstructors = false) => centre.App.AskAsync(new MakeScreen("Entrance", namesInstructors), centre.Cast.Coordinator.Actor);

    private async Task<string> PathAsync(bool namesInstructors = false) => (await MakeAsync(namesInstructors)).Path;
}

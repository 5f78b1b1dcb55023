using System.Text.Json;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Testing;

namespace FibreCentre.Api.Tests.Notices;

public sealed class FeedTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Anyone => centre.ClientOf(null);

    [Fact]
    public async Task The_feed_holds_ones_own_sessions_and_both_parsers_read_them_alike()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenAPlaceFor(centre.Cast.NorthTrainee, cohort);
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker);   // a colleague's: not for this feed

        var feed = await Anyone.Get(await PathAsync());

        Assert.Equal((200, "text/calendar"), (feed.Status, feed.ContentType));
        Assert.Equal((true, TimeSpan.FromMinutes(5)), (feed.Response.Headers.CacheControl!.Private, feed.Response.Headers.CacheControl.MaxAge));
        Assert.DoesNotContain("METHOD", feed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ATTENDEE", feed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ORGANIZER", feed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("VALARM", feed.Text, StringComparison.Ordinal);
        var verdict = await IcsJudge.Judge(await feed.Response.Content.ReadAsByteArrayAsync());
        Assert.Equal(JsonSerializer.Serialize(verdict.IcalJs), JsonSerializer.Serialize(verdict.NodeIcal));
        Assert.All(cohort.Sessions, session => Assert.Single(verdict.IcalJs, read => read.Summary == $"FTC-101 {session.Title}" && read.Start == $"{session.During.Starts.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}"));
        Assert.Equal(await centre.Value<int>("select count(*) from invitation where trainee_id = $1", centre.Cast.NorthTrainee.Trainee!), verdict.IcalJs.Count);
    }

    [Fact]
    public async Task Unchanged_it_is_the_same_octets_and_a_304_and_a_change_is_a_new_etag()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenAPlaceFor(centre.Cast.NorthTrainee, cohort);
        var path = await PathAsync();
        var first = await Anyone.Get(path);
        var etag = first.Response.Headers.ETag!.ToString();
        centre.Clock.Advance(TimeSpan.FromMinutes(90));

        var again = await Anyone.Get(path);
        Assert.Equal((first.Text, etag), (again.Text, again.Response.Headers.ETag!.ToString()));
        var unchanged = await Anyone.Get(path, ("If-None-Match", etag));
        Assert.Equal((304, "", etag), (unchanged.Status, unchanged.Text, unchanged.Response.Headers.ETag!.ToString()));
        Assert.Equal(304, (await Anyone.Get(path, ("If-None-Match", $"\"other\", {etag}"))).Status);

        await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[1].Id), centre.NextFreeDay(), new(13, 0), null), centre.Cast.Coordinator.Actor);
        var changed = await Anyone.Get(path, ("If-None-Match", etag));
        Assert.Equal(200, changed.Status);
        Assert.NotEqual(etag, changed.Response.Headers.ETag!.ToString());
    }

    [Fact]
    public async Task Dates_decide_only_where_no_etag_is_sent_and_one_that_cannot_be_read_counts_for_nothing()
    {
        var path = await PathAsync();
        var later = centre.Clock.GetUtcNow().AddDays(1).ToString("R");

        Assert.Equal(304, (await Anyone.Get(path, ("If-Modified-Since", later))).Status);
        Assert.Equal(200, (await Anyone.Get(path, ("If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"))).Status);
        Assert.Equal(200, (await Anyone.Get(path, ("If-Modified-Since", "the day before yesterday"))).Status);
        Assert.Equal(200, (await Anyone.Get(path, ("If-Modified-Since", later), ("If-None-Match", "\"other\""))).Status);
    }

    [Fact]
    public async Task Head_says_what_get_would_and_sends_no_body()
    {
        var path = await PathAsync();
        var get = await Anyone.Get(path);
        var head = await Anyone.Send("HEAD", path);

        Assert.Equal((200, ""), (head.Status, head.Text));
        Assert.Equal(get.Response.Content.Headers.ContentLength, head.Response.Content.Headers.ContentLength);
        Assert.Equal(get.Response.Headers.ETag, head.Response.Headers.ETag);
    }

    [Fact]
    public async Task Revoked_renewed_and_never_made_are_the_same_404()
    {
        var never = await Anyone.Get($"/cal/{AddressToken.Make()}.ics");
        var old = await PathAsync();
        var renewed = await PathAsync();
        Assert.Equal(never.AllButCorrelation, (await Anyone.Get(old)).AllButCorrelation);
        Assert.Equal(200, (await Anyone.Get(renewed)).Status);

        await centre.App.AskAsync(new RevokeFeed(), centre.Cast.NorthTrainee.Actor);
        var revoked = await Anyone.Get(renewed);

        Assert.Equal(404, revoked.Status);
        Assert.Equal(never.AllButCorrelation, revoked.AllButCorrelation);
    }

    [Fact]
    public async Task The_token_is_kept_only_as_its_hash()
    {
        var path = await PathAsync();
        var token = path["/cal/".Length..^".ics".Length];
        Assert.Equal(0, await centre.Value<int>("select count(*) from calendar_feed f where f::text like '%' || $1 || '%'", token));
        Assert.Equal(1, await centre.Value<int>("select count(*) from calendar_feed where token_hash = $1", AddressToken.HashOf(token)));
    }

    [Fact]
    public async Task A_cancelled_session_stays_for_a_while_and_says_so()
    {
        var cohort = await centre.GivenACohort();
        var booked = await centre.GivenAPlaceFor(centre.Cast.SouthTrainee, cohort);
        await centre.App.AskAsync(new CancelPlace(new(booked.Places[0].Id)), centre.Cast.SouthBooker.Actor);
        var path = (await centre.App.AskAsync(new RenewFeed(), centre.Cast.SouthTrainee.Actor)).Path;

        Assert.Contains($"SUMMARY:CANCELLED: FTC-101 {cohort.Sessions[0].Title}"[..40], (await Anyone.Get(path)).Text, StringComparison.Ordinal);
        Assert.Contains("STATUS:CANCELLED", (await Anyone.Get(path)).Text, StringComparison.Ordinal);
        centre.Clock.SetUtcNow(cohort.Sessions[1].During.Starts.AddDays(30).AddMinutes(1));
        Assert.DoesNotContain("CANCELLED", (await Anyone.Get(path)).Text, StringComparison.Ordinal);
    }

    private async Task<string> PathAsync() => (await centre.App.AskAsync(new RenewFeed(), centre.Cast.NorthTrainee.Actor)).Path;
}

using System.Net.Http.Headers;
using System.Text;
using FibreCentre.Api.Features.Feeds;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Feeds;

namespace FibreCentre.Api.Tests.Feeds;

public sealed class FeedTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Anyone => centre.ClientOf(null);

    [Fact]
    public async Task A_trainees_feed_holds_ones_own_sessions_and_practice_and_both_parsers_read_them_alike()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenAPlaceFor(centre.Cast.NorthTrainee, cohort);
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker);   // a colleague's: not for this feed
        var practice = await centre.GivenPractice(centre.NextFreeDay());

        var feed = await centre.Fetch(await PathAsync());

        Assert.Equal((true, TimeSpan.FromMinutes(5)), (feed.Answer.Response.Headers.CacheControl!.Private, feed.Answer.Response.Headers.CacheControl.MaxAge));
        Assert.Equal("text/calendar; charset=utf-8", feed.Answer.Response.Content.Headers.ContentType!.ToString());
        var read = await feed.Read();
        Assert.All(cohort.Sessions, session => Assert.Contains(($"FTC-101 {session.Title}", session.During.Starts.Utc(), false), read));
        var starts = await centre.Value<DateTime>("select lower(during) from practice where id = $1", practice);
        Assert.Contains(("Practice", new DateTimeOffset(starts, TimeSpan.Zero).Utc(), false), read);
        Assert.Equal(await centre.Value<int>("select count(*) from (select during from invitation join session s on s.id = session_id where trainee_id = $1 union all select during from practice where trainee_id = $1) own where lower(during) >= $2", centre.Cast.NorthTrainee.Trainee!, centre.Clock.GetUtcNow().AddDays(-30).UtcDateTime), read.Count);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json;q=1, text/calendar;q=0")]
    [InlineData("nonsense")]
    public async Task Whatever_a_program_says_it_accepts_it_gets_a_calendar(string accept)
    {
        var feed = await Anyone.Get(await PathAsync(), ("Accept", accept));
        Assert.Equal((200, "text/calendar"), (feed.Status, feed.ContentType));
    }

    [Fact]
    public async Task Unchanged_it_is_the_same_octets_and_a_304_and_a_change_is_a_new_etag()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenAPlaceFor(centre.Cast.NorthTrainee, cohort);
        var path = await PathAsync();
        var first = await centre.Fetch(path);
        centre.Clock.Advance(TimeSpan.FromMinutes(90));

        Assert.Equal(first.Octets, (await centre.Fetch(path)).Octets);
        var unchanged = await Anyone.Get(path, ("If-None-Match", first.Etag));
        Assert.Equal((304, "", first.Etag), (unchanged.Status, unchanged.Text, unchanged.Response.Headers.ETag!.ToString()));
        Assert.Equal((true, TimeSpan.FromMinutes(5)), (unchanged.Response.Headers.CacheControl!.Private, unchanged.Response.Headers.CacheControl.MaxAge));
        foreach (var tags in new[] { $"\"other\", {first.Etag}", "*" }) Assert.Equal(304, (await Anyone.Get(path, ("If-None-Match", tags))).Status);
        Assert.Equal(200, (await Anyone.Get(path, ("If-None-Match", $"W/{first.Etag[..^2]}\""))).Status);

        await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[1].Id), centre.NextFreeDay(), new(13, 0), null), centre.Cast.Coordinator.Actor);
        var changed = await Anyone.Get(path, ("If-None-Match", first.Etag));
        Assert.Equal(200, changed.Status);
        Assert.NotEqual(first.Etag, changed.Response.Headers.ETag!.ToString());
    }

    [Fact]
    public async Task Dates_decide_only_where_no_etag_is_sent_and_one_that_cannot_be_read_counts_for_nothing()
    {
        var path = await PathAsync();
        var made = (await Anyone.Get(path)).Response.Content.Headers.LastModified!.Value;
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = centre.Clock.GetUtcNow().AddDays(1).ToString("R");

        Assert.Equal(304, (await Anyone.Get(path, ("If-Modified-Since", later))).Status);
        Assert.Equal(200, (await Anyone.Get(path, ("If-Modified-Since", made.AddSeconds(-5).ToString("R")))).Status);
        Assert.Equal(200, (await Anyone.Get(path, ("If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"))).Status);
        Assert.Equal(200, (await Anyone.Get(path, ("If-Modified-Since", "the day before yesterday"))).Status);
        Assert.Equal(200, (await Anyone.Get(path, ("If-Modified-Since", later), ("If-None-Match", "\"other\""))).Status);
        Assert.Equal(200, (await Anyone.Get(path, ("If-Modified-Since", later), ("If-None-Match", "not a tag"))).Status);
    }

    [Fact]
    public async Task What_changes_twice_within_a_second_is_not_missed_by_those_who_go_by_the_date()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenAPlaceFor(centre.Cast.NorthTrainee, cohort);
        var path = await PathAsync();
        var first = (await Anyone.Get(path)).Response.Content.Headers.LastModified!.Value;

        await centre.Run($"update session set title = 'Renamed' where id = '{cohort.Sessions[0].Id}'");
        Assert.Equal(200, (await Anyone.Get(path)).Status);   // by somebody else, in the same second: the clock stands
        var again = await Anyone.Get(path, ("If-Modified-Since", first.ToString("R")));
        Assert.Equal(200, again.Status);
        Assert.Contains("Renamed", again.Text, StringComparison.Ordinal);

        centre.Clock.Advance(TimeSpan.FromSeconds(2));
        var settled = (await Anyone.Get(path)).Response.Content.Headers.LastModified!.Value;
        Assert.Equal(304, (await Anyone.Get(path, ("If-Modified-Since", settled.ToString("R")))).Status);
    }

    [Fact]
    public async Task Head_says_what_get_would_and_sends_no_body()
    {
        var path = await PathAsync();
        var fresh = await Anyone.Send("HEAD", path);
        var get = await Anyone.Get(path);
        var head = await Anyone.Send("HEAD", path);

        foreach (var answer in new[] { fresh, head })
        {
            Assert.Equal((200, ""), (answer.Status, answer.Text));
            Assert.Equal(get.Response.Content.Headers.ContentLength, answer.Response.Content.Headers.ContentLength);
            Assert.Equal(get.Response.Content.Headers.ContentType, answer.Response.Content.Headers.ContentType);
            Assert.Equal(get.Response.Headers.ETag, answer.Response.Headers.ETag);
        }
        Assert.Equal(304, (await Anyone.Send("HEAD", path, null, null, ("If-None-Match", get.Response.Headers.ETag!.ToString()))).Status);
    }

    [Fact]
    public async Task Revoked_renewed_and_never_made_are_the_same_404()
    {
        var never = await Anyone.Get($"/cal/{AddressToken.Make()}.ics");
        var old = await PathAsync();
        var renewed = await PathAsync();
        Assert.Equal(never.AllButCorrelation, (await Anyone.Get(old)).AllButCorrelation);
        Assert.Equal(200, (await Anyone.Get(renewed)).Status);

        var feed = Assert.Single((await centre.App.AskAsync(new ListFeeds(), centre.Cast.NorthTrainee.Actor)).Feeds);
        var rotated = (await centre.App.AskAsync(new RenewFeed(new(feed.Id)), centre.Cast.NorthTrainee.Actor)).Path;
        Assert.Equal((404, 200), ((await Anyone.Get(renewed)).Status, (await Anyone.Get(rotated)).Status));

        await centre.App.AskAsync(new RevokeFeed(new(feed.Id)), centre.Cast.NorthTrainee.Actor);
        var revoked = await Anyone.Get(rotated);

        Assert.Equal(404, revoked.Status);
        Assert.Equal(never.AllButCorrelation, revoked.AllButCorrelation);
        Assert.Equal("feed-not-found", (await centre.Ask(new RenewFeed(new(feed.Id)), centre.Cast.NorthTrainee)).Error!.Code);
        foreach (var odd in new[] { "/cal/.ics", "/cal/a.ics", $"/cal/{new string('a', 4000)}.ics" }) Assert.Equal(404, (await Anyone.Get(odd)).Status);
    }

    [Fact]
    public async Task The_token_is_32_random_bytes_and_kept_only_as_its_hash()
    {
        var token = (await centre.App.AskAsync(new MakeFeed(FeedKind.Trainee), centre.Cast.NorthTrainee.Actor)).Token;
        Assert.Equal(32, System.Buffers.Text.Base64Url.DecodeFromChars(token).Length);
        Assert.Equal(0, await centre.Value<int>("select count(*) from calendar_feed f where f::text like '%' || $1 || '%'", token));
        Assert.Equal(1, await centre.Value<int>("select count(*) from calendar_feed where token_hash = $1", AddressToken.HashOf(token)));
        // An idempotency key would keep the answer, and the secret in it.
        await Anyone.Get($"/cal/{token}.ics");
        foreach (var table in await centre.Column<string>("select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('public', 'identity')"))
            Assert.Equal(0, await centre.Value<int>($"select count(*) from {table} t where t::text like '%' || $1 || '%'", token));
    }

    [Fact]
    public async Task The_owner_sees_to_the_hour_when_a_program_last_came_by()
    {
        var path = await PathAsync();
        Assert.Null((await LineAsync()).LastFetchedAt);
        var first = (await Anyone.Get(path)).Response.Headers.ETag!.ToString();
        var at = (await LineAsync()).LastFetchedAt;
        Assert.Equal(centre.Clock.GetUtcNow(), at);

        centre.Clock.Advance(TimeSpan.FromMinutes(59));
        await Anyone.Get(path, ("If-None-Match", first));
        Assert.Equal(at, (await LineAsync()).LastFetchedAt);
        centre.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(304, (await Anyone.Get(path, ("If-None-Match", first))).Status);
        Assert.Equal(centre.Clock.GetUtcNow(), (await LineAsync()).LastFetchedAt);

        async Task<FeedLine> LineAsync() => Assert.Single((await centre.App.AskAsync(new ListFeeds(), centre.Cast.NorthTrainee.Actor)).Feeds);
    }

    [Fact]
    public async Task A_cancelled_session_stays_for_30_days_after_its_start_and_says_so()
    {
        var cohort = await centre.GivenACohort();
        var booked = await centre.GivenAPlaceFor(centre.Cast.SouthTrainee, cohort);
        await centre.App.AskAsync(new CancelPlace(new(booked.Places[0].Id)), centre.Cast.SouthBooker.Actor);
        var path = await centre.GivenAFeed(centre.Cast.SouthTrainee);

        Assert.Contains(($"CANCELLED: FTC-101 {cohort.Sessions[0].Title}", cohort.Sessions[0].During.Starts.Utc(), true), await (await centre.Fetch(path)).Read());
        centre.Clock.SetUtcNow(cohort.Sessions[1].During.Starts.AddDays(30).AddMinutes(-1));
        Assert.Contains("CANCELLED", (await Anyone.Get(path)).Text, StringComparison.Ordinal);
        centre.ItIs(cohort.FirstDay.AddDays(31), hour: 0);
        Assert.DoesNotContain("CANCELLED", (await Anyone.Get(path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reaches_30_days_back_and_12_months_ahead_and_moves_on_with_the_day()
    {
        var cohort = await centre.GivenACohort();
        var path = await centre.GivenAFeed(centre.Cast.Manager, FeedKind.Cohort, cohort.Id);
        foreach (var (day, hour, shown) in new[] { (-366, 23, false), (-365, 0, true), (0, 12, true), (30, 23, true), (31, 0, false) })
        {
            var at = TestCentre.Time.At(cohort.FirstDay.AddDays(day), new(hour, 0));
            await using var app = new CentreApp(centre.ConnectionString, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(at));
            var text = (await centre.ClientOf(null, app).Get(path)).Text;
            Assert.True(shown == text.Contains("BEGIN:VEVENT", StringComparison.Ordinal), $"{day} days after, at {hour}:00");
            Assert.Contains("BEGIN:VTIMEZONE", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_forbids_the_calendar_to_those_who_ask_robots_first()
    {
        var robots = await Anyone.Get("/robots.txt");
        Assert.True(robots.Status == 404 || !robots.Text.Contains("Disallow: /", StringComparison.Ordinal), robots.Text);
    }

    [Fact]
    public async Task A_304_is_given_without_reading_what_is_in_the_calendar()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenAPlaceFor(centre.Cast.NorthTrainee, cohort);
        var path = await PathAsync();
        var etag = (await centre.Fetch(path)).Etag;

        // Behind the back of every trigger: whoever read the session would see it.
        await centre.Run($"set session_replication_role = replica; update session set title = 'Unseen' where id = '{cohort.Sessions[0].Id}'");
        Assert.Equal(304, (await Anyone.Get(path, ("If-None-Match", etag))).Status);
        await centre.Run($"update session set title = 'Seen' where id = '{cohort.Sessions[0].Id}'");
        Assert.Equal(200, (await Anyone.Get(path, ("If-None-Match", etag))).Status);
    }

    [Fact]
    public async Task A_change_that_is_committed_after_a_later_one_is_not_missed()
    {
        var (one, other) = (await centre.GivenACohort(), await centre.GivenACohort());
        foreach (var cohort in new[] { one, other }) await centre.GivenAPlaceFor(centre.Cast.NorthTrainee, cohort);
        var path = await PathAsync();
        await using var slow = await centre.Everything.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await using (var earlier = new Npgsql.NpgsqlCommand("update invitation set sequence = sequence + 1, changed_at = changed_at + interval '1 second' where session_id = $1", slow) { Parameters = { new() { Value = one.Sessions[0].Id } } })
            await earlier.ExecuteNonQueryAsync();
        await centre.Run($"update invitation set sequence = sequence + 1, changed_at = changed_at + interval '2 seconds' where session_id = '{other.Sessions[0].Id}'");
        var newest = await NewestAsync();
        var etag = (await centre.Fetch(path)).Etag;

        await transaction.CommitAsync();

        Assert.Equal(newest, await NewestAsync());   // what goes by the newest change alone sees nothing
        Assert.Equal(200, (await Anyone.Get(path, ("If-None-Match", etag))).Status);

        Task<DateTime> NewestAsync() => centre.Value<DateTime>("select max(changed_at) from invitation where trainee_id = $1", centre.Cast.NorthTrainee.Trainee!);
    }

    [Fact]
    public async Task Two_who_make_the_same_address_at_once_leave_one()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => centre.App.AskAsync(new MakeFeed(FeedKind.Centre), centre.Cast.Iqa.Actor)));
        Assert.Single((await centre.App.AskAsync(new ListFeeds(), centre.Cast.Iqa.Actor)).Feeds);
        Assert.Single(await Task.WhenAll(made.Select(async each => (await Anyone.Get(each.Path)).Status)), status => status == 200);
    }

    private Task<string> PathAsync() => centre.GivenAFeed(centre.Cast.NorthTrainee);
}

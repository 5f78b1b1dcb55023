using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Feeds;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Practising;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Feeds;

namespace FibreCentre.Api.Tests.Feeds;

/// <summary>The calendars of instructors, bays, cohorts and the whole centre; and all five kinds together.</summary>
public sealed class TimetableFeedTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Anyone => centre.ClientOf(null);

    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Each_calendar_holds_what_is_its_own_and_who_no_longer_serves_sees_it_cancelled()
    {
        var (cohort, other) = (await centre.GivenACohort(), await centre.GivenACohort());
        var (session, title) = (cohort.Sessions[0], $"FTC-101 {cohort.Sessions[0].Title}");
        var (bay, teacher) = ((await centre.Serving(session.Id, "bay"))[0], (await centre.Serving(session.Id, "instructor"))[0]);
        var (freeBay, freeTeacher) = (await FreeAsync("bay", session.Id), await FreeAsync("instructor", session.Id));
        var feeds = new Dictionary<string, string>
        {
            ["centre"] = await centre.GivenAFeed(centre.Cast.Manager, FeedKind.Centre), ["cohort"] = await centre.GivenAFeed(centre.Cast.Manager, FeedKind.Cohort, cohort.Id),
            ["bay"] = await centre.GivenAFeed(centre.Cast.Manager, FeedKind.Bay, bay), ["bay after"] = await centre.GivenAFeed(centre.Cast.Manager, FeedKind.Bay, freeBay),
            ["teacher"] = await centre.GivenAFeed(centre.Cast.Manager, FeedKind.Instructor, teacher), ["teacher after"] = await centre.GivenAFeed(centre.Cast.Manager, FeedKind.Instructor, freeTeacher),
        };
        var before = (title, session.During.Starts.Utc(), false);
        foreach (var kind in new[] { "centre", "cohort", "bay", "teacher" }) Assert.Contains(before, await ReadAsync(kind));
        foreach (var kind in new[] { "bay after", "teacher after" }) Assert.DoesNotContain(before, await ReadAsync(kind));
        Assert.Equal(cohort.Sessions.Count, (await ReadAsync("cohort")).Count);
        Assert.All(other.Sessions, each => Assert.DoesNotContain(each.During.Starts.Utc(), ReadAsync("cohort").Result.Select(read => read.Start)));
        Assert.Equal(await centre.Value<int>("select count(*) from session where lower(during) >= $1", centre.Clock.GetUtcNow().AddDays(-30).UtcDateTime), (await ReadAsync("centre")).Count(each => each.Summary.Contains("FTC-", StringComparison.Ordinal)));

        var uid = Line((await centre.Fetch(feeds["bay"])).Events.Single(lines => Line(lines, "DTSTART").Contains($"{cohort.FirstDay:yyyyMMdd}T{TestCentre.Time.TimeOf(session.During.Starts):HHmm}", StringComparison.Ordinal)), "UID:");
        var day = centre.NextFreeDay();
        Assert.Equal(200, (await Coordinator.Moves(session.Id, day, "13:00", swaps: [(bay, freeBay), (teacher, freeTeacher)])).Status);

        var after = (title, TestCentre.Time.At(day, new(13, 0)).Utc(), false);
        foreach (var kind in new[] { "centre", "cohort", "bay after", "teacher after" })
        {
            Assert.Contains(after, await ReadAsync(kind));
            Assert.DoesNotContain(before, await ReadAsync(kind));
        }
        foreach (var kind in new[] { "bay", "teacher" }) Assert.Contains(await ReadAsync(kind), each => each is { Cancelled: true } && each.Summary == $"CANCELLED: {title}");

        // And back: the old entries come again under their old UIDs, with a higher sequence.
        var gone = Event(await centre.Fetch(feeds["bay"]));
        Assert.Equal(200, (await Coordinator.Moves(session.Id, day, "13:00", swaps: [(freeBay, bay), (freeTeacher, teacher)])).Status);
        var back = Event(await centre.Fetch(feeds["bay"]));
        Assert.Equal(("STATUS:CANCELLED", "STATUS:CONFIRMED"), (Line(gone, "STATUS:"), Line(back, "STATUS:")));
        Assert.True(int.Parse(Line(back, "SEQUENCE:")[9..], System.Globalization.CultureInfo.InvariantCulture) > int.Parse(Line(gone, "SEQUENCE:")[9..], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains(after, await ReadAsync("teacher"));

        async Task<IReadOnlyList<(string Summary, string Start, bool Cancelled)>> ReadAsync(string kind) => await (await centre.Fetch(feeds[kind])).Read();
        string[] Event(Fetched feed) => feed.Events.Single(lines => lines.Contains(uid));
    }

    [Fact]
    public async Task A_draft_is_tentative_until_it_is_published_and_a_cancelled_cohort_is_cancelled_everywhere()
    {
        var draft = await centre.GivenACohort(c => c.NotPublished());
        var path = await centre.GivenAFeed(centre.Cast.Coordinator, FeedKind.Cohort, draft.Id);
        Assert.All((await centre.Fetch(path)).Events, lines => Assert.Contains("STATUS:TENTATIVE", lines));

        await centre.App.AskAsync(new PublishCohort(new(draft.Id), null), centre.Cast.Coordinator.Actor);
        Assert.All((await centre.Fetch(path)).Events, lines => Assert.Contains("STATUS:CONFIRMED", lines));

        var everything = await centre.GivenAFeed(centre.Cast.Coordinator, FeedKind.Centre);
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/cohorts/{draft.Id}/cancellation", new { }, Some.Key())).Status);
        foreach (var feed in new[] { path, everything })
        {
            var read = await (await centre.Fetch(feed)).Read();
            Assert.All(draft.Sessions, session => Assert.Contains(($"CANCELLED: FTC-101 {session.Title}", session.During.Starts.Utc(), true), read));
        }
    }

    [Fact]
    public async Task Practice_stands_in_the_calendars_of_its_bay_its_trainee_and_the_centre_and_goes_when_it_is_released()
    {
        var practice = await centre.GivenPractice(centre.NextFreeDay());
        string[] feeds = [await centre.GivenAFeed(centre.Cast.NorthTrainee), await centre.GivenAFeed(centre.Cast.Manager, FeedKind.Bay, await centre.Bay("SB-1")), await centre.GivenAFeed(centre.Cast.Manager, FeedKind.Centre)];
        var starts = new DateTimeOffset(await centre.Value<DateTime>("select lower(during) from practice where id = $1", practice), TimeSpan.Zero).Utc();
        foreach (var feed in feeds) Assert.Contains(("Practice", starts, false), await (await centre.Fetch(feed)).Read());

        await centre.App.AskAsync(new ReleasePractice(new(practice)), centre.Cast.NorthTrainee.Actor);

        foreach (var feed in feeds) Assert.Contains(("CANCELLED: Practice", starts, true), await (await centre.Fetch(feed)).Read());
    }

    /// <summary>
    /// Each thing that can happen, one after the other, while somebody polls every kind of calendar: what is answered with "unchanged" is the same octets, and what is not is
    /// other octets. Both happen for each kind.
    /// </summary>
    [Fact]
    public async Task Never_a_304_for_what_has_changed_nor_a_body_for_what_has_not()
    {
        var (cohort, later) = (await centre.GivenACohort(), await centre.GivenACohort());
        var place = (await centre.GivenAPlaceFor(centre.Cast.SouthTrainee, cohort)).Places[0].Id;
        var session = cohort.Sessions[0].Id;
        var (bay, teacher) = ((await centre.Serving(session, "bay"))[0], (await centre.Serving(session, "instructor"))[0]);
        var (freeBay, freeTeacher) = (await FreeAsync("bay", session), await FreeAsync("instructor", session));
        Guid practice = default;
        var polled = new Dictionary<FeedKind, (string Path, Fetched Last, int Same, int Other)>();
        foreach (var (kind, path) in new[]
        {
            (FeedKind.Trainee, await centre.GivenAFeed(centre.Cast.SouthTrainee)), (FeedKind.Instructor, await centre.GivenAFeed(centre.Cast.Administrator, FeedKind.Instructor, teacher)), (FeedKind.Bay, await centre.GivenAFeed(centre.Cast.Administrator, FeedKind.Bay, bay)),
            (FeedKind.Cohort, await centre.GivenAFeed(centre.Cast.Administrator, FeedKind.Cohort, cohort.Id)), (FeedKind.Centre, await centre.GivenAFeed(centre.Cast.Administrator, FeedKind.Centre)),
        }) polled[kind] = (path, await centre.Fetch(path), 0, 0);

        (string What, Func<Task> Do)[] steps =
        [
            ("nothing happens", () => Task.CompletedTask),
            ("it moves", () => MovesAsync(centre.NextFreeDay(), "13:00")),
            ("another bay", () => MovesAsync(null, null, (bay, freeBay))),
            ("another instructor", () => MovesAsync(null, null, (teacher, freeTeacher))),
            ("the bay back", () => MovesAsync(null, null, (freeBay, bay))),
            ("the instructor back", () => MovesAsync(null, null, (freeTeacher, teacher))),
            ("somebody else books", () => centre.GivenABooking(cohort, centre.Cast.NorthBooker)),
            ("another cohort moves", () => Coordinator.Moves(later.Sessions[0].Id, centre.NextFreeDay(), "09:00")),
            ("practice is booked", async () => practice = await centre.GivenPractice(centre.NextFreeDay(), centre.Cast.SouthTrainee)),
            ("practice is released", () => centre.App.AskAsync(new ReleasePractice(new(practice)), centre.Cast.SouthTrainee.Actor)),
            ("the place is given back", () => centre.App.AskAsync(new CancelPlace(new(place)), centre.Cast.SouthBooker.Actor)),
            ("the cancelled one moves", () => MovesAsync(centre.NextFreeDay(), "09:00")),
            ("and is taken again", async () => place = (await centre.GivenAPlaceFor(centre.Cast.SouthTrainee, cohort)).Places[0].Id),
            ("a bay is renamed", () => centre.Run($"update bay set name = 'The big room' where id = '{bay}'")),
            ("an instructor is renamed", () => centre.Run($"update instructor set name = 'Ida Married' where id = '{teacher}'")),
            ("the centre moves house", () => centre.Run("update centre set address = 'Unit 5, Wharf Lane'")),
            ("a session is renamed", () => centre.Run($"update session set title = 'Part One' where id = '{session}'")),
            ("a cohort is renamed", () => centre.Run($"update cohort set code = code || 'X' where id = '{cohort.Id}'")),
            ("a day goes by", () => { centre.Clock.Advance(TimeSpan.FromDays(1)); return Task.CompletedTask; }),
            ("the cohort is cancelled", async () => Assert.Equal(200, (await Coordinator.Post($"/api/v1/cohorts/{cohort.Id}/cancellation", new { }, Some.Key())).Status)),
        ];
        foreach (var (what, happens) in steps)
        {
            await happens();
            foreach (var (kind, (path, last, same, other)) in polled.ToList())
            {
                var answer = await Anyone.Get(path, ("If-None-Match", last.Etag));
                var now = await centre.Fetch(path);
                var unchanged = now.Octets.AsSpan().SequenceEqual(last.Octets);
                Assert.True(answer.Status == (unchanged ? 304 : 200), $"{kind} after {what}: {answer.Status}, though it is {(unchanged ? "the same" : "another")}");
                Assert.Equal(304, (await Anyone.Get(path, ("If-None-Match", now.Etag))).Status);
                polled[kind] = (path, now, same + (unchanged ? 1 : 0), other + (unchanged ? 0 : 1));
            }
        }
        Assert.All(polled, each => Assert.True(each.Value is { Same: >= 3, Other: >= 5 }, $"{each.Key}: {each.Value.Same} times the same, {each.Value.Other} times another"));

        async Task MovesAsync(DateOnly? day, string? startsAt, params (Guid From, Guid? To)[] swaps)
        {
            var at = TestCentre.Time.Civil(new(await centre.Value<DateTime>("select lower(during) from session where id = $1", session), TimeSpan.Zero));
            Assert.Equal(200, (await Coordinator.Moves(session, day ?? DateOnly.FromDateTime(at.DateTime), startsAt ?? $"{at:HH:mm}", swaps: swaps)).Status);
        }
    }

    private static string Line(string[] lines, string start) => lines.Single(line => line.StartsWith(start, StringComparison.Ordinal));

    /// <summary>Another of the same kind that is not busy then.</summary>
    private Task<Guid> FreeAsync(string kind, Guid session) => centre.Value<Guid>($"""
        select x.id from {kind} x, session s where s.id = $1 {(kind == "bay" ? "and x.bay_kind = s.bay_kind" : "")}
          and not exists (select from reservation r where r.resource_id = x.id and r.session_id = s.id) order by x.code limit 1
        """, session);
}

using System.Collections.Concurrent;
using FibreCentre.Api.Features.Feeds;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Isolation;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Feeds;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FibreCentre.Api.Tests.Feeds;

/// <summary>Who can have which calendar, and what is never in one.</summary>
public sealed class FeedIsolationTests(TwoProviders centre) : IClassFixture<TwoProviders>
{
    private HttpClient Anyone => centre.ClientOf(null);

    [Fact]
    public async Task A_provider_has_the_calendars_of_cohorts_it_has_places_on_and_no_others()
    {
        var choices = (await centre.App.AskAsync(new ListFeeds(), centre.Cast.NorthBooker.Actor)).Choices;
        var own = await centre.Column<Guid>("select distinct c.id from cohort c join place p on p.cohort_id = c.id where p.provider_id = $1 and p.state <> 'cancelled' and c.state not in ('completed', 'cancelled')", centre.Cast.NorthBooker.Provider!);
        Assert.Equal(own.Order(), choices.Select(each => each.Subject!.Value).Order());
        Assert.All(choices, each => Assert.Equal(FeedKind.Cohort, each.Kind));

        Assert.Equal(200, (await Anyone.Get(await centre.GivenAFeed(centre.Cast.NorthBooker, FeedKind.Cohort, own[0]))).Status);
        var foreign = await centre.Value<Guid>("select c.id from cohort c join place p on p.cohort_id = c.id where p.provider_id = $1 and c.id <> all ($2) limit 1", centre.Cast.SouthBooker.Provider!, own.ToArray());
        foreach (var (kind, subject) in new (FeedKind, Guid?)[]
        {
            (FeedKind.Cohort, foreign), (FeedKind.Cohort, Guid.NewGuid()), (FeedKind.Cohort, null), (FeedKind.Centre, null), (FeedKind.Instructor, centre.Cast.Instructor.Instructor), (FeedKind.Bay, await centre.Bay("CR-1")), (FeedKind.Trainee, null),
            (FeedKind.Trainee, centre.North.Trainee),
        }) Assert.Equal("feed-subject-not-found", (await centre.Ask(new MakeFeed(kind, subject), centre.Cast.NorthBooker)).Error?.Code);
        foreach (var (kind, subject) in new (FeedKind, Guid?)[] { (FeedKind.Centre, null), (FeedKind.Cohort, own[0]), (FeedKind.Trainee, centre.South.Trainee), (FeedKind.Bay, await centre.Bay("CR-1")) })
            Assert.Equal("feed-subject-not-found", (await centre.Ask(new MakeFeed(kind, subject), centre.Cast.NorthTrainee)).Error?.Code);
        Assert.Equal("feed-subject-not-found", (await centre.Ask(new MakeFeed(FeedKind.Trainee, centre.North.Trainee), centre.Cast.Administrator)).Error?.Code);
    }

    [Fact]
    public async Task Nobody_lists_renews_or_turns_off_what_is_somebody_elses()
    {
        var made = await centre.App.AskAsync(new MakeFeed(FeedKind.Centre), centre.Cast.Manager.Actor);
        foreach (var person in centre.Cast.OneOfEachRole.Append(centre.Cast.SouthBooker).Append(centre.Cast.SouthTrainee).Where(each => each != centre.Cast.Manager))
        {
            Assert.DoesNotContain((await centre.App.AskAsync(new ListFeeds(), person.Actor)).Feeds, feed => feed.Id == made.Id);
            Assert.Equal("feed-not-found", (await centre.Ask(new RenewFeed(new(made.Id)), person)).Error?.Code);
            Assert.Equal("feed-not-found", (await centre.Ask(new RevokeFeed(new(made.Id)), person)).Error?.Code);
            if (person != centre.Cast.NorthTrainee) Assert.Equal("feed-not-found", (await centre.Ask(new RevokeFeed(new(centre.North.Feed)), person)).Error?.Code);
        }
        Assert.Equal(200, (await Anyone.Get(made.Path)).Status);
    }

    [Fact]
    public async Task Who_is_no_longer_one_of_the_centres_people_has_no_calendar_of_it()
    {
        var path = await centre.GivenAFeed(centre.Cast.OtherInstructor, FeedKind.Centre);
        Assert.Equal(200, (await Anyone.Get(path)).Status);
        await centre.Run($"delete from identity.account where id = '{centre.Cast.OtherInstructor.Account}'");
        Assert.Equal(404, (await Anyone.Get(path)).Status);
    }

    [Fact]
    public async Task No_calendar_says_who_comes_for_whom_or_how_anybody_did_and_a_trainees_names_nobody_at_all()
    {
        var people = await centre.Column<string>("select unnest(array[given_name || ' ' || family_name, family_name, email::text]) from employment union select unnest(array[name, code]) from provider");
        var teachers = await centre.Column<string>("select unnest(array[name, email::text]) from instructor");
        var results = await centre.Column<string>("select number from certificate union select 'Practise more.' union select public_id from certificate union select purchase_order from booking where purchase_order is not null");
        Assert.True(people.Count > 8 && teachers.Count >= 6 && results.Count >= 4);
        var feeds = new List<(FeedKind Kind, string Text)>();
        foreach (var choice in (await centre.App.AskAsync(new ListFeeds(), centre.Cast.Administrator.Actor)).Choices.GroupBy(each => each.Kind).SelectMany(group => group.TakeLast(4)))
            feeds.Add((choice.Kind, (await centre.Fetch(await centre.GivenAFeed(centre.Cast.Administrator, choice.Kind, choice.Subject))).Text));
        feeds.Add((FeedKind.Trainee, (await centre.Fetch(await centre.GivenAFeed(centre.Cast.NorthTrainee))).Text));

        feeds.RemoveAll(each => !each.Text.Contains("BEGIN:VEVENT", StringComparison.Ordinal));
        Assert.Equal(5, feeds.Select(each => each.Kind).Distinct().Count());
        foreach (var (kind, text) in feeds)
        {
            foreach (var canary in people.Concat(results)) Assert.False(text.Contains(canary, StringComparison.OrdinalIgnoreCase), $"{kind} says {canary}");
            if (kind is FeedKind.Trainee or FeedKind.Cohort) foreach (var teacher in teachers) Assert.False(text.Contains(teacher, StringComparison.OrdinalIgnoreCase), $"{kind} says {teacher}");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Trace")]
    public async Task A_token_is_in_no_log_however_much_is_logged(string? level)
    {
        var book = new ConcurrentQueue<string>();
        await using var app = new CentreApp(centre.ConnectionString, centre.Clock, level is null ? [] : [("Logging:LogLevel:Default", level), ("Logging:LogLevel:Microsoft", level), ("Logging:LogLevel:Microsoft.AspNetCore", level), ("Logging:LogLevel:Npgsql", level)]);
        await using var listening = app.WithWebHostBuilder(builder => builder.ConfigureServices(services => services.AddLogging(logs => logs.AddProvider(new LogBook(book)).SetMinimumLevel(LogLevel.Trace))));
        using var client = listening.CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new("https://localhost") });
        var (token, never) = ((await centre.App.AskAsync(new MakeFeed(FeedKind.Trainee), centre.Cast.SouthTrainee.Actor)).Token, AddressToken.Make());
        var etag = (await client.Get($"/cal/{token}.ics")).Response.Headers.ETag!.ToString();
        Assert.Equal(304, (await client.Get($"/cal/{token}.ics", ("If-None-Match", etag))).Status);
        Assert.Equal(200, (await client.Send("HEAD", $"/cal/{token}.ics")).Status);
        Assert.Equal(404, (await client.Send("POST", $"/cal/{token}.ics", new { })).Status);
        Assert.Equal(404, (await client.Get($"/cal/{never}.ics")).Status);
        Assert.Equal(404, (await client.Get($"/cal/{token}.ics/more")).Status);
        // What nobody foresaw is logged too, and then as well without the address.
        await centre.Run("alter table calendar_edition rename to calendar_edition_gone");
        try
        {
            Assert.Equal(500, (await client.Get($"/cal/{token}.ics")).Status);
        }
        finally
        {
            await centre.Run("alter table calendar_edition_gone rename to calendar_edition");
        }

        Assert.Contains(book, line => line.Contains("/cal/{token}.ics", StringComparison.Ordinal));   // the requests were logged
        Assert.True(book.FirstOrDefault(line => line.Contains(token, StringComparison.Ordinal) || line.Contains(never, StringComparison.Ordinal)) is null, book.FirstOrDefault(line => line.Contains(token, StringComparison.Ordinal) || line.Contains(never, StringComparison.Ordinal)));
    }
}

using System.Text.RegularExpressions;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Isolation;
using FibreCentre.Api.Tests.Support;
using Microsoft.AspNetCore.Authorization;

namespace FibreCentre.Api.Tests.Routes;

/// <summary>A centre with two journeys, and everybody signed in.</summary>
public sealed class EverybodySignedIn : TwoProviders
{
    private readonly Dictionary<char, (Person? Person, HttpClient Program, Browser Browser)> _people = [];

    internal IReadOnlyDictionary<char, (Person? Person, HttpClient Program, Browser Browser)> People => _people;

    protected override Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync() => Task.FromResult<IReadOnlyList<(string, string)>>([("Certificates:ChecksAMinute", "10000")]);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var (letter, person) in new (char, Person?)[]
        {
            ('a', Cast.Administrator), ('c', Cast.Coordinator), ('i', Cast.Instructor), ('q', Cast.Iqa), ('m', Cast.Manager), ('b', Cast.NorthBooker), ('t', Cast.NorthTrainee), ('-', null),
        }) _people[letter] = (person, ClientOf(person), await Browser.OfAsync(this, person));
    }
}

public sealed partial class RouteMatrixTests(EverybodySignedIn centre) : IClassFixture<EverybodySignedIn>
{
    public static TheoryData<RouteRow> Rows => [.. RouteTable.All];

    [Fact]
    public async Task Every_mapped_route_is_in_the_table_and_every_row_of_the_table_is_mapped()
    {
        var mapped = await MappedRoutes.ReadAsync(centre.App);
        var rows = RouteTable.All.Select(row => $"{row.Method} {RouteTable.Shape(row.Route)}").ToList();

        Assert.True(mapped.Except(rows).ToList() is [], "Not in the route table: " + string.Join(", ", mapped.Except(rows)));
        Assert.True(rows.Except(mapped).ToList() is [], "In the table, but not mapped: " + string.Join(", ", rows.Except(mapped)));
        Assert.Equal(rows.Count, rows.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Route(RouteRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        foreach (var letter in centre.People.Keys)
        {
            var own = await AskAsync(row, letter, centre.North);
            if (!row.LetsIn.Contains(letter, StringComparison.Ordinal))
            {
                AssertKeptOut(row, letter, own);
                // Who may not come in learns nothing of what is there.
                Assert.Equal(Neutral(own, centre.North), Neutral(await AskAsync(row, letter, centre.South), centre.South));
                Assert.Equal(Neutral(own, centre.North), Neutral(await AskAsync(row, letter, Never), Never));
                continue;
            }
            AssertLetIn(row, letter, own);
            if (row.Owned is null || letter is not ('b' or 't')) continue;
            var foreign = await AskAsync(row, letter, centre.South);
            Assert.True(foreign.Status == 404, $"{letter} of Northway with Southern's {row.Owned}: {foreign}");
            Assert.Equal(Neutral(await AskAsync(row, letter, Never), Never), Neutral(foreign, centre.South));
        }
    }

    [Fact]
    public async Task A_cookie_opens_nothing_of_the_api_and_a_key_no_page()
    {
        Assert.Equal(401, (await centre.People['c'].Browser.Get("/api/v1/cohorts")).Status);
        Assert.Equal(401, (await centre.ClientOf(null).Get("/api/v1/cohorts", ("Authorization", "Bearer fc_00000000_forged"))).Status);
        var page = await centre.People['c'].Program.Get("/cohorts");
        Assert.Equal((302, "/sign-in"), (page.Status, page.Response.Headers.Location?.AbsolutePath));
    }

    [Fact]
    public async Task Every_form_refuses_a_post_without_its_token()
    {
        foreach (var row in RouteTable.Pages.Where(row => row.Method == "POST" && !row.Route.StartsWith("/status", StringComparison.Ordinal)))
        {
            var answer = await centre.People[row.LetsIn[0]].Browser.PostForged(Address(row, centre.North));
            Assert.True(answer.Status == 400, $"{row} by {row.LetsIn[0]} without a token: {answer.Status}");
        }
    }

    [Fact]
    public async Task A_key_does_only_what_its_scopes_say()
    {
        var key = (await centre.App.AskAsync(new Features.Accounts.MakeApiKey("reads only", [ApiScopes.Read], 30), centre.Cast.Coordinator.Actor)).Key;
        var reader = centre.ClientOf(centre.Cast.Coordinator with { ApiKey = key });

        Assert.Equal(200, (await reader.Get("/api/v1/cohorts")).Status);
        var plan = await reader.Post("/api/v1/cohorts", new { course = "FTC-101", firstDay = "2026-12-07", capacity = 6 }, Some.Key());
        Assert.Equal((403, "not-allowed"), (plan.Status, plan.Problem));
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_any_more()
    {
        var made = await centre.App.AskAsync(new Features.Accounts.MakeApiKey("to be revoked", [ApiScopes.Read], 30), centre.Cast.Coordinator.Actor);
        var program = centre.ClientOf(centre.Cast.Coordinator with { ApiKey = made.Key });
        Assert.Equal(200, (await program.Get("/api/v1/cohorts")).Status);

        await centre.App.AskAsync(new Features.Accounts.RevokeApiKey(made.Id), centre.Cast.Coordinator.Actor);

        Assert.Equal((401, "sign-in-needed"), ((await program.Get("/api/v1/cohorts")).Status, (await program.Get("/api/v1/cohorts")).Problem));
    }

    [Fact]
    public void Files_are_for_everybody_and_only_read() => Assert.All(MappedRoutes.StaticFiles(centre.App), file =>
    {
        Assert.NotNull(file.Metadata.GetMetadata<IAllowAnonymous>());
        Assert.Equal(["GET", "HEAD"], file.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()!.HttpMethods);
    });

    /// <summary>Ids that nothing ever had.</summary>
    private static Journey Never { get; } = new(
        new(Guid.Parse("00000000-0000-7000-8000-000000000001"), "", "FTC-101", default, []), Guid.Parse("00000000-0000-7000-8000-000000000002"), Guid.Parse("00000000-0000-7000-8000-000000000003"),
        Guid.Parse("00000000-0000-7000-8000-000000000009"), Guid.Parse("00000000-0000-7000-8000-000000000004"), "FTC-101-U1", Guid.Parse("00000000-0000-7000-8000-000000000005"), Guid.Parse("00000000-0000-7000-8000-000000000006"), "nevernevernevernevernever22", "never", 0)
    {
        OpenBooking = Guid.Parse("00000000-0000-7000-8000-000000000007"), OpenPlaces = [.. Enumerable.Repeat(Guid.Parse("00000000-0000-7000-8000-000000000008"), 3)],
        Import = Guid.Parse("00000000-0000-7000-8000-00000000000a"), OutsideCertificate = Guid.Parse("00000000-0000-7000-8000-00000000000b"),
        Outage = Guid.Parse("00000000-0000-7000-8000-00000000000c"), Practice = Guid.Parse("00000000-0000-7000-8000-00000000000d"),
        Facility = (Guid.Parse("00000000-0000-7000-8000-00000000000e"), Guid.Parse("00000000-0000-7000-8000-00000000000f"), Guid.Parse("00000000-0000-7000-8000-000000000010"), Guid.Parse("00000000-0000-7000-8000-000000000011")),
        Run = Guid.Parse("00000000-0000-7000-8000-000000000018"), Screen = Guid.Parse("00000000-0000-7000-8000-000000000012"), Evidence = Guid.Parse("00000000-0000-7000-8000-000000000014"), Feed = Guid.Parse("00000000-0000-7000-8000-000000000013"),
        Contested = Guid.Parse("00000000-0000-7000-8000-000000000017"), Appeal = Guid.Parse("00000000-0000-7000-8000-000000000015"), Draw = Guid.Parse("00000000-0000-7000-8000-000000000016"),
    };

    private async Task<Answer> AskAsync(RouteRow row, char letter, Journey ids)
    {
        var (person, program, browser) = centre.People[letter];
        if (row.Route.StartsWith("/cal/", StringComparison.Ordinal)) ids = ids with { FeedToken = (await centre.App.AskAsync(new Features.Feeds.MakeFeed(Domain.Feeds.FeedKind.Trainee), centre.Cast.NorthTrainee.Actor)).Token };
        if (row.Owned == "feed" && ids == centre.North && row.LetsIn.Contains(letter, StringComparison.Ordinal)) ids = ids with { Feed = await AnyFeedOfAsync(person!) };
        if (row.Route.StartsWith("/screen/", StringComparison.Ordinal)) ids = ids with { FeedToken = (await centre.App.AskAsync(new Features.Screens.MakeScreen("Entrance"), centre.Cast.Coordinator.Actor)).Token };
        if (row.Route.StartsWith("/answer/", StringComparison.Ordinal)) ids = ids with { FeedToken = await centre.Value<string>("select min(reply_token) from invitation") };
        // A cohort that is there whoever is asked about: the refusal is about the engineer then.
        row = row with { Route = row.Route.Replace("{everybodys:guid}", $"{centre.North.Cohort.Id}", StringComparison.Ordinal) };
        // Whoever takes a certificate back needs one that is still there.
        var own = ids == centre.North && row.LetsIn.Contains(letter, StringComparison.Ordinal) && $"{row}{row.Query}".Contains("takenBack", StringComparison.Ordinal);
        var address = Address(row, ids, own ? await centre.GivenAnOutsideCertificate(centre.Cast.NorthBooker, ids.Trainee) : null);
        if (row.Route.StartsWith("/openapi", StringComparison.Ordinal) || row.Method == "HEAD") return await program.Send(row.Method, address);
        if (row is { Route: "/sign-out", Method: "POST" }) browser = await Browser.OfAsync(centre, person);   // the others want to stay signed in
        if (!row.IsApi) return row.Method == "GET" ? await browser.Get(address) : await browser.Post(address);
        var body = row.Method is "POST" or "PUT" ? new StringContent(Filled(row, row.Body, ids), System.Text.Encoding.UTF8, "application/json") : null;
        return await program.Send(row.Method, address, body, Some.Key());
    }

    /// <summary>A calendar address is nobody's but its maker's, whatever the role.</summary>
    private async Task<Guid> AnyFeedOfAsync(Person person)
    {
        var choice = (await centre.App.AskAsync(new Features.Feeds.ListFeeds(), person.Actor)).Choices[0];
        return (await centre.App.AskAsync(new Features.Feeds.MakeFeed(choice.Kind, choice.Subject), person.Actor)).Id;
    }

    private static string Address(RouteRow row, Journey ids, Guid? takenBack = null) => Filled(row, row.Route + row.Query, ids, takenBack);

    private static string Filled(RouteRow row, string text, Journey ids, Guid? takenBack = null) => Placeholder().Replace(text, placeholder => placeholder.Groups[1].Value switch
    {
        "trainee" => $"{ids.Trainee}", "import" => $"{ids.Import}", "outside" => $"{ids.OutsideCertificate}", "takenBack" => $"{takenBack ?? ids.OutsideCertificate}",
        "cohort" => $"{ids.Cohort.Id}", "booking" => $"{ids.Booking}", "openBooking" => $"{ids.OpenBooking}",
        "place" => $"{(row.Owned == "place" ? ids.OpenPlaces[row.IsApi ? 0 : row.Method == "GET" ? 1 : 2] : ids.Place)}", "session" => $"{ids.Session}", "decision" => $"{ids.Decision}", "contested" => $"{ids.Contested}", "appeal" => $"{ids.Appeal}", "draw" => $"{ids.Draw}", "plan" => "5a3b1e00-0000-7000-8000-000000000000", "certificate" => $"{ids.Certificate}",
        "provider" => $"{ids.Provider}", "entry" => $"{ids.Kept.WaitingEntry}", "allocation" => $"{ids.Kept.Allocation}", "agreement" => $"{ids.Kept.Agreement}", "webhook" => $"{ids.Webhook.Id}", "key" => $"{ids.Place}", "delivery" => $"{ids.Webhook.Delivery}", "channel" => $"{ids.Channel.Id}", "channelDelivery" => $"{ids.Channel.Delivery}",
        "account" => $"{ids.Place}", "message" => $"{ids.Message}", "reply" => $"{ids.Reply}", "outage" => $"{ids.Outage}", "run" => $"{ids.Run}", "practice" => $"{ids.Practice}", "bay" => $"{ids.Facility.Bay}", "instructor" => $"{ids.Facility.Instructor}", "item" => $"{ids.Facility.Item}", "qualification" => $"{ids.Facility.Qualification}", "kind" => "splice-bench", "wording" => "offer", "rule" => "1", "retention" => "messages", "unit" => ids.Unit, "publicId" => ids.PublicId, "token" => ids.FeedToken, "screen" => $"{ids.Screen}", "feed" => $"{ids.Feed}", "evidence" => $"{ids.Evidence}", "code" => "FTC-101", "operation" => "BookPlaces", "documentName" => "v1", "status" => "404",
        "path" => row.Route.Contains("regex", StringComparison.Ordinal) ? "/nowhere" : "/api/v1/nowhere", var other => throw new InvalidOperationException($"{row}: what is {{{other}}}?"),
    });

    private static void AssertKeptOut(RouteRow row, char letter, Answer answer)
    {
        if (row.IsApi || row.Route.StartsWith("/openapi", StringComparison.Ordinal) && answer.Status != 302)
        {
            Assert.True(letter == '-' ? answer is { Status: 401 } : answer is { Status: 403, Problem: "not-allowed" }, $"{letter}: {answer}");
            return;
        }
        var to = answer.Response.Headers.Location is { } location ? location.IsAbsoluteUri ? location.AbsolutePath : location.OriginalString.Split('?')[0] : null;
        Assert.True((answer.Status, to) == (302, letter == '-' ? "/sign-in" : "/not-allowed"), $"{letter}: {answer.Status} to {to}");
    }

    private static void AssertLetIn(RouteRow row, char letter, Answer answer)
    {
        if (row.Always is { } always) Assert.True(answer.Status == always, $"{letter}: {answer.Status}");
        // A read answers; what changes something may be refused for what it says, never for who asks.
        // Ready or not depends on when the scheduler last ticked; that anybody may ask does not.
        else if (row.Route == "/health/ready") Assert.True(answer.Status is 200 or 503, $"{letter}: {answer}");
        else if (row.Method is "GET" or "HEAD" && !row.IsPublic) Assert.True(answer.Status == 200 || answer is { Status: 400, Problem: "request-unreadable" } || (answer.Status is 302 or 409 && !ToTheDoor(answer)), $"{letter}: {answer}");
        else Assert.True(answer.Status is not (401 or 403 or 404 or 405 or 415 or >= 500) && !ToTheDoor(answer), $"{letter}: {answer}");
    }

    private static bool ToTheDoor(Answer answer) => answer.Response.Headers.Location?.OriginalString is { } to && (to.Contains("/sign-in", StringComparison.Ordinal) || to.Contains("/not-allowed", StringComparison.Ordinal));

    /// <summary>The answer without the ids that were asked for and the tokens that differ from form to form.</summary>
    private static string Neutral(Answer answer, Journey ids)
    {
        var text = Token().Replace(answer.AllButCorrelation, "token");
        foreach (var id in (string[])[$"{ids.Cohort.Id}", $"{ids.Booking}", $"{ids.Place}", $"{ids.Session}", $"{ids.Decision}", $"{ids.Contested}", $"{ids.Appeal}", $"{ids.Draw}", $"{ids.Certificate}", $"{ids.OpenBooking}", $"{ids.Provider}", $"{ids.Trainee}", $"{ids.Kept.WaitingEntry}", $"{ids.Kept.Allocation}", $"{ids.Kept.Agreement}", $"{ids.Webhook.Id}", $"{ids.Channel.Id}", $"{ids.Import}", $"{ids.OutsideCertificate}", $"{ids.Outage}", $"{ids.Run}", $"{ids.Screen}", $"{ids.Feed}", $"{ids.Evidence}", $"{ids.Practice}", $"{ids.Facility.Bay}", $"{ids.Facility.Instructor}", $"{ids.Facility.Item}", $"{ids.Facility.Qualification}", .. ids.OpenPlaces.Select(each => $"{each}"), ids.PublicId, ids.FeedToken]) text = text.Replace(id, "id", StringComparison.Ordinal);
        return text.Replace($"message%3D{ids.Message}", "message%3Did", StringComparison.Ordinal).Replace($"reply%3D{ids.Reply}", "reply%3Did", StringComparison.Ordinal).Replace($"delivery%3D{ids.Webhook.Delivery}", "delivery%3Did", StringComparison.Ordinal).Replace($"delivery%3D{ids.Channel.Delivery}", "delivery%3Did", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{\*?(\w+)[^}]*\}+|\{\*path:regex.*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("CfDJ8[\\w-]+")]
    private static partial Regex Token();
}

using System.Globalization;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Browser.Tests.Journey;
using FibreCentre.Browser.Tests.Pages;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.AtTheBay;

/// <summary>Six trainees at a bay in a field, and a phone that loses its signal, its battery and its sign-in.</summary>
public sealed class WithoutSignalTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Unit = "FTC-201-U1", Instructor = StagedCentre.Instructor, Colleague = "tunde.bakare@centre.example.org";

    private readonly string _phone = Directory.CreateTempSubdirectory("fibrecentre-phone-").FullName;
    private readonly DemoWalk _demo = new(chromium);
    private CohortAnswer _cohort = null!;
    private Visitor? _visitor;

    private Guid Session => _cohort.Sessions[0].Id;

    public async Task InitializeAsync()
    {
        await _demo.OpenAsync();
        _cohort = await _demo.CohortAsync("FTC-201", new(2026, 11, 2));
        Assert.Equal(6, _cohort.Places.Count);
    }

    [Fact]
    public async Task Cut_off_in_the_middle_of_six_killed_and_taken_up_again_nothing_is_lost_and_nothing_doubled()
    {
        var centre = _demo.Centre;
        var visitor = await TakeUpAsync();
        await visitor.SignInAsync(centre.SignInOf(Instructor));
        await visitor.OpenAsync($"/sessions/{Session}/bay");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-kept", "true");

        // The register with a signal, one after the other by itself.
        await Here(visitor, 0).TapAsync();
        await TwiceAtOnceAsync(visitor, "Present");
        for (var index = 1; index < 6; index++) await MarkAsync(visitor, index, "Present");
        await Expect(Here(visitor, 5)).ToContainTextAsync("Present");
        await Expect(Sync(visitor)).ToContainTextAsync("Everything is received");
        Assert.Equal(6, await CountAsync("attendance"));

        // The first criterion of three of them; then the signal is gone.
        await Cell(visitor, 0, 1).TapAsync();
        for (var index = 0; index < 3; index++) await MarkAsync(visitor, index, "Met");
        await Expect(Cell(visitor, 2, 1)).ToContainTextAsync("✓");
        await Expect(Sync(visitor)).ToContainTextAsync("Everything is received");
        await visitor.SetSignalAsync(false);
        foreach (var (index, words) in new[] { (3, "Not met"), (4, "Met"), (5, "Met") }) await MarkAsync(visitor, index, words);
        await Expect(Sync(visitor)).ToContainTextAsync("3 marks kept on this device, sent when there is a signal");
        Assert.Equal(3, await CountAsync("criterion_mark"));
        // A photo of what is seen there, kept like a mark.
        await visitor.Page.Locator("#bay-photo").SetInputFilesAsync(new FilePayload { Name = "bench.jpg", MimeType = "image/jpeg", Buffer = Evidence.Photo() });
        await Expect(visitor.Page.Locator("#bay-photo-said")).ToHaveTextAsync("1 kept on this device");
        await Expect(Sync(visitor)).ToContainTextAsync("3 marks and 1 photo kept on this device, sent when there is a signal");
        await Screens.KeepAsync(visitor.Page, "bay-kept-390");

        // Somebody else marks the fourth meanwhile, and the phone dies.
        centre.Clock.Advance(TimeSpan.FromMinutes(5));
        await centre.AskAsync(new MarkCriteria(new(Ordered[3].Id), Unit, [new($"{Unit}-C1", Verdict.Met)]), StagedCentre.Coordinator);
        Chromium.Kill(_phone);

        // Taken up again where there is still no signal: what was marked is there.
        visitor = await TakeUpAsync();
        await visitor.SetSignalAsync(false);
        await visitor.OpenAsync($"/sessions/{Session}/bay");
        await Expect(Sync(visitor)).ToContainTextAsync("3 marks and 1 photo kept on this device");
        await Expect(Cell(visitor, 3, 1)).ToContainTextAsync("✗");
        await Expect(Cell(visitor, 5, 1)).ToContainTextAsync("✓");
        await Cell(visitor, 0, 3).TapAsync();
        await Choice(visitor, "Not measured").TapAsync();
        await Expect(Sync(visitor)).ToContainTextAsync("4 marks and 1 photo kept on this device");

        // With a signal the sign-in turns out to be over. Signed in again, everything goes.
        await visitor.SetSignalAsync(true);
        await Expect(Sync(visitor)).ToContainTextAsync("4 marks and 1 photo kept on this device. Sign in again to send them.");
        await visitor.Link("Sign in").Last.TapAsync();
        await visitor.Field("E-mail address").FillAsync(Instructor);
        await visitor.Field("Password").FillAsync(centre.SignInOf(Instructor).Password);
        await visitor.PressAsync("Sign in");
        await Expect(Sync(visitor)).ToContainTextAsync("Everything is received");

        Assert.Equal(["met", "met", "met", "met", "met", "met"], await centre.Database.ColumnAsync($"select outcome from criterion_mark where criterion_code = '{Unit}-C1'"));
        Assert.Equal(["not-measured"], await centre.Database.ColumnAsync($"select outcome from criterion_mark where criterion_code = '{Unit}-C3'"));
        Assert.Equal(["6", "1", "13"], await centre.Database.ColumnAsync("select count(*)::text from attendance union all select count(*)::text from bay_entry where state = 'clash' union all select count(*)::text from bay_entry"));

        Assert.Equal([$"{Ordered[0].Id} {Unit}-C2"], await centre.Database.ColumnAsync("select place_id || ' ' || criterion from evidence where kind = 'photo'"));
        await Cell(visitor, 0, 2).TapAsync();
        await Expect(visitor.Page.Locator("#bay-photo-said")).ToHaveTextAsync("1 received");
        await visitor.PressAsync("Close");

        // The one that met another mark is there to be looked at; what stood was not touched.
        var clash = visitor.Region("To look at").GetByRole(AriaRole.Listitem);
        await Expect(clash).ToContainTextAsync("Priya Raman");
        await Screens.KeepAsync(visitor.Page, "bay-clash-390");
        await clash.GetByRole(AriaRole.Button, new() { Name = "Take not met" }).TapAsync();
        await visitor.IsToldAsync("The entry is the mark now.");
        Assert.Equal(1, await CountAsync($"criterion_mark where criterion_code = '{Unit}-C1' and outcome = 'not-met'"));
        Assert.Empty(centre.Faults);
    }

    [Fact]
    public async Task A_photo_of_what_was_decided_meanwhile_is_not_taken_and_not_lost()
    {
        var (centre, photo) = (_demo.Centre, Evidence.Photo());
        await centre.AskAsync(new MarkAttendance(new(Session), new(Ordered[0].Id), AttendanceMark.Present), Instructor);
        var visitor = await TakeUpAsync();
        await visitor.SignInAsync(centre.SignInOf(Instructor));
        await visitor.OpenAsync($"/sessions/{Session}/bay");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-kept", "true");
        await visitor.SetSignalAsync(false);
        await Cell(visitor, 0, 1).TapAsync();
        await Expect(visitor.Page.Locator("#bay-panel")).ToBeVisibleAsync();
        await visitor.Page.Locator("#bay-photo").SetInputFilesAsync(new FilePayload { Name = "bench.jpg", MimeType = "image/jpeg", Buffer = photo });
        await Expect(Sync(visitor)).ToContainTextAsync("1 photo kept on this device");

        // A colleague decides the attempt that it shows.
        var place = Ordered[0].Id;
        await centre.AskAsync(new MarkCriteria(new(place), Unit, [.. Enumerable.Range(1, 3).Select(number => new MarkedCriterion($"{Unit}-C{number}", Verdict.NotMeasured))]), Colleague);
        await centre.AskAsync(new SignOff(new(place), Unit, "Once more, with glasses.", centre.SignInOf(Colleague).Password), Colleague);
        await visitor.SetSignalAsync(true);

        var refused = Sync(visitor).GetByRole(AriaRole.Listitem);
        await Expect(refused).ToContainTextAsync("Not taken");
        await Expect(Sync(visitor)).ToContainTextAsync("1 photo not taken, everything else received");
        await Expect(refused).ToContainTextAsync("the attempt that it shows has been decided");
        await Screens.KeepAsync(visitor.Page, "bay-photo-refused-390");
        var saved = await visitor.Page.RunAndWaitForDownloadAsync(() => refused.GetByRole(AriaRole.Link, new() { Name = "Save the photo" }).TapAsync());
        Assert.Equal(photo, await File.ReadAllBytesAsync((await saved.PathAsync())!));
        await refused.GetByRole(AriaRole.Button, new() { Name = "Take it off this list" }).TapAsync();
        await Expect(refused).ToHaveCountAsync(0);
        await Expect(Sync(visitor)).ToContainTextAsync("Everything is received");
        Assert.Equal(0, await CountAsync("evidence where kind = 'photo'"));
    }

    private async Task<Visitor> TakeUpAsync() => _visitor = await chromium.TakeUpAsync(_phone, _demo.Centre.Address, Screen.Phone);

    private async Task<int> CountAsync(string what) => int.Parse(Assert.Single(await _demo.Centre.Database.ColumnAsync($"select count(*)::text from {what}")), CultureInfo.InvariantCulture);

    private static ILocator Sync(Visitor visitor) => visitor.Page.Locator("[data-sync]");

    private ILocator Here(Visitor visitor, int trainee) => visitor.Page.Locator($"#here-{Ordered[trainee].Id}");

    private ILocator Cell(Visitor visitor, int trainee, int criterion) => visitor.Page.Locator($"#cell-{Ordered[trainee].Id}-{Unit}-C{criterion}");

    /// <summary>A touch for the one whose turn it is; the next one's turn comes when it is kept.</summary>
    private async Task MarkAsync(Visitor visitor, int trainee, string words)
    {
        await Expect(visitor.Page.Locator("#bay-panel-name")).ToHaveTextAsync(Ordered[trainee].Name!);
        await Choice(visitor, words).TapAsync();
    }

    /// <summary>Two touches before anything can be kept.</summary>
    private static async Task TwiceAtOnceAsync(Visitor visitor, string words) =>
        await Choice(visitor, words).EvaluateAsync("choice => { for (let touch = 1; touch < 3; touch++) choice.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: touch })); }");

    private static ILocator Choice(Visitor visitor, string words) => visitor.Page.Locator("#bay-panel").GetByRole(AriaRole.Radio, new() { Name = words, Exact = true });

    /// <summary>As the grid shows them.</summary>
    private IReadOnlyList<PlaceLine> Ordered => [.. _cohort.Places.OrderBy(place => place.Name, StringComparer.Ordinal)];

    public async Task DisposeAsync()
    {
        if (_visitor is not null) await _visitor.DisposeAsync();
        await _demo.DisposeAsync();
        Directory.Delete(_phone, recursive: true);
    }
}

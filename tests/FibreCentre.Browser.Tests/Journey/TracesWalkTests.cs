using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Browser.Tests.Pages;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Otdr;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>A splicing bench on its last day: an instructor with a phone and the files of an OTDR, two trainees, and the assurer afterwards.</summary>
public sealed class TracesWalkTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Instructor = "priya.raman@centre.example.org", Iqa = "iqa@centre.example.org", Unit = "FTC-210-U2";

    private readonly string _files = Directory.CreateTempSubdirectory("fibrecentre-traces-").FullName;
    private readonly DemoWalk _demo = new(chromium);
    private CohortAnswer _cohort = null!;
    private Guid _jo;
    private Guid _lee;

    public async Task InitializeAsync()
    {
        await _demo.OpenAsync();
        _cohort = await _demo.CohortAsync("FTC-210");
        var booked = await _demo.Centre.AskAsync(new BookPlaces(new(_cohort.Id), "NW-77", [], [Engineer("Jo", "Field"), Engineer("Lee", "Marsh")]), DemoWalk.Northway);
        (_jo, _lee) = (booked.Places[0].Id, booked.Places[1].Id);
        var last = _cohort.Sessions[^1];
        _demo.Centre.ItIs(_cohort.LastDay, 14);
        foreach (var place in new[] { _jo, _lee }) await _demo.Centre.AskAsync(new MarkAttendance(new(last.Id), new(place), AttendanceMark.Present), Instructor);
        foreach (var place in new[] { _jo, _lee }) await _demo.Centre.AskAsync(new MarkCriteria(new(place), Unit, [new($"{Unit}-C1", Verdict.Met), new($"{Unit}-C2", null, [.. Enumerable.Repeat(0.02m, 12)])]), Instructor);
        // The first splice looks bad from A alone; the mean of both ends is within its limit.
        foreach (var (name, octets) in Evidence.Traces(_demo.Centre.Clock.GetUtcNow(), bad: 0.34)) await File.WriteAllBytesAsync(Path.Combine(_files, name), octets);
    }

    public async Task DisposeAsync()
    {
        await _demo.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }

    [Fact]
    public async Task Traces_of_both_ends_at_two_wavelengths_are_added_on_a_phone_judged_one_overridden_and_signed_and_a_repeated_file_is_flagged()
    {
        await _demo.As(Instructor, async visitor =>
        {
            await AddsAndConfirms(visitor);
            await ReadsTheChart(visitor);
            await Decides(visitor);
            await Signs(visitor);
            await AddsOneForTheOther(visitor);
        });
        await _demo.As(Iqa, async visitor =>
        {
            await visitor.OpenAsync("/evidence/repeated");
            await visitor.ReadsAsync("Jo Field, FTC-210-U2: A-B.1550");
            await visitor.ReadsAsync("The reflection of the bulkhead hides it from A.");
            await Screens.KeepAsync(visitor.Page, "evidence-to-look-at-390");
            await visitor.FollowAsync("Jo Field, FTC-210-U2: A-B.1550");
            await visitor.ReadsAsync("The same file was used for Lee Marsh, FTC-210-U2");
        });
        Assert.Empty(_demo.Centre.Faults);
    }

    private async Task AddsAndConfirms(Visitor visitor)
    {
        await visitor.OpenAsync($"/places/{_jo}/assess/{Unit}");
        await visitor.FollowAsync("OTDR traces");
        await visitor.Field(".sor files").SetInputFilesAsync(Directory.GetFiles(_files));
        await visitor.PressAsync("Add the traces");
        await visitor.IsToldAsync("4 traces added.");
        // Offered as the files say it: all of one fibre, two from each end.
        foreach (var (name, end) in new[] { ("A-B.1310", "A to B"), ("A-B.1550", "A to B"), ("B-A.1310", "B to A"), ("B-A.1550", "B to A") })
        {
            var file = visitor.Group(name);
            await Expect(file.GetByLabel("Fibre")).ToHaveValueAsync("12");
            await Expect(file.GetByLabel("Direction")).ToHaveValueAsync(end == "A to B" ? "a-to-b" : "b-to-a");
        }
        await Screens.KeepAsync(visitor.Page, "traces-pairing-390");
        await Inspection.FitsAsync(visitor.Page);
        await Inspection.IsAccessibleAsync(visitor.Page);
        await visitor.PressAsync("Confirm and judge");
        await visitor.IsToldAsync("Confirmed.");
        await Expect(visitor.Group("Splice loss averaged over both directions")).ToContainTextAsync("The traces say: Met");
        await Expect(visitor.Group("Splice loss in one direction")).ToContainTextAsync("The traces say: Not met");
        await Expect(visitor.Group("Splice loss in one direction")).ToContainTextAsync("A to B, event 3 at 400 m");
    }

    private static async Task ReadsTheChart(Visitor visitor)
    {
        var plot = visitor.Page.Locator("[data-trace-plot]");
        await plot.FocusAsync();
        await plot.PressAsync("Home");
        var read = visitor.Page.Locator("[data-trace-read]");
        await Expect(read).ToContainTextAsync(" m: ");
        for (var step = 0; step < 4; step++) await plot.PressAsync("PageDown");
        await plot.PressAsync("ArrowRight");
        await Expect(read).ToContainTextAsync("1550 nm, A to B");
        var before = await read.TextContentAsync();
        // By finger: in the middle of the axis both ends of the link have light.
        var box = (await plot.BoundingBoxAsync())!;
        await visitor.Page.Touchscreen.TapAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await Expect(read).Not.ToHaveTextAsync(before!);
        await Expect(read).ToContainTextAsync("1310 nm, B to A");
        await visitor.FollowAsync("Zoom in");
        await Expect(visitor.Link("Zoom out")).ToBeVisibleAsync();
        await Screens.KeepAsync(visitor.Page, "traces-zoomed-390");
        await visitor.FollowAsync("All of it");
        await visitor.IsAtAsync("/traces/FTC-210-U2#chart$");
        await visitor.ReadyAsync();
        await Expect(visitor.Link("Zoom out")).ToHaveCountAsync(0);
        await visitor.Page.SetViewportSizeAsync(1280, 900);
        await Inspection.IsAccessibleAsync(visitor.Page);
        await Screens.KeepAsync(visitor.Page, "traces-judged-1280");
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Screens.KeepAsync(visitor.Page, "traces-printed");
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        await visitor.Page.SetViewportSizeAsync(390, 844);
        await Screens.KeepAsync(visitor.Page, "traces-judged-390");
    }

    private static async Task Decides(Visitor visitor)
    {
        var worst = visitor.Group("Splice loss in one direction");
        await worst.GetByLabel("Otherwise").CheckAsync();
        await worst.GetByLabel("Readings in dB").FillAsync("0.28");
        await visitor.PressAsync("Save these marks");
        await visitor.IsRefusedAsync("Say why");
        await visitor.Group("Splice loss in one direction").GetByLabel("Why").FillAsync("The reflection of the bulkhead hides it from A.");
        await visitor.PressAsync("Save these marks");
        await visitor.IsToldAsync("Marks saved.");
        await Expect(visitor.Group("Splice loss averaged over both directions")).ToContainTextAsync("Saved: Met");
    }

    private async Task Signs(Visitor visitor)
    {
        await visitor.PressAsync("Go on to sign");
        await visitor.Field("Your password").FillAsync(_demo.Centre.SignInOf(Instructor).Password);
        await visitor.PressAsync("Sign: competent");
        await visitor.IsToldAsync("Signed: Jo Field, competent.");
    }

    private async Task AddsOneForTheOther(Visitor visitor)
    {
        await visitor.OpenAsync($"/places/{_lee}/traces/{Unit}");
        await visitor.Field(".sor files").SetInputFilesAsync(Path.Combine(_files, "A-B.1550.sor"));
        await visitor.PressAsync("Add the traces");
        await visitor.IsToldAsync("used for somebody else");
        await visitor.ReadsAsync("The same file: Jo Field, FTC-210-U2");
    }

    private static EngineerDetails Engineer(string given, string family) =>
        new(given, family, $"{given}.{family}@northway.example.org".ToLowerInvariant(), "1991-02-03", null, ["photo-id"]) { Certificates = [new("FTC-201", $"X-{family}", "Elsewhere", "2025-01-01", "2035-01-01")] };
}

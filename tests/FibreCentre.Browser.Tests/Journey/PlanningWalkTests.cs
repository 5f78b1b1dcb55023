using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>A coordinator plans a month in one go, compares two drafts and accepts one; then a bench is closed for a week, and the timetable is repaired around it.</summary>
public sealed class PlanningWalkTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Coordinator = "coordinator@centre.example.org", Booker = "bookings@northway.example.org";

    private readonly string _letters = Directory.CreateTempSubdirectory("fibrecentre-letters-").FullName;
    private Centre _centre = null!;

    public async Task InitializeAsync()
    {
        _centre = await Centre.OpenAsync(Centre.Time.At(new(2026, 11, 2), new(7, 45)), new Dictionary<string, string> { ["Mail:Pickup"] = _letters });
        await _centre.AskAsync(new ImportCatalogue([.. Directory.GetFiles(Repository.At("db", "catalogue"), "*.yaml").Select(file => new CatalogueText(Path.GetFileName(file), File.ReadAllText(file)))]));
        await _centre.LoadDemoAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cohorts_are_planned_compared_and_accepted_and_a_closed_bench_is_planned_around(bool onAPhone)
    {
        await using var visitor = await chromium.VisitAsync(_centre.Address, onAPhone ? Screen.Phone : Screen.Desk);
        await visitor.WatchAsync(async () =>
        {
            await visitor.SignInAsync(_centre.SignInOf(Coordinator));
            await PlansTwoDrafts(visitor);
            await ComparesAndAccepts(visitor);
            await RepairsAroundAClosedRoom(visitor);
        });
        Assert.Empty(visitor.Faults);
        Assert.Empty(_centre.Faults);
    }

    [Fact]
    public async Task It_is_made_stopped_and_accepted_without_script()
    {
        await using var visitor = await chromium.VisitAsync(_centre.Address, Screen.Desk, script: false);
        await visitor.WatchAsync(async () =>
        {
            await visitor.SignInAsync(_centre.SignInOf(Coordinator));
            await visitor.OpenAsync("/planning/new?course=FTC-110&count=1&places=12");
            await FillDayAsync(visitor, "Not before", new(2026, 11, 16));
            await visitor.PressAsync("Make a draft");
            await visitor.ReadsAsync("Waiting for its turn");
            await _centre.CarryOutPlansAsync();
            await visitor.FollowAsync("Look again");
            await visitor.ReadsAsync("Every session has a place.");
            await visitor.PressAsync("Accept the draft");
            await visitor.IsToldAsync("The draft is in the timetable. FTC-110-");
        });
        Assert.Empty(visitor.Faults);
    }

    private async Task PlansTwoDrafts(Visitor visitor)
    {
        await visitor.OpenAsync("/cohorts");
        await visitor.FollowAsync("Plan several");
        await visitor.FollowAsync("Plan new cohorts");
        await visitor.Field("Course").First.SelectOptionAsync("FTC-210");
        await visitor.Field("How many cohorts").First.FillAsync("2");
        await visitor.Field("Places in each").First.FillAsync("6");
        await FillDayAsync(visitor, "Not before", new(2026, 11, 16));
        await visitor.PressAsync("Make a draft");
        await visitor.ReadsAsync("Waiting for its turn");
        await _centre.CarryOutPlansAsync();
        // The page finds out by itself.
        await visitor.ReadsAsync("Every session has a place.");
        await visitor.PressAsync("Make another draft");
        await visitor.ReadsAsync("You may leave the page");
        await _centre.CarryOutPlansAsync();
        await visitor.ReadsAsync("Every session has a place.");
    }

    private async Task ComparesAndAccepts(Visitor visitor)
    {
        await visitor.FollowAsync("Compare them side by side");
        await Expect(visitor.Heading("Compare drafts")).ToBeVisibleAsync();
        await visitor.ReadsAsync("First and last day");
        await visitor.FollowAsync("Draft 1");
        await visitor.FollowAsync("Assessment");
        await visitor.ReadsAsync("Other days, with everything else left as it is");
        await visitor.FollowAsync("The draft");
        await visitor.PressAsync("Accept the draft");
        await visitor.IsToldAsync("The draft is in the timetable. FTC-210-");
        Assert.Equal(2, (await _centre.AskAsync(new ListCohorts(new CourseCode("FTC-210")), Coordinator)).Cohorts.Count(each => each.State == "draft"));
    }

    private async Task RepairsAroundAClosedRoom(Visitor visitor)
    {
        var line = (await _centre.AskAsync(new ListCohorts(new CourseCode("FTC-201")), Coordinator)).Cohorts.Single(each => each.FirstDay == new DateOnly(2026, 11, 9));
        var ahead = await _centre.AskAsync(new ShowCohort(new(line.Id)), Coordinator);
        var engineers = (await _centre.AskAsync(new ListTrainees(), Booker)).Trainees.Where(each => each.Email is "mateusz.kowal@northway.example.org").Select(each => each.Id).ToList();
        await _centre.AskAsync(new BookPlaces(new(ahead.Id), "NW-2026-0398", engineers, []), Booker);
        await _centre.SendDueMessagesAsync();
        var room = ahead.Sessions[0].Resources.First(each => each.Kind == "bay");
        await visitor.OpenAsync($"/outages/new?kind=Closure&resource={room.Id}&next=true");
        await FillDayAsync(visitor, "First day", ahead.FirstDay);
        await FillDayAsync(visitor, "Last day", ahead.FirstDay.AddDays(4));
        await visitor.Field("Why?").FillAsync("Burst pipe");
        await visitor.PressAsync("Record it");
        await visitor.FollowAsync("Let the whole timetable be replanned around it");
        await Expect(visitor.Page.GetByLabel($"{room.Name}: closure")).ToBeCheckedAsync();
        await visitor.PressAsync("Make a draft of the repair");
        await _centre.CarryOutPlansAsync();
        await visitor.ReadsAsync("in the way");
        await visitor.ReadsAsync("What is out of use is put in force.");
        await visitor.PressAsync("Accept the draft");
        await visitor.IsToldAsync("1 trainee will get an update");
        var now = await _centre.AskAsync(new ShowCohort(new(line.Id)), Coordinator);
        Assert.DoesNotContain(now.Sessions.Where(each => DateOnly.FromDateTime(each.During.Starts.DateTime) <= ahead.FirstDay.AddDays(4)), each => each.Resources.Any(resource => resource.Id == room.Id));
        await visitor.OpenAsync("/outages");
        await visitor.ReadsAsync(room.Name);
        await _centre.SendDueMessagesAsync();
        await visitor.OpenAsync($"/engineers/{engineers[0]}/messages");
        await Expect(visitor.Page.GetByRole(AriaRole.Rowheader, new() { Name = "Update" }).First).ToBeVisibleAsync();
    }

    private static async Task FillDayAsync(Visitor visitor, string legend, DateOnly day)
    {
        var group = visitor.Group(legend).First;
        foreach (var (field, value) in new[] { ("Day", day.Day), ("Month", day.Month), ("Year", day.Year) }) await group.GetByLabel(field, new() { Exact = true }).FillAsync($"{value}");
    }

    public async Task DisposeAsync()
    {
        await _centre.DisposeAsync();
        Directory.Delete(_letters, recursive: true);
    }
}

using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>A coordinator's wet morning: a burst pipe, an instructor who is ill, a cohort that has to begin later, and the question what is free.</summary>
public sealed class TimetableWalkTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Coordinator = "coordinator@centre.example.org";

    private readonly string _letters = Directory.CreateTempSubdirectory("fibrecentre-letters-").FullName;
    private Centre _centre = null!;
    private CohortAnswer _ahead = null!;

    public async Task InitializeAsync()
    {
        _centre = await Centre.OpenAsync(Centre.Time.At(new(2026, 11, 2), new(7, 45)), new Dictionary<string, string> { ["Mail:Pickup"] = _letters });
        await _centre.AskAsync(new ImportCatalogue([.. Directory.GetFiles(Repository.At("db", "catalogue"), "*.yaml").Select(file => new CatalogueText(Path.GetFileName(file), File.ReadAllText(file)))]));
        await _centre.LoadDemoAsync();
        var line = (await _centre.AskAsync(new ListCohorts(new CourseCode("FTC-201")), Coordinator)).Cohorts.Single(each => each.FirstDay == new DateOnly(2026, 11, 9));
        _ahead = await _centre.AskAsync(new ShowCohort(new(line.Id)), Coordinator);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_closure_is_settled_with_one_approval_leave_taught_by_a_substitute_and_a_cohort_moved_by_a_week(bool onAPhone)
    {
        await using var visitor = await chromium.VisitAsync(_centre.Address, onAPhone ? Screen.Phone : Screen.Desk);
        await visitor.WatchAsync(async () =>
        {
            await visitor.SignInAsync(_centre.SignInOf(Coordinator));
            await ClosesTheRoom(visitor);
            await RecordsLeave(visitor);
            await MovesTheCohort(visitor);
            await LengthensASession(visitor);
            await AsksWhatIsFree(visitor);
        });
        Assert.Empty(visitor.Faults);
        Assert.Empty(_centre.Faults);
    }

    private async Task ClosesTheRoom(Visitor visitor)
    {
        var room = _ahead.Sessions[0].Resources.First(each => each.Kind == "bay");
        await visitor.OpenAsync("/outages");
        await visitor.FollowAsync("Record a closure, leave or breakdown");
        await visitor.Page.GetByLabel("A bay is closed").CheckAsync();
        await visitor.PressAsync("Continue");
        await visitor.Field("Which one?").SelectOptionAsync(new SelectOptionValue { Value = $"{room.Id}" });
        await FillDayAsync(visitor, "First day", _ahead.FirstDay);
        await FillDayAsync(visitor, "Last day", _ahead.FirstDay);
        await visitor.Field("Why?").FillAsync("Burst pipe");
        await visitor.PressAsync("Record it");
        await visitor.ReadsAsync("Nothing is moved and nobody is told until you approve.");
        await Expect(visitor.Page.GetByLabel("At its time").First).ToBeCheckedAsync();
        await visitor.PressAsync("Approve and put it in force");
        await visitor.IsToldAsync("It is in force.");
        var now = await ShowAsync();
        Assert.DoesNotContain(now.Sessions.Where(each => DateOnly.FromDateTime(each.During.Starts.DateTime) == _ahead.FirstDay), each => each.Resources.Any(resource => resource.Id == room.Id));
        Assert.Equal(_ahead.Sessions.Select(each => each.During.Starts), now.Sessions.Select(each => each.During.Starts));
    }

    private async Task RecordsLeave(Visitor visitor)
    {
        var teacher = (await ShowAsync()).Sessions[0].Resources.First(each => each.Kind == "instructor");
        await visitor.OpenAsync($"/outages/new?kind=Leave&resource={teacher.Id}&next=true");
        await FillDayAsync(visitor, "First day", _ahead.FirstDay);
        await FillDayAsync(visitor, "Last day", _ahead.LastDay);
        await visitor.Field("Why?").FillAsync("Away");
        await visitor.PressAsync("Record it");
        await visitor.ReadsAsync($"in place of {teacher.Name}");
        await visitor.PressAsync("Approve and put it in force");
        await visitor.IsToldAsync("It is in force.");
        Assert.DoesNotContain((await ShowAsync()).Sessions, each => each.Resources.Any(resource => resource.Id == teacher.Id));
    }

    private async Task MovesTheCohort(Visitor visitor)
    {
        var later = _ahead.FirstDay.AddDays(14);
        await visitor.OpenAsync($"/cohorts/{_ahead.Id}");
        await visitor.FollowAsync("Move the whole cohort");
        await FillDayAsync(visitor, "New first day", later);
        await visitor.PressAsync("See what would happen");
        await visitor.PressAsync("Move the cohort");
        await visitor.IsToldAsync($"{_ahead.Code} is now on");
        Assert.Equal(later, (await ShowAsync()).FirstDay);
    }

    private async Task LengthensASession(Visitor visitor)
    {
        var session = (await ShowAsync()).Sessions[0];
        await visitor.OpenAsync($"/sessions/{session.Id}/move");
        var earlier = session.During.Ends.AddMinutes(-30);
        await visitor.Field("Ends (optional)").FillAsync($"{earlier:HH:mm}");
        await visitor.PressAsync("See what would happen");
        await visitor.ReadsAsync("What comes free");
        await visitor.PressAsync("Move the session");
        await visitor.IsToldAsync($"{session.Title} is now on");
        Assert.Equal(earlier, (await ShowAsync()).Sessions[0].During.Ends);
    }

    private static async Task AsksWhatIsFree(Visitor visitor)
    {
        await visitor.OpenAsync("/free");
        await visitor.Field("Kind of bay").SelectOptionAsync("splice-bench");
        await visitor.Field("How many people?").FillAsync("6");
        await visitor.PressAsync("Find free times");
        await visitor.ReadsAsync("the best first");
        await Expect(visitor.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Splice bench");
    }

    private static async Task FillDayAsync(Visitor visitor, string legend, DateOnly day)
    {
        var group = visitor.Group(legend);
        await group.GetByLabel("Day").FillAsync($"{day.Day}");
        await group.GetByLabel("Month").FillAsync($"{day.Month}");
        await group.GetByLabel("Year").FillAsync($"{day.Year}");
    }

    private Task<CohortAnswer> ShowAsync() => _centre.AskAsync(new ShowCohort(new(_ahead.Id)), Coordinator);

    public async Task DisposeAsync()
    {
        await _centre.DisposeAsync();
        Directory.Delete(_letters, recursive: true);
    }
}

using FibreCentre.Api.Features.Board;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Pages.Board;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Board;

public sealed class BoardTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task A_week_shows_every_session_with_where_who_and_how_full()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(6));
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 2);

        var week = await WeekOf(cohort);

        Assert.Equal((DayOfWeek.Monday, 7), (week.From.DayOfWeek, week.Days.Count));
        Assert.All(cohort.Sessions, given =>
        {
            var shown = Assert.Single(week.Sessions, each => each.Id == given.Id);
            Assert.Equal((cohort.Code, "FTC-101", given.Title, "open", 2, 6, given.During), (shown.CohortCode, shown.Course, shown.Title, shown.State, shown.PlacesTaken, shown.Capacity, shown.During));
            Assert.Equal(given.Resources.Where(each => each.Kind == "bay").Select(each => each.Id).Order(), shown.Bays.Order());
            Assert.Equal(given.Resources.Where(each => each.Kind == "instructor").Select(each => each.Id).Order(), shown.Instructors.Order());
            Assert.True(shown.CanMove && shown.Matches);
            Assert.Equal(["below-minimum"], shown.Warnings.Select(each => each.Code));
        });
    }

    [Fact]
    public async Task A_day_is_that_day_alone_and_whoever_asks_for_nonsense_is_told()
    {
        var cohort = await centre.GivenACohort();
        var day = await centre.Ask(new ShowBoard(cohort.FirstDay, Days: 1));
        Assert.Equal([cohort.FirstDay], day.Days.Select(each => each.Day));
        Assert.Equal(cohort.Sessions.Select(each => each.Id).Order(), day.Sessions.Where(each => each.CohortId == cohort.Id).Select(each => each.Id).Order());

        var program = centre.ClientOf(centre.Cast.Coordinator);
        Assert.Equal(200, (await program.Get($"/api/v1/board?from={cohort.FirstDay:yyyy-MM-dd}&days=1&rows=instructors")).Status);
        Assert.Equal((400, "request-invalid"), await Refusal("/api/v1/board?days=3"));
        Assert.Equal((400, "request-invalid"), await Refusal("/api/v1/board?state=asleep"));
        Assert.Equal((400, "request-invalid"), await Refusal("/api/v1/board?from=1999-12-31"));

        async Task<(int, string?)> Refusal(string path) => (await program.Get(path)) is var answer ? (answer.Status, answer.Problem) : default;
    }

    /// <summary>The Sundays on which the clocks go forward and back, 23 and 25 hours long, with a Friday before and a Monday after.</summary>
    [Theory]
    [InlineData("2027-03-26", "2027-03-28", "2027-03-29", 23)]
    [InlineData("2027-10-29", "2027-10-31", "2027-11-01", 25)]
    public async Task Nine_in_the_morning_stands_at_nine_on_either_side_of_a_change_of_the_clocks_and_on_its_day(string before, string on, string after, int hours)
    {
        var (friday, sunday, monday) = (DateOnly.Parse(before), DateOnly.Parse(on), DateOnly.Parse(after));
        var cohorts = new[] { await centre.GivenACohort(c => c.Starting(friday)), await centre.GivenACohort(c => c.Starting(monday)) };
        var bay = await centre.Value<Guid>("select id from bay where code = 'SB-1'");
        await centre.GivenOut(bay, $"tstzrange('{on} 09:00 Europe/London', '{on} 12:00 Europe/London')", "maintenance", "On the day itself");
        Assert.Equal(hours, (TestCentre.Time.At(sunday.AddDays(1), default) - TestCentre.Time.At(sunday, default)).TotalHours);

        var lines = new List<int>();
        foreach (var cohort in cohorts)
        {
            var week = await WeekOf(cohort);
            var grid = BoardGrid.Of(week, byBay: true);
            Assert.All(cohort.Sessions, given => Assert.Equal(week.Sessions.Single(each => each.Id == given.Id).During.Starts.TimeOfDay, given.During.Starts.TimeOfDay));
            var morning = cohort.Sessions[0];
            Assert.Equal(new TimeSpan(8, 30, 0), morning.During.Starts.TimeOfDay);
            lines.Add(Only(grid, morning.Resources.First(each => each.Kind == "bay").Id, cohort.FirstDay).First);
            if (cohort.FirstDay != friday) continue;
            // The Sunday is there, since something is on; the Saturday is not.
            Assert.Contains(grid.Days, each => each.Day == sunday);
            Assert.DoesNotContain(grid.Days, each => each.Day == sunday.AddDays(-1));
            var piece = Only(grid, bay, sunday);
            Assert.Equal((5, 17), (piece.First, piece.Last));   // 9:00 to 12:00 of a board that begins at 8:00
        }
        Assert.Equal([3, 3], lines);   // 8:30 on both sides
        var page = await (await Browser.OfAsync(centre, centre.Cast.Coordinator)).Get($"/board?from={before}");
        Assert.Contains($"s-5 e-17\"><span>Maintenance: On the day itself", page.Text, StringComparison.Ordinal);

        BoardPiece Only(BoardGrid grid, Guid row, DateOnly day) => grid.At(row, grid.Days.Index().First(each => each.Item.Day == day).Index)[0];
    }

    [Fact]
    public async Task What_is_wrong_with_a_session_stands_on_it()
    {
        var cohort = await centre.GivenACohort(c => c.Of("FTC-210", days: 3).WithPlaces(6));
        var session = cohort.Sessions[0].Id;
        Assert.Equal(["below-minimum"], await Warnings());

        await centre.Run($"update kit_item set calibrated_until = '2026-11-01' where id = (select resource_id from reservation where session_id = '{session}' and resource_kind = 'kit' limit 1)");
        Assert.Contains("out-of-calibration", await Warnings());
        await centre.Run($"update instructor_qualification set valid_until = '{cohort.FirstDay.AddDays(-1):yyyy-MM-dd}' where qualification = 'assessor' and instructor_id in (select resource_id from reservation where session_id = '{session}')");
        Assert.Contains("not-qualified", await Warnings());
        await centre.Run("update bay set capacity = 4 where code = 'SB-1'");
        Assert.Contains("over-capacity", await Warnings());
        await centre.Run($"delete from reservation where session_id = '{session}' and resource_kind = 'instructor'");
        Assert.Contains("no-instructor", await Warnings());
        await centre.Run($"delete from reservation where session_id = '{session}' and resource_kind = 'bay'");
        Assert.Contains("no-bay", await Warnings());
        Assert.True(BoardGrid.Of(await WeekOf(cohort), byBay: true).HasLoose);
        await centre.Run("update bay set capacity = 6 where code = 'SB-1'; update instructor_qualification set valid_until = null; update kit_item set calibrated_until = '2027-12-31'");

        var draft = await centre.GivenACohort(c => c.NotPublished());
        Assert.Equal(["draft"], (await WeekOf(draft)).Sessions.First(each => each.CohortId == draft.Id).Warnings.Select(each => each.Code));

        async Task<List<string>> Warnings() => [.. (await WeekOf(cohort)).Sessions.Single(each => each.Id == session).Warnings.Select(each => each.Code)];
    }

    [Fact]
    public async Task A_filter_shows_what_was_asked_for_and_leaves_the_rest_where_it_stands()
    {
        var first = centre.NextFreeDay(days: 3);
        var wanted = await centre.GivenACohort(c => c.Starting(first));
        var other = await centre.GivenACohort(c => c.Of("FTC-210", days: 3).Starting(first));
        var filtered = await centre.Ask(new ShowBoard(wanted.FirstDay, Days: 1, Course: "FTC-101"));
        Assert.All(filtered.Sessions, each => Assert.Equal(each.Course == "FTC-101", each.Matches));
        Assert.Contains(filtered.Sessions, each => each.CohortId == other.Id);

        var kind = await centre.Ask(new ShowBoard(wanted.FirstDay, BayKind: "splice-bench"));
        Assert.Equal(["SB-1"], kind.Rows.Select(each => each.Code));
        var ida = wanted.Sessions[0].Resources.First(each => each.Kind == "instructor").Id;
        var hers = await centre.Ask(new ShowBoard(wanted.FirstDay, Rows: "instructors", Instructor: ida));
        Assert.Equal([ida], hers.Rows.Select(each => each.Id));
        Assert.All(hers.Sessions, each => Assert.Equal(each.Instructors.Contains(ida), each.Matches));
        Assert.All((await centre.Ask(new ShowBoard(wanted.FirstDay, State: "draft"))).Sessions, each => Assert.Equal(each.State == "draft", each.Matches));
    }

    [Fact]
    public async Task A_day_on_which_the_centre_is_shut_says_why_and_weekends_are_left_out()
    {
        var week = await centre.Ask(new ShowBoard(new(2026, 12, 21)));
        Assert.Equal("Christmas Day", week.Days[4].Shut);
        Assert.Equal([new(2026, 12, 21), new(2026, 12, 22), new(2026, 12, 23), new(2026, 12, 24), new DateOnly(2026, 12, 25)], BoardGrid.Of(week, byBay: true).Days.Select(each => each.Day));
        var page = await (await Browser.OfAsync(centre, centre.Cast.Manager)).Get("/board?from=2026-12-21");
        Assert.Contains("Christmas Day", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/move", page.Text, StringComparison.Ordinal);   // a manager moves nothing
    }

    [Fact]
    public async Task A_closure_over_several_days_lies_on_each_of_them()
    {
        var bay = await centre.Value<Guid>("select id from bay where code = 'CR-4'");
        await centre.GivenOut(bay, "tstzrange('2027-02-02 13:00 Europe/London', '2027-02-05 00:00 Europe/London')", "closure", "Leak");
        var grid = BoardGrid.Of(await centre.Ask(new ShowBoard(new(2027, 2, 3))), byBay: true);
        Assert.Equal(["", "21-41", "1-41", "1-41", ""], Enumerable.Range(0, 5).Select(day => string.Join(' ', grid.At(bay, day).Select(each => $"{each.First}-{each.Last}"))));

        // The table says of each day which part of it is taken.
        CivilSlot closed = new(new(2027, 2, 2, 13, 0, 0, TimeSpan.Zero), new(2027, 2, 4, 12, 0, 0, TimeSpan.Zero), "Europe/London");
        Assert.Equal(["From 1:00pm", "All day", "Until 12:00pm"], Enumerable.Range(2, 3).Select(day => IndexPage.Hours(closed, new(2027, 2, day))));
        Assert.Equal("All day", IndexPage.Hours(closed with { Ends = new(2027, 2, 4, 0, 0, 0, TimeSpan.Zero) }, new(2027, 2, 3)));
        Assert.Equal("1:00pm to 2:00pm", IndexPage.Hours(closed with { Ends = closed.Starts.AddHours(1) }, new(2027, 2, 2)));
    }

    [Fact]
    public void Every_line_a_board_can_have_is_in_the_style_sheet()
    {
        var sheet = File.ReadAllText(FibreCentre.Testing.Repository.At("src", "FibreCentre.Api", "wwwroot", "board-grid.css"));
        for (var quarter = 1; quarter <= 96; quarter++)
        {
            Assert.Contains($".s-{quarter} {{ grid-column-start: {quarter}; }}", sheet, StringComparison.Ordinal);
            Assert.Contains($".e-{quarter + 1} {{ grid-column-end: {quarter + 1}; }}", sheet, StringComparison.Ordinal);
        }
        for (var hours = 1; hours <= 24; hours++) Assert.Contains($".q-{hours * 4} {{ --quarters: {hours * 4}; }}", sheet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_of_bay_goes_by_its_title()
    {
        var title = await centre.Value<string>("select title from bay_kind where slug = 'splice-bench'");
        await centre.Run("update bay_kind set title = 'Splicing, first floor' where slug = 'splice-bench'");
        try
        {
            Assert.Contains(">Splicing, first floor</option>", (await (await Browser.OfAsync(centre, centre.Cast.Coordinator)).Get("/board")).Text, StringComparison.Ordinal);
        }
        finally
        {
            await centre.Run($"update bay_kind set title = '{title}' where slug = 'splice-bench'");
        }
    }

    [Fact]
    public void Each_kind_of_bay_has_letters_of_its_own()
    {
        string[] kinds = ["splice-bench", "splitter-bench", "sand-box", "classroom", "sb", "s", "chamber-yard", "clay-yard"];
        var letters = new BayKinds(kinds);
        Assert.Equal(kinds.Length, kinds.Select(letters.LettersOf).Distinct().Count());
        Assert.Equal("CL", new BayKinds(["classroom"]).LettersOf("classroom"));
    }

    [Fact]
    public async Task Every_view_is_a_page_and_keeps_what_was_chosen_in_its_addresses()
    {
        var cohort = await centre.GivenACohort();
        var browser = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        foreach (var choice in new[] { "", "&days=1", "&rows=instructors", "&view=table", "&view=board&days=1&rows=instructors" })
        {
            var page = await browser.Get($"/board?from={cohort.FirstDay:yyyy-MM-dd}{choice}&course=FTC-101");
            Assert.Equal(200, page.Status);
            Assert.Contains(cohort.Sessions[0].Title, page.Text, StringComparison.Ordinal);
            Assert.Contains($"/sessions/{cohort.Sessions[0].Id}/move", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("style=", page.Text, StringComparison.Ordinal);
            Assert.Contains("course=FTC-101", page.Text, StringComparison.Ordinal);
        }
        Assert.Equal(200, (await browser.Get("/board?from=nonsense&days=40&rows=x&state=y&instructor=z")).Status);
        var part = await browser.Get($"/board?from={cohort.FirstDay:yyyy-MM-dd}&live=");
        Assert.DoesNotContain("<html", part.Text, StringComparison.Ordinal);
        Assert.Contains("data-board", part.Text, StringComparison.Ordinal);
        var version = (await WeekOf(cohort)).Version;
        Assert.Contains($"data-version=\"{version}\"", part.Text, StringComparison.Ordinal);
        // What has not changed is not sent again, and what has is.
        Assert.Equal(204, (await browser.Get($"/board?from={cohort.FirstDay:yyyy-MM-dd}&live={version}")).Status);
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        Assert.Equal(200, (await browser.Get($"/board?from={cohort.FirstDay:yyyy-MM-dd}&live={version}")).Status);
    }

    [Fact]
    public async Task A_board_that_asks_by_itself_keeps_nobody_signed_in_and_somebody_who_looks_does()
    {
        var browser = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        centre.Clock.Advance(TimeSpan.FromMinutes(70));   // over half of the two hours that a sign-in lasts
        Assert.False(IsProlonged(await browser.Get("/board?live=")));
        Assert.True(IsProlonged(await browser.Get("/board")));
        Assert.False(IsProlonged(await browser.Get("/board?live=")));

        static bool IsProlonged(Answer answer) => answer is { Status: 200 } && answer.Response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(each => each.StartsWith("__Host-centre=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_phone_gets_the_table_first_and_the_board_when_it_asks()
    {
        using var phone = centre.App.CreateClient(new() { BaseAddress = new("https://localhost"), AllowAutoRedirect = false });
        phone.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (Linux; Android 16; Mobile) Mobi");
        var browser = await Browser.OverAsync(phone, centre.Cast.Coordinator);
        var first = (await browser.Get("/board")).Text;
        Assert.Contains("board-table", first, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"board-choose\" open", first, StringComparison.Ordinal);
        Assert.Contains("class=\"board-choose\" open", (await (await Browser.OfAsync(centre, centre.Cast.Coordinator)).Get("/board")).Text, StringComparison.Ordinal);
        Assert.Contains("data-board", (await browser.Get("/board?view=board")).Text, StringComparison.Ordinal);
    }

    private Task<BoardAnswer> WeekOf(GivenCohort cohort) => centre.Ask(new ShowBoard(cohort.FirstDay));
}

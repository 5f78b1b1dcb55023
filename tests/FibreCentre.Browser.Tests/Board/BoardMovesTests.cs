using System.Web;
using FibreCentre.Api.Features.Board;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Browser.Tests.Pages;
using FibreCentre.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Board;

/// <summary>A session is moved on the board by hand and by keys; both lead to the same preview, and neither changes anything by itself.</summary>
[Collection(StagedCentre.Name)]
public sealed class BoardMovesTests(Chromium chromium, StagedCentre staged)
{
    /// <summary>The afternoon of the second day of a cohort that lies ahead; nothing here moves it for good.</summary>
    private SessionAnswer Session => staged.Later.Sessions[3];

    private DateOnly Day => DateOnly.FromDateTime(Session.During.Starts.DateTime);

    private Guid Bay => Session.Resources.First(each => each.Kind == "bay").Id;

    [Fact]
    public async Task Dragged_by_mouse_to_another_day_and_time_it_leads_to_the_preview_of_just_that()
    {
        await using var visitor = await OnTheBoardAsync();
        await visitor.WatchAsync(async () =>
        {
            await DragAsync(visitor, Cell(visitor, Bay, Day.AddDays(1)), quarters: 2);
            await IsPreviewOfAsync(visitor, Day.AddDays(1), minutes: 30, longer: 0, from: null, to: null);
        });
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Dragged_to_another_row_it_says_from_where_and_to_where()
    {
        await using var visitor = await OnTheBoardAsync();
        await visitor.WatchAsync(async () =>
        {
            var other = (await staged.Centre.AskAsync(new ShowBoard(Day), StagedCentre.Coordinator)).Rows.First(row => row.Kind == Session.BayKind && row.Id != Bay).Id;
            await DragAsync(visitor, Cell(visitor, other, Day), quarters: 0);
            await IsPreviewOfAsync(visitor, Day, minutes: 0, longer: 0, from: Bay, to: other);
        });
    }

    [Fact]
    public async Task Its_edge_dragged_makes_it_longer()
    {
        await using var visitor = await OnTheBoardAsync();
        await visitor.WatchAsync(async () =>
        {
            var edge = (await Block(visitor).Locator(".board__edge").BoundingBoxAsync())!;
            var quarter = (await Cell(visitor, Bay, Day).BoundingBoxAsync())!.Width / await QuartersAsync(visitor);
            var (x, y) = (edge.X + (edge.Width / 2), edge.Y + (edge.Height / 2));
            await visitor.Page.Mouse.MoveAsync(x, y);
            await visitor.Page.Mouse.DownAsync();
            await visitor.Page.Mouse.MoveAsync(x + quarter, y, new() { Steps = 4 });
            await visitor.Page.Mouse.MoveAsync(x + (2 * quarter), y, new() { Steps = 4 });
            await visitor.Page.Mouse.UpAsync();
            await IsPreviewOfAsync(visitor, Day, minutes: 0, longer: 30, from: null, to: null);
        });
    }

    [Fact]
    public async Task Moved_and_stretched_by_keys_it_leads_to_the_same_preview()
    {
        await using var visitor = await OnTheBoardAsync();
        await visitor.WatchAsync(async () =>
        {
            await Block(visitor).Locator(".board__face").FocusAsync();
            await visitor.Page.Keyboard.PressAsync("m");
            await Expect(visitor.Page.Locator("[data-say]")).ToContainTextAsync("Moving: ");
            foreach (var key in new[] { "PageDown", "ArrowRight", "ArrowRight", "ArrowLeft", "Shift+ArrowRight" }) await visitor.Page.Keyboard.PressAsync(key);
            await Expect(visitor.Page.Locator("[data-say]")).ToContainTextAsync($"{Day.AddDays(1).ToString("dddd", System.Globalization.CultureInfo.InvariantCulture)}");
            await visitor.Page.Keyboard.PressAsync("Enter");
            await IsPreviewOfAsync(visitor, Day.AddDays(1), minutes: 15, longer: 15, from: null, to: null);
        });
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Held_at_the_edge_of_the_window_it_goes_on_to_the_next_week_and_escape_brings_back_the_one_it_came_from()
    {
        await using var visitor = await OnTheBoardAsync();
        await visitor.WatchAsync(async () =>
        {
            var page = visitor.Page;
            await StopTheClockAsync(visitor);
            await TakeToTheEdgeAsync();
            await page.Keyboard.PressAsync("Escape");
            await page.Mouse.UpAsync();
            await Expect(Block(visitor)).ToBeVisibleAsync();
            await Expect(page.Locator("[data-board]")).ToHaveCountAsync(1);

            var (x, y) = await TakeToTheEdgeAsync();
            await Screens.KeepAsync(page, "board-next-week-1600");
            await page.Mouse.MoveAsync(x, y, new() { Steps = 6 });
            await Expect(Cell(visitor, Bay, Day.AddDays(7)).Locator(".board__ghost")).ToBeVisibleAsync();
            await page.Mouse.UpAsync();
            await IsPreviewOfAsync(visitor, Day.AddDays(7), minutes: 0, longer: 0, from: null, to: null);

            async Task<(float X, float Y)> TakeToTheEdgeAsync()
            {
                var block = (await Block(visitor).BoundingBoxAsync())!;
                var (fromX, fromY) = (block.X + (block.Width / 2), block.Y + 8);
                await page.Mouse.MoveAsync(fromX, fromY);
                await page.Mouse.DownAsync();
                await page.Mouse.MoveAsync(1597, fromY, new() { Steps = 6 });
                await page.Clock.RunForAsync(HeldAtTheEdge);
                await Expect(Cell(visitor, Bay, Day.AddDays(7))).ToBeVisibleAsync();
                await Expect(Block(visitor)).ToBeHiddenAsync();
                return (fromX, fromY);
            }
        });
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task By_keys_it_goes_on_beyond_the_last_day_and_by_whole_weeks_and_escape_gives_the_focus_back()
    {
        await using var visitor = await OnTheBoardAsync();
        await visitor.WatchAsync(async () =>
        {
            var monday = Domain.Facilities.CentreFacilities.Monday(Day).AddDays(7);
            await Block(visitor).Locator(".board__face").FocusAsync();
            await visitor.Page.Keyboard.PressAsync("m");
            for (var day = Day; day <= monday.AddDays(-3); day = day.AddDays(1)) await visitor.Page.Keyboard.PressAsync("PageDown");
            await Expect(Cell(visitor, Bay, monday).Locator(".board__ghost")).ToBeVisibleAsync();
            await Expect(visitor.Page.Locator("[data-say]")).ToContainTextAsync($"Monday {monday.Day}");
            await visitor.Page.Keyboard.PressAsync("Escape");
            await Expect(Block(visitor).Locator(".board__face")).ToBeFocusedAsync();

            await visitor.Page.Keyboard.PressAsync("m");
            await visitor.Page.Keyboard.PressAsync("Shift+PageDown");
            await Expect(Cell(visitor, Bay, Day.AddDays(7)).Locator(".board__ghost")).ToBeVisibleAsync();
            await visitor.Page.Keyboard.PressAsync("Enter");
            await IsPreviewOfAsync(visitor, Day.AddDays(7), minutes: 0, longer: 0, from: null, to: null);
        });
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task A_finger_that_rests_on_it_takes_it_along_to_another_day_and_to_the_next_week()
    {
        await using var visitor = await OnTheBoardAsync(isTouched: true);
        await visitor.WatchAsync(async () =>
        {
            var finger = await visitor.Page.Context.NewCDPSessionAsync(visitor.Page);
            var (block, home) = ((await Block(visitor).BoundingBoxAsync())!, (await Cell(visitor, Bay, Day).BoundingBoxAsync())!);
            var goal = (await Cell(visitor, Bay, Day.AddDays(1)).BoundingBoxAsync())!;
            var (x, y) = (block.X + (block.Width / 3), block.Y + 8);

            await StopTheClockAsync(visitor);
            await Touch(finger, "touchStart", x, y);
            await visitor.Page.Clock.RunForAsync(Rested);
            await Expect(visitor.Page.Locator(".board__ghost")).ToHaveCountAsync(1);
            for (var step = 1; step <= 6; step++) await Touch(finger, "touchMove", x + ((1597 - x) * step / 6), y);
            await visitor.Page.Clock.RunForAsync(HeldAtTheEdge);
            await Expect(Cell(visitor, Bay, Day.AddDays(8))).ToBeVisibleAsync();
            for (var step = 1; step <= 6; step++) await Touch(finger, "touchMove", 1597 + ((x + goal.X - home.X - 1597) * step / 6), y);
            await Expect(Cell(visitor, Bay, Day.AddDays(8)).Locator(".board__ghost")).ToBeVisibleAsync();
            await Touch(finger, "touchEnd");
            await IsPreviewOfAsync(visitor, Day.AddDays(8), minutes: 0, longer: 0, from: null, to: null);
        });
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task A_finger_that_moves_at_once_scrolls_and_takes_nothing_along()
    {
        await using var visitor = await OnTheBoardAsync(isTouched: true);
        await visitor.Page.SetViewportSizeAsync(700, 500);
        await visitor.WatchAsync(async () =>
        {
            var (page, address) = (visitor.Page, visitor.Page.Url);
            var finger = await page.Context.NewCDPSessionAsync(page);
            await Block(visitor).ScrollIntoViewIfNeededAsync();
            await page.EvaluateAsync("() => { globalThis.ghosts = 0; new MutationObserver(all => { for (const each of all) for (const node of each.addedNodes) if (node.className?.includes?.('board__ghost')) globalThis.ghosts++; }).observe(document.getElementById('board'), { childList: true, subtree: true }); }");
            var (scrolled, block) = (await ScrolledAsync(), (await Block(visitor).BoundingBoxAsync())!);
            var (x, y) = (block.X + (block.Width / 3), block.Y + 8);
            await StopTheClockAsync(visitor);
            await Touch(finger, "touchStart", x, y);
            for (var step = 1; step <= 8; step++)
            {
                await Touch(finger, "touchMove", x - (step * 20), y);
                if (step == 1) await page.Clock.RunForAsync(Rested);
            }
            await Touch(finger, "touchEnd");
            await page.WaitForFunctionAsync("was => document.querySelector('[data-board]').scrollLeft !== was", scrolled);
            Assert.Equal((0, address), (await page.EvaluateAsync<int>("() => globalThis.ghosts"), page.Url));

            Task<double> ScrolledAsync() => page.EvaluateAsync<double>("() => document.querySelector('[data-board]').scrollLeft");
        });
    }

    [Fact]
    public async Task The_arrow_down_goes_to_the_next_row()
    {
        await using var visitor = await OnTheBoardAsync();
        await visitor.WatchAsync(async () =>
        {
            var rows = (await staged.Centre.AskAsync(new ShowBoard(Day), StagedCentre.Coordinator)).Rows;
            var next = rows.SkipWhile(row => row.Id != Bay).ElementAt(1).Id;
            await Block(visitor).Locator(".board__face").FocusAsync();
            foreach (var key in new[] { "m", "ArrowDown", "Enter" }) await visitor.Page.Keyboard.PressAsync(key);
            await IsPreviewOfAsync(visitor, Day, minutes: 0, longer: 0, from: Bay, to: next);
        });
    }

    [Fact]
    public async Task Escape_leaves_it_where_it_is_by_hand_and_by_keys()
    {
        await using var visitor = await OnTheBoardAsync();
        await visitor.WatchAsync(async () =>
        {
            var address = visitor.Page.Url;
            await Block(visitor).Locator(".board__face").FocusAsync();
            foreach (var key in new[] { "m", "ArrowRight", "Escape" }) await visitor.Page.Keyboard.PressAsync(key);
            await Expect(visitor.Page.Locator("[data-say]")).ToHaveTextAsync("It stays where it was.");
            await Expect(Block(visitor).Locator(".board__face")).ToBeFocusedAsync();

            var box = (await Block(visitor).BoundingBoxAsync())!;
            await visitor.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 10);
            await visitor.Page.Mouse.DownAsync();
            await visitor.Page.Mouse.MoveAsync(box.X + box.Width, box.Y + 10, new() { Steps = 5 });
            await Expect(visitor.Page.Locator(".board__ghost")).ToHaveCountAsync(1);
            await visitor.Page.Keyboard.PressAsync("Escape");
            await visitor.Page.Mouse.UpAsync();
            await Expect(visitor.Page.Locator(".board__ghost")).ToHaveCountAsync(0);
            Assert.Equal(address, visitor.Page.Url);
        });
    }

    [Fact]
    public async Task A_colleagues_change_appears_without_a_reload_and_takes_neither_focus_nor_place()
    {
        await using var watching = await OnTheBoardAsync();
        await using var colleague = await OnTheBoardAsync();
        await watching.Page.SetViewportSizeAsync(1600, 700);
        var session = staged.Later.Sessions[1];
        await watching.WatchAsync(async () =>
        {
            var moved = watching.Page.Locator($".board__block[data-session='{session.Id}']").First;
            await Expect(moved).ToBeVisibleAsync();
            var before = await moved.GetAttributeAsync("class");
            await watching.Page.EvaluateAsync("() => { globalThis.still = true; document.querySelector('[data-board]').scrollTop = 60; }");
            await Block(watching).Locator(".board__face").EvaluateAsync("each => each.focus({ preventScroll: true })");

            await colleague.OpenAsync($"/sessions/{session.Id}/move?day={session.During.Starts:yyyy-MM-dd}&startsAt={session.During.Starts.AddMinutes(30):HH:mm}&look=true");
            await colleague.PressAsync("Move the session");
            await colleague.ReadsAsync("is now on");

            await Expect(moved).Not.ToHaveClassAsync(before!);
            await Expect(moved).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("is-new"));
            Assert.True(await watching.Page.EvaluateAsync<bool>("() => globalThis.still === true && document.querySelector('[data-board]').scrollTop === 60"));
            await Expect(Block(watching).Locator(".board__face")).ToBeFocusedAsync();
        });
        Assert.Empty(watching.Faults);
    }

    [Fact]
    public async Task Without_script_every_view_is_a_link_away_and_every_session_has_a_link_to_move_it()
    {
        await using var visitor = await chromium.VisitAsync(staged.Centre.Address, Screen.Desk, script: false);
        await visitor.WatchAsync(async () =>
        {
            await visitor.SignInAsync(staged.Centre.SignInOf(StagedCentre.Coordinator));
            await visitor.FollowAsync("Board");
            await visitor.FollowAsync("Next week");
            await visitor.FollowAsync("Table");
            await visitor.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Move or change FTC-201") }).First.ClickAsync();
            await Expect(visitor.Heading("Move or change a session")).ToBeVisibleAsync();
        });
        Assert.Empty(visitor.Faults);
    }

    /// <summary>Milliseconds after which a finger has rested on a session, and after which one that is held at the edge goes on to the next week, but not yet to the one after.</summary>
    private const long Rested = 400, HeldAtTheEdge = 800;

    /// <summary>From here on the page's timers go on only as they are told to, so that a slow machine holds nothing longer than it is meant to be held.</summary>
    private async Task StopTheClockAsync(Visitor visitor)
    {
        var now = staged.Centre.Clock.GetUtcNow().UtcDateTime;
        await visitor.Page.Clock.InstallAsync(new() { TimeDate = now });
        await visitor.Page.Clock.PauseAtAsync(now.AddHours(1));
    }

    /// <summary>A finger on the screen, or its leaving it.</summary>
    private static async Task Touch(ICDPSession finger, string what, params float[] at) =>
        await finger.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = what, ["touchPoints"] = at is [var x, var y] ? new[] { new Dictionary<string, object> { ["x"] = x, ["y"] = y } } : [] });

    private async Task<Visitor> OnTheBoardAsync(bool isTouched = false)
    {
        var visitor = await chromium.VisitAsync(staged.Centre.Address, new(1600, 1400, isTouched));
        await visitor.SignInAsync(staged.Centre.SignInOf(StagedCentre.Coordinator));
        await visitor.OpenAsync($"/board?from={Day:yyyy-MM-dd}&view=board");
        await Expect(visitor.Page.Locator(".board.is-live")).ToBeVisibleAsync();
        await Block(visitor).ScrollIntoViewIfNeededAsync();
        return visitor;
    }

    private ILocator Block(Visitor visitor) => visitor.Page.Locator($".board__block[data-key='{Session.Id}.{Bay}']");

    private static ILocator Cell(Visitor visitor, Guid row, DateOnly day) => visitor.Page.Locator($"[data-row='{row}'] [data-day='{day:yyyy-MM-dd}']");

    private static async Task<float> QuartersAsync(Visitor visitor) => float.Parse((await visitor.Page.Locator("[data-board]").GetAttributeAsync("data-quarters"))!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Drops it in the cell, as far from its left as it is now and so many quarters on.</summary>
    private async Task DragAsync(Visitor visitor, ILocator target, int quarters)
    {
        var block = (await Block(visitor).BoundingBoxAsync())!;
        var home = (await Cell(visitor, Bay, Day).BoundingBoxAsync())!;
        var goal = (await target.BoundingBoxAsync())!;
        var (x, y) = (block.X + (block.Width / 2), block.Y + 8);
        var toX = goal.X + (x - home.X) + (quarters * goal.Width / await QuartersAsync(visitor));
        await visitor.Page.Mouse.MoveAsync(x, y);
        await visitor.Page.Mouse.DownAsync();
        await visitor.Page.Mouse.MoveAsync((x + toX) / 2, (y + goal.Y + 10) / 2, new() { Steps = 4 });
        await visitor.Page.Mouse.MoveAsync(toX, goal.Y + 10, new() { Steps = 4 });
        await Expect(visitor.Page.Locator(".board__ghost")).ToHaveCountAsync(1);
        await visitor.Page.Mouse.UpAsync();
    }

    private async Task IsPreviewOfAsync(Visitor visitor, DateOnly day, int minutes, int longer, Guid? from, Guid? to)
    {
        await visitor.IsAtAsync($"/sessions/{Session.Id}/move\\?");
        var asked = HttpUtility.ParseQueryString(new Uri(visitor.Page.Url).Query);
        var (starts, ends) = (Session.During.Starts.AddMinutes(minutes), Session.During.Ends.AddMinutes(minutes + longer));
        Assert.Equal(
            ($"{day:yyyy-MM-dd}", $"{starts:HH:mm}", $"{ends:HH:mm}", from?.ToString(), to?.ToString(), "true"),
            (asked["day"], asked["startsAt"], asked["endsAt"], asked["from"], asked["to"], asked["look"]));
        await Expect(visitor.Heading("Check the change")).ToBeVisibleAsync();
    }
}

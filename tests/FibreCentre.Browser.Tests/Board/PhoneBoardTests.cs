using FibreCentre.Browser.Tests.Pages;
using FibreCentre.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Board;

/// <summary>The board in a narrow window.</summary>
[Collection(StagedCentre.Name)]
public sealed class PhoneBoardTests(Chromium chromium, StagedCentre staged)
{
    [Fact]
    public async Task What_is_chosen_is_folded_away_and_what_is_on_begins_on_the_first_screen()
    {
        var visitor = await PhoneAsync("/board");
        await Expect(visitor.Page.Locator(".board-table")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByLabel("Bay kind")).ToBeHiddenAsync();
        Assert.InRange((await visitor.Page.Locator(".board-table").BoundingBoxAsync())!.Y, 0, 600);
        await visitor.Page.GetByText("Another day, filter").ClickAsync();
        await Expect(visitor.Page.GetByLabel("Bay kind")).ToBeVisibleAsync();
        await Screens.KeepAsync(visitor.Page, "board-chosen-390");

        await visitor.Page.SetViewportSizeAsync(1280, 900);
        await Expect(visitor.Page.GetByLabel("Bay kind")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Another day, filter")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_day_is_whole_without_scrolling_sideways_and_every_session_says_when_where_and_who()
    {
        var visitor = await PhoneAsync($"/board?from={staged.Running.FirstDay:yyyy-MM-dd}&days=1&view=board");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => { const board = document.querySelector('[data-board]'); return board.scrollWidth <= board.clientWidth; }"));
        var session = visitor.Page.Locator($"[data-session='{staged.Running.Sessions[0].Id}'] .board__more").First;
        await Expect(session).ToBeVisibleAsync();
        Assert.InRange((await session.BoundingBoxAsync())!.Width, 200, 390);
        await Expect(session).ToContainTextAsync("am to");
        await Screens.KeepAsync(visitor.Page, "board-day-phone-390");
    }

    private async Task<Visitor> PhoneAsync(string address)
    {
        var visitor = await staged.VisitorAsync(chromium, StagedCentre.Coordinator);
        if (!visitor.IsOpen) await visitor.OpenAsync("/sign-in");
        await visitor.Page.SetViewportSizeAsync(390, 844);
        await visitor.OpenAsync(address);
        return visitor;
    }
}

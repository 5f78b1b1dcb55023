using FibreCentre.Browser.Tests.Pages;
using FibreCentre.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Board;

/// <summary>A screen in the entrance, with its network cut.</summary>
[Collection(StagedCentre.Name)]
public sealed class WallScreenTests(Chromium chromium, StagedCentre staged)
{
    [Fact]
    public async Task Without_a_network_it_goes_on_by_its_own_clock_and_comes_back_after_a_reload_with_what_it_heard_last()
    {
        await using var visitor = await chromium.VisitAsync(staged.Centre.Address, new(1920, 1080, IsTouched: false));
        await visitor.OpenAsync("/sign-in");
        var page = visitor.Page;
        await page.Clock.InstallAsync(new() { TimeDate = staged.Centre.Clock.GetUtcNow().UtcDateTime });
        await visitor.WatchAsync(async () =>
        {
            await visitor.OpenAsync(staged.WallScreen.Path);
            var first = page.Locator($"[data-session][data-starts^='{staged.Running.Sessions[0].During.Starts:yyyy-MM-ddTHH:mm}']").First;
            await Expect(first).ToHaveAttributeAsync("data-state", "next");
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-kept", "true");
            Assert.Empty(visitor.TakeFaults());
            await Screens.KeepAsync(page, "screen-1920");

            await page.Context.SetOfflineAsync(true);
            await page.Clock.FastForwardAsync("02:00:00");
            await Expect(first).ToHaveAttributeAsync("data-state", "now");
            await Expect(page.Locator("[data-updated]")).ToHaveAttributeAsync("data-stale", "");
            await Expect(page.Locator("[data-updated]")).ToContainTextAsync("Last updated 7:4");

            await page.ReloadAsync();
            await Expect(page.Locator(".wall__centre")).ToHaveTextAsync("Fibre Training Centre");
            await Expect(first).ToHaveAttributeAsync("data-state", "now");
            await Expect(page.Locator("[data-updated]")).ToContainTextAsync("Last updated 7:4");
            await Screens.KeepAsync(page, "screen-offline-1920");

            await page.Context.SetOfflineAsync(false);
            await page.Clock.FastForwardAsync("00:31");
            await Expect(page.Locator("[data-updated]")).ToBeVisibleAsync();
        });
    }
}

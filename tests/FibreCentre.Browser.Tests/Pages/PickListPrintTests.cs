using FibreCentre.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Pages;

/// <summary>The pick list on paper.</summary>
[Collection(StagedCentre.Name)]
public sealed class PickListPrintTests(Chromium chromium, StagedCentre staged)
{
    [Fact]
    public async Task A_pick_list_is_printed_without_what_only_a_screen_needs_and_with_boxes_to_tick()
    {
        var visitor = await staged.VisitorAsync(chromium, StagedCentre.Coordinator);
        await visitor.OpenAsync("/pick-list?day=2026-11-11");
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        try
        {
            foreach (var screenOnly in new[] { ".govuk-service-navigation", ".facilities-nav", "form.centre-bar", ".centre-footer" }) await Expect(visitor.Page.Locator(screenOnly)).ToBeHiddenAsync();
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Wednesday 11 November 2026");
            await Expect(visitor.Page.Locator(".facilities-tick").First).ToBeVisibleAsync();
            await Screens.KeepAsync(visitor.Page, "pick-list-print");
        }
        finally
        {
            await visitor.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        }
    }
}

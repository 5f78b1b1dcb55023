using FibreCentre.Browser.Tests.Support;
using FibreCentre.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Pages;

/// <summary>What must be possible on a machine whose administrator allows no script, or with one bar of signal.</summary>
[Collection(StagedCentre.Name)]
public sealed class NoScriptTests(Chromium chromium, StagedCentre staged)
{
    [Fact]
    public async Task A_booker_signs_in_and_books_without_script()
    {
        await using var visitor = await chromium.VisitAsync(staged.Centre.Address, Screen.Desk, script: false);
        await visitor.WatchAsync(async () =>
        {
            await visitor.SignInAsync(staged.Centre.SignInOf(StagedCentre.Booker));
            await visitor.FollowAsync("Cohorts");
            await visitor.Field("Course").SelectOptionAsync("FTC-110");
            await visitor.PressAsync("Show");
            await visitor.FollowAsync("Book places on FTC-110");
            await visitor.Field("CSV file with your engineers").SetInputFilesAsync(Repository.At("db", "demo", "northway-six-engineers.csv"));
            await visitor.PressAsync("Check the file");
            await visitor.Field("Your purchase order number").FillAsync("NW-2026-0500");
            await visitor.Page.Locator("#confirm button:not([formaction])").ClickAsync();
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("booked");
        });
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task An_instructor_takes_the_register_without_script()
    {
        await using var visitor = await chromium.VisitAsync(staged.Centre.Address, Screen.Phone, script: false);
        await visitor.WatchAsync(async () =>
        {
            await visitor.SignInAsync(staged.Centre.SignInOf(StagedCentre.Instructor));
            await visitor.Link(staged.Running.Sessions[1].Title).TapAsync();
            await visitor.Mark("Present", staged.Unmarked.Name!).TapAsync();
            await Expect(visitor.Mark("Present", staged.Unmarked.Name!)).ToHaveAttributeAsync("aria-pressed", "true");
            await visitor.ReadsAsync("1 of 6 marked");
        });
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task The_menu_and_every_choice_are_there_without_script()
    {
        await using var visitor = await chromium.VisitAsync(staged.Centre.Address, Screen.Phone, script: false);
        await visitor.WatchAsync(async () =>
        {
            await visitor.SignInAsync(staged.Centre.SignInOf(StagedCentre.Coordinator));
            await visitor.FollowAsync("Facilities");
            await Expect(visitor.Heading("Facilities")).ToBeVisibleAsync();
            // Buttons that only a script can serve are not shown.
            await visitor.OpenAsync($"/certificates/{staged.Valid.Id}");
            await Expect(visitor.Button("Print")).ToHaveCountAsync(0);
        });
        Assert.Empty(visitor.Faults);
    }
}

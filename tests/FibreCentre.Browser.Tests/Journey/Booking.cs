using FibreCentre.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>What the network provider's booker does.</summary>
public sealed partial class JourneyTests
{
    /// <summary>By the line of northway-with-faults.csv.</summary>
    private static readonly (int Line, string Reason)[] Faults =
    [
        (3, "e-mail"), (5, "date of birth"), (6, "twice"), (7, "FTC-101"), (9, "date of birth"), (10, "last name"), (12, "FTC-101"),
    ];

    private Task TheBookerLearnsWhatIsWrongWithASheet() => As(Booker, async visitor =>
    {
        await visitor.FollowAsync("Cohorts");
        await visitor.FollowAsync("Book places");
        await UploadAsync(visitor, "northway-with-faults.csv");
        await visitor.ReadsAsync("can be booked");
        var rows = visitor.Page.GetByRole(AriaRole.Table, new() { Name = "Result for every engineer" }).GetByRole(AriaRole.Row);
        foreach (var (line, reason) in Faults)
        {
            var row = rows.Filter(new() { HasText = $"Line {line} " });
            await Expect(row).ToContainTextAsync("Not OK");
            await Expect(row).ToContainTextAsync(reason, new() { IgnoreCase = true });
        }
        // The comma inside quotes belongs to the name, and the e-mail says whose line it is.
        foreach (var line in new[] { 2, 11 }) await Expect(rows.Filter(new() { HasText = $"Line {line} " }).GetByText("OK", new() { Exact = true })).ToBeVisibleAsync();
    });

    private Task TheBookerBooksSixEngineers() => As(Booker, async visitor =>
    {
        await visitor.FollowAsync("Cohorts");
        await visitor.FollowAsync("Book places");
        await UploadAsync(visitor, "northway-six-engineers.csv");
        await visitor.ReadsAsync("All 6 can be booked.");
        foreach (var name in Engineers) await Expect(visitor.Row(name).GetByText("OK", new() { Exact = true })).ToBeVisibleAsync();
        await visitor.ReadsAsync("£1,920.00");

        await visitor.PressAsync("Book 6 engineers");
        await visitor.IsRefusedAsync("Enter your purchase order number.");
        await visitor.Field("Your purchase order number").FillAsync("NW-2026-0417");
        await visitor.PressAsync("Book 6 engineers");
        await Expect(visitor.Heading("6 places booked")).ToBeVisibleAsync();
        foreach (var name in Engineers) await visitor.ReadsAsync(name);
    });

    private Task TheBookerCancelsOnePlace() => As(Booker, async visitor =>
    {
        await visitor.FollowAsync("Bookings");
        await visitor.FollowAsync("Fibre and copper fundamentals, Friday 23 October 2026");
        await visitor.FollowAsync("Cancel the place of Rhys Morgan");
        await visitor.PressAsync("Cancel this place");
        await visitor.ReadsAsync("5 (1 cancelled)");
        await visitor.ReadsAsync("£1,600.00");
    });

    private static async Task UploadAsync(Visitor visitor, string sheet)
    {
        await visitor.Field("CSV file with your engineers").SetInputFilesAsync(Sheet(sheet));
        await visitor.PressAsync("Check the file");
    }
}

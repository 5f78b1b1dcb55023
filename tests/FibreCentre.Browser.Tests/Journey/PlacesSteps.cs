using System.Globalization;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>What providers and staff do with places again and again, step by step as the pages have it.</summary>
internal static class PlacesSteps
{
    /// <summary>Is then on the booking.</summary>
    public static async Task BooksWithoutNamesAsync(this Visitor visitor, CohortAnswer cohort, int places, string purchaseOrder)
    {
        await visitor.OpenAsync($"/cohorts/{cohort.Id}/book");
        await visitor.Field("Places without a name yet").FillAsync($"{places}");
        await visitor.Field("Your purchase order number").FillAsync(purchaseOrder);
        await visitor.PressAsync("Book without names");
        await Expect(visitor.Heading($"{places} {(places == 1 ? "place" : "places")} booked")).ToBeVisibleAsync();
    }

    public static async Task HoldsAsync(this Visitor visitor, CohortAnswer cohort, int places)
    {
        await visitor.OpenAsync($"/cohorts/{cohort.Id}/hold");
        await visitor.Field("How many places?").FillAsync($"{places}");
        await visitor.PressAsync("Hold them");
    }

    /// <summary>On the page of the waiting list.</summary>
    /// <param name="purchaseOrder">Books at once when the turn comes; null is offered the places.</param>
    public static async Task JoinsAsync(this Visitor visitor, int places, bool together = false, string? purchaseOrder = null)
    {
        await visitor.Field("How many places do you want?").FillAsync($"{places}");
        if (together) await visitor.Page.GetByLabel("All together or none").CheckAsync();
        if (purchaseOrder is not null)
        {
            await visitor.Group("When your turn comes").GetByRole(AriaRole.Radio).Last.CheckAsync();
            await visitor.Field("Your purchase order number").FillAsync(purchaseOrder);
        }
        await visitor.PressAsync("Join the waiting list");
    }

    /// <param name="from">The day from which everybody may have them.</param>
    public static async Task KeepsAsync(this Visitor visitor, CohortAnswer cohort, string provider, int places, DateOnly from)
    {
        await visitor.OpenAsync($"/cohorts/{cohort.Id}/places");
        await visitor.Field("Provider").SelectOptionAsync(provider);
        await visitor.Field("Places to keep").FillAsync($"{places}");
        await visitor.EntersAsync("Everybody may have them from", from);
        await visitor.PressAsync("Keep them");
    }

    public static async Task EntersAsync(this Visitor visitor, string legend, DateOnly day)
    {
        foreach (var (part, value) in new[] { ("Day", day.Day), ("Month", day.Month), ("Year", day.Year) }) await visitor.Group(legend).GetByLabel(part).FillAsync(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The lines of a file that the page gives.</summary>
    public static async Task<string[]> DownloadsAsync(this Visitor visitor, Func<Task> act)
    {
        Assert.Empty(visitor.TakeFaults());
        var download = await visitor.Page.RunAndWaitForDownloadAsync(act);
        // What is answered with a file leaves the page where it is, which the browser calls a request that failed.
        Assert.All(visitor.TakeFaults(), fault => Assert.Matches("^failed: .*handler=(rejected|csv).*ERR_ABORTED", fault.Replace("Rejected", "rejected", StringComparison.Ordinal)));
        return (await File.ReadAllTextAsync(await download.PathAsync())).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}

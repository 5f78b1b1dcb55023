using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FibreCentre.Api.Features.Places;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Pages;

/// <summary>What comes out of the printer.</summary>
[Collection(StagedCentre.Name)]
public sealed partial class PrintTests(Chromium chromium, StagedCentre staged)
{
    [Fact]
    public async Task A_statement_is_a_letter_of_A4_pages_with_its_head_every_line_and_its_sums_and_nothing_to_click()
    {
        // Enough to go over to a second page.
        for (var round = 0; round < 2; round++)
        {
            var booked = await staged.Centre.AskAsync(new BookPlaces(new(staged.Later.Id), $"MB-{round}", [], [], 4), StagedCentre.ThirdBooker);
            await staged.Centre.AskAsync(new CancelPlaces(new(booked.BookingId), [.. booked.Places.Select(place => place.Id)]), StagedCentre.ThirdBooker);
        }
        var visitor = await staged.VisitorAsync(chromium, StagedCentre.ThirdBooker);
        await visitor.OpenAsync("/statement");
        var page = visitor.Page;
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        foreach (var shown in new[] { page.Locator(".bay-letterhead"), page.GetByText("Moorland", new() { Exact = false }).First, page.Locator("h1"), page.Locator(".bay-statement thead"), page.Locator(".bay-statement__sums tr").First })
            await Expect(shown).ToBeVisibleAsync();
        foreach (var hidden in new[] { "header.centre-header", "nav", "footer", ".govuk-button", ".govuk-skip-link", ".bay-screen", ".govuk-back-link" })
            foreach (var each in await page.Locator(hidden).AllAsync()) await Expect(each).ToBeHiddenAsync();
        var sums = await page.Locator(".bay-statement__sums td:last-child").AllInnerTextsAsync();
        var amounts = await page.Locator(".bay-statement tbody:first-of-type td:last-child").AllInnerTextsAsync();
        Assert.True(amounts.Count > 26, "too few lines to show a second page");
        Assert.Equal(Pounds(sums[0]), amounts.Sum(Pounds));
        Assert.Equal(Pounds(sums[2]), Pounds(sums[0]) + Pounds(sums[1]));

        var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = false, Path = Repository.At(".test", "screens", "statement.pdf") });
        await page.EmulateMediaAsync(new() { Media = Media.Null });
        var text = Encoding.Latin1.GetString(pdf);
        Assert.True(PdfPage().Count(text) >= 2, "it was meant to go over to a second page");
        // A4 in points, to the nearest one.
        Assert.All(MediaBox().Matches(text), box => Assert.Equal((595, 842), (Rounded(box.Groups[1].Value), Rounded(box.Groups[2].Value))));
        Assert.Empty(visitor.TakeFaults());
    }

    private static decimal Pounds(string amount) => decimal.Parse(amount.Replace("£", "", StringComparison.Ordinal).Replace('−', '-'), NumberStyles.Number | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static int Rounded(string points) => (int)Math.Round(double.Parse(points, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)")]
    private static partial Regex PdfPage();

    [GeneratedRegex(@"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]")]
    private static partial Regex MediaBox();
}

using System.Net;
using System.Xml.Linq;
using FibreCentre.Browser.Tests.Support;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Pages;

/// <summary>Every page, on a phone and on a desk: to be used by everybody, whole at 320 px, and without anything going wrong behind it.</summary>
[Collection(StagedCentre.Name)]
public sealed class PagesTests(Chromium chromium, StagedCentre staged)
{
    public static TheoryData<string> Pages => [.. Visits.Pages.Select(visit => visit.Name)];

    public static TheoryData<string> Refusals => [.. Visits.Refusals.Select(visit => visit.Name)];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_whole_and_usable_by_everybody(string name)
    {
        var visit = Visits.Pages.Single(each => each.Name == name);
        var visitor = await GoAsync(visit);
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
        Assert.NotEqual("", await visitor.Page.TitleAsync());
        // A visit that leads nowhere would look at the wrong page.
        if (name != "status-404") Assert.NotEqual("Page not found", await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).TextContentAsync());
        // The board stands on wide screens all day.
        foreach (var width in name.StartsWith("board", StringComparison.Ordinal) ? [1920, 1280, 390] : new[] { 1280, 390 })
        {
            await visitor.Page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
            await Inspection.FitsAsync(visitor.Page);
            await Inspection.IsAccessibleAsync(visitor.Page);
            await Screens.KeepAsync(visitor.Page, $"{name}-{width}");
        }
        await visitor.Page.SetViewportSizeAsync(320, 640);
        await Inspection.FitsAsync(visitor.Page);
        Assert.Empty(visitor.TakeFaults());
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_form_sent_empty_says_what_is_missing_and_leads_there(string name)
    {
        var visitor = await GoAsync(Visits.Refusals.Single(each => each.Name == name));
        var summary = visitor.Page.Locator(".govuk-error-summary");
        await Expect(summary).ToHaveCountAsync(1);
        await Expect(summary).ToBeVisibleAsync();
        Assert.StartsWith("Error: ", await visitor.Page.TitleAsync(), StringComparison.Ordinal);
        var links = await summary.GetByRole(AriaRole.Link).AllAsync();
        // Where resources are short the summary names sessions; there is no one field to lead to.
        if (name != "plan-sessions-empty") Assert.NotEmpty(links);
        foreach (var link in links)
        {
            var field = (await link.GetAttributeAsync("href"))!;
            Assert.StartsWith("#", field, StringComparison.Ordinal);
            await link.ClickAsync();
            await Expect(visitor.Page.Locator($"[id=\"{field[1..]}\"]")).ToBeFocusedAsync();
        }
        await visitor.Page.SetViewportSizeAsync(390, 844);
        await Inspection.FitsAsync(visitor.Page);
        await Inspection.IsAccessibleAsync(visitor.Page);
        await Screens.KeepAsync(visitor.Page, $"{name}-390");
        Assert.Empty(visitor.TakeFaults());
    }

    [Fact]
    public void Every_page_that_is_mapped_is_visited()
    {
        var mapped = staged.Centre.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null).Select(endpoint => $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}").Distinct();
        Assert.Equal(mapped.Order(StringComparer.Ordinal), Visits.Pages.Select(visit => visit.Route).Append(Visits.QrCode).Append(Visits.EvidenceFile).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_code_of_a_certificate_is_a_picture_that_anyone_may_load()
    {
        using var stranger = new HttpClient();
        using var answer = await stranger.GetAsync(new Uri(staged.Centre.Address, $"{staged.Valid.CheckPath}/qr.svg"));
        Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal("svg", XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!.Name.LocalName);
    }

    private async Task<Visitor> GoAsync(PageVisit visit)
    {
        var visitor = await staged.VisitorAsync(chromium, visit.Who);
        visitor.TakeFaults();
        if (visitor.IsOpen) await visitor.Page.SetViewportSizeAsync(1280, 900);
        await visitor.OpenAsync(visit.Address(staged));
        if (visit.Then is not null) await visitor.WatchAsync(() => visit.Then(visitor));
        await visitor.ReadyAsync();
        return visitor;
    }
}

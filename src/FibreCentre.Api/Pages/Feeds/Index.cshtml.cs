using FibreCentre.Api.Features.Feeds;
using FibreCentre.Api.Http;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Feeds;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Feeds;

/// <summary>One's own calendar addresses. Making one goes without an idempotency key: its answer would keep the secret.</summary>
[Authorize(Access.Anyone)]
internal sealed class IndexPage(IConfiguration configuration) : CentrePage
{
    /// <summary>Which calendar, as one of <see cref="Choices"/>; from the address when a page elsewhere proposes it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Calendar { get; set; }

    /// <summary>The address just made, below the centre's own. It goes through the encrypted cookie to the one page that shows it.</summary>
    [TempData]
    public string? Fresh { get; set; }

    public IReadOnlyList<FeedLine> Feeds { get; private set; } = [];

    public IReadOnlyList<ChoiceItem> Choices { get; private set; } = [];

    /// <summary>The full address, shown this once; null otherwise.</summary>
    public string? FreshAddress => Fresh is null ? null : HttpContext.CentreAddress(configuration) + Fresh;

    public string? WebcalAddress => FreshAddress is { } address ? $"webcal{address[address.IndexOf("://", StringComparison.Ordinal)..]}" : null;

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public async Task<IActionResult> OnPostMakeAsync()
    {
        var asked = (Calendar ?? "").Split(' ', 2);
        if (!Enum.TryParse<FeedKind>(asked[0], ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            ModelState.AddModelError(nameof(Calendar), "Choose a calendar.");
            return await ListAsync() ?? Again();
        }
        return await ShownOnceAsync(await Ask(new MakeFeed(kind, asked is [_, var id] && Guid.TryParse(id, out var subject) ? subject : null)));
    }

    public async Task<IActionResult> OnPostRenewAsync(Guid feed) => await ShownOnceAsync(await Ask(new RenewFeed(new(feed))));

    public async Task<IActionResult> OnPostRevokeAsync(Guid feed)
    {
        var answer = await Ask(new RevokeFeed(new(feed)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = "The calendar address is turned off. Calendars that used it no longer get changes.";
        return RedirectToPage();
    }

    private async Task<IActionResult> ShownOnceAsync(Result<MadeFeed> answer)
    {
        if (!answer.Succeeded) return Missing(answer.Error);
        Fresh = answer.Value.Path;
        return RedirectToPage(new { calendar = (string?)null });
    }

    private async Task<IActionResult?> ListAsync()
    {
        var answer = await Ask(new ListFeeds());
        if (!answer.Succeeded) return Missing(answer.Error);
        Feeds = answer.Value.Feeds;
        Choices = [.. answer.Value.Choices.Where(each => !Feeds.Any(feed => feed.Kind == each.Kind && feed.Subject == each.Subject)).Select(each => new ChoiceItem($"{each.Kind} {each.Subject}".TrimEnd(), Named(each.Kind, each.Name)))];
        return null;
    }

    public static string Named(FeedKind kind, string name) => kind switch
    {
        FeedKind.Instructor => $"Instructor: {name}", FeedKind.Bay => $"Bay: {name}", FeedKind.Cohort => $"Cohort: {name}", _ => name,
    };
}

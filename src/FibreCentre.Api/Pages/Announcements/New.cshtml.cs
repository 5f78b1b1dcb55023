using FibreCentre.Api.Features.Announcements;
using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Announcements;

[Authorize(Access.Plan)]
internal sealed class NewPage : CentrePage
{
    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string? Link { get; set; }

    [BindProperty]
    public List<string> Channels { get; set; } = [];

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public IReadOnlyList<ChoiceItem> Choices { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        Channels = [.. Choices.Select(each => each.Value)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Choices.Count > 0 && Channels.Count == 0) ModelState.AddModelError(nameof(Channels), "Choose at least one channel.");
        if (Channels.Exists(each => !Guid.TryParse(each, out _))) ModelState.AddModelError(nameof(Channels), "Choose channels that the centre has.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new MakeAnnouncement(Title ?? "", Text ?? "", Link, [.. Channels.Select(Guid.Parse)]), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = answer.Value.Deliveries == 0 ? "It is announced, but nobody listens yet." : $"It is announced and goes to {Say.Count(answer.Value.Deliveries, "address")}.";
        return RedirectToPage("Index");
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListWebhooks());
        if (!answer.Succeeded) return Missing(answer.Error);
        Choices = [.. answer.Value.Webhooks.OrderBy(each => each.Name, StringComparer.CurrentCulture).Select(each => new ChoiceItem($"{each.Id}", each.Name ?? each.Url))];
        return null;
    }
}

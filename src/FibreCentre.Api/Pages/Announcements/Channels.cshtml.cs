using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pages.Webhooks;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Announcements;

/// <summary>The centre's own addresses. Adding one goes without an idempotency key: its answer would keep the secret.</summary>
[Authorize(Access.Plan)]
internal sealed class ChannelsPage : CentrePage
{
    public static readonly IReadOnlyList<ChoiceItem> Formats =
        [new(nameof(WebhookFormat.Chat), "A chat or an intranet", "Its address takes {\"text\": \"...\"}, as Slack, Mattermost, Rocket.Chat and Google Chat do"), new(nameof(WebhookFormat.Standard), "A program of the centre's own", "Signed, with a secret that is shown once")];

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public WebhookFormat? Format { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    /// <summary>The secret just made, for the one page after; the cookie that carries it is encrypted and not readable by scripts.</summary>
    [TempData]
    public string? Fresh { get; set; }

    public ListedWebhooks Listed { get; private set; } = new([], []);

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public async Task<IActionResult> OnPostAddAsync()
    {
        if (await ListAsync() is { } missing) return missing;
        if (Format is not { } format) ModelState.AddModelError(nameof(Format), "Choose what takes it.");
        else
        {
            var answer = await Ask(new AddWebhook(Address ?? "", [], Name, format));
            if (!answer.Succeeded) return Refused(answer.Error);
            (Fresh, Done) = (answer.Value.Secret, answer.Value.Secret is null ? $"{Name} is added. Send a try from its page." : null);
            return RedirectToPage();
        }
        return Again();
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid channel)
    {
        var answer = await Ask(new RemoveWebhook(new(channel)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = "The channel is removed. It is told nothing more.";
        return RedirectToPage();
    }

    private async Task<IActionResult?> ListAsync()
    {
        var answer = await Ask(new ListWebhooks());
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return null;
    }
}

/// <summary>The log of one of the centre's channels.</summary>
[Authorize(Access.Plan)]
internal sealed class ChannelPage : DeliveryLogPage;

using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pages.Webhooks;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Announcements;

/// <summary>The centre's own addresses.</summary>
[Authorize(Access.Plan)]
internal sealed class ChannelsPage : OwnAddressesPage
{
    public static readonly IReadOnlyList<ChoiceItem> Formats =
        [new(nameof(WebhookFormat.Chat), "A chat or an intranet", "Its address takes {\"text\": \"...\"}, as Slack, Mattermost, Rocket.Chat and Google Chat do"), new(nameof(WebhookFormat.Standard), "A program of the centre's own", "Signed, with a secret that is shown once")];

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public WebhookFormat? Format { get; set; }

    protected override string One => "channel";

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
}

/// <summary>The log of one of the centre's channels.</summary>
[Authorize(Access.Plan)]
internal sealed class ChannelPage : DeliveryLogPage;

using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Webhooks;

/// <summary>The provider's webhooks. Adding one goes without an idempotency key: its answer would keep the secret.</summary>
[Authorize(Access.Book)]
internal sealed class IndexPage : CentrePage
{
    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public List<string> Events { get; set; } = [];

    /// <summary>The secret just made, for the one page after; the cookie that carries it is encrypted and not readable by scripts.</summary>
    [TempData]
    public string? Fresh { get; set; }

    public ListedWebhooks Listed { get; private set; } = new([], []);

    public IReadOnlyList<ChoiceItem> Choices { get; } =
    [
        new(WebhookEvents.BookingMade, "Places are booked"), new(WebhookEvents.HoldMade, "Places are held"), new(WebhookEvents.HoldEnded, "A hold or an offer has ended"), new(WebhookEvents.OfferMade, "It is your turn on a waiting list"),
        new(WebhookEvents.PlacesNamed, "Places get names"), new(WebhookEvents.PlacesCancelled, "Places are given up or have lapsed"), new(WebhookEvents.PlaceTransferred, "A place moves to another cohort"),
        new(WebhookEvents.EngineerSubstituted, "Another engineer takes a place"), new(WebhookEvents.SessionMoved, "A session moves"), new(WebhookEvents.CohortConfirmed, "A cohort is confirmed to run"),
        new(WebhookEvents.CohortCancelled, "A cohort is cancelled"), new(WebhookEvents.CertificateIssued, "A certificate is issued"), new(WebhookEvents.CertificateRevoked, "A certificate is revoked"), new(WebhookEvents.AnnouncementMade, "The centre announces something"),
    ];

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public async Task<IActionResult> OnPostAddAsync()
    {
        var answer = await Ask(new AddWebhook(Address ?? "", Events));
        if (!answer.Succeeded) return await ListAsync() ?? Refused(answer.Error);
        Fresh = answer.Value.Secret;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid webhook)
    {
        var answer = await Ask(new RemoveWebhook(new(webhook)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = "The webhook is removed. It is told nothing more.";
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

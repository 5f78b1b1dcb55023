using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Webhooks;

/// <summary>The provider's webhooks.</summary>
[Authorize(Access.Book)]
internal sealed class IndexPage : OwnAddressesPage
{
    [BindProperty]
    public List<string> Events { get; set; } = [];

    protected override string One => "webhook";

    public IReadOnlyList<ChoiceItem> Choices { get; } =
    [
        new(WebhookEvents.BookingMade, "Places are booked"), new(WebhookEvents.HoldMade, "Places are held"), new(WebhookEvents.HoldEnded, "A hold or an offer has ended"), new(WebhookEvents.OfferMade, "It is your turn on a waiting list"),
        new(WebhookEvents.PlacesNamed, "Places get names"), new(WebhookEvents.PlacesCancelled, "Places are given up or have lapsed"), new(WebhookEvents.PlaceTransferred, "A place moves to another cohort"),
        new(WebhookEvents.EngineerSubstituted, "Another engineer takes a place"), new(WebhookEvents.SessionMoved, "A session moves"), new(WebhookEvents.CohortConfirmed, "A cohort is confirmed to run"),
        new(WebhookEvents.CohortCancelled, "A cohort is cancelled"), new(WebhookEvents.CertificateIssued, "A certificate is issued"), new(WebhookEvents.CertificateRevoked, "A certificate is revoked"), new(WebhookEvents.AnnouncementMade, "The centre announces something"),
    ];

    public async Task<IActionResult> OnPostAddAsync()
    {
        var answer = await Ask(new AddWebhook(Address ?? "", Events));
        if (!answer.Succeeded) return await ListAsync() ?? Refused(answer.Error);
        Fresh = answer.Value.Secret;
        return RedirectToPage();
    }
}

using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Webhooks;

/// <summary>The log of one provider's webhook.</summary>
[Authorize(Access.Book)]
internal sealed class DeliveriesPage : DeliveryLogPage;

/// <summary>What one address was told and what became of it.</summary>
internal abstract class DeliveryLogPage : CentrePage
{
    public ListedDeliveries Listed { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, long? before)
    {
        var answer = await Ask(new ListDeliveries(new(id), before));
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }

    public async Task<IActionResult> OnPostPingAsync(Guid id)
    {
        var answer = await Ask(new PingWebhook(new(id)));
        if (answer.Succeeded) Done = "A ping is on its way. Look again in a few seconds.";
        else if (answer.Error.Kind == Domain.ErrorKind.NotFound) return Missing(answer.Error);
        else Done = answer.Error.Detail;
        return RedirectToPage(new { id });
    }

    public async Task<IActionResult> OnPostResendAsync(Guid id, long delivery)
    {
        var answer = await Ask(new ResendDelivery(new(id), delivery));
        if (answer.Succeeded) Done = "It is sent again.";
        else if (answer.Error.Kind == Domain.ErrorKind.NotFound) return Missing(answer.Error);
        else Done = answer.Error.Detail;
        return RedirectToPage(new { id });
    }
}

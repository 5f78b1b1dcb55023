using FibreCentre.Api.Features.Webhooks;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Webhooks;

/// <summary>Addresses of one's own that are told things: a provider's webhooks, the centre's channels. Adding one goes without an idempotency key: its answer would keep the secret.</summary>
internal abstract class OwnAddressesPage : CentrePage
{
    [BindProperty]
    public string? Address { get; set; }

    /// <summary>The secret just made, for the one page after; the cookie that carries it is encrypted and not readable by scripts.</summary>
    [TempData]
    public string? Fresh { get; set; }

    public ListedWebhooks Listed { get; private set; } = new([], []);

    /// <summary>As people call one of them.</summary>
    protected abstract string One { get; }

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public async Task<IActionResult> OnPostRemoveAsync(Guid webhook)
    {
        var answer = await Ask(new RemoveWebhook(new(webhook)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = $"The {One} is removed. It is told nothing more.";
        return RedirectToPage();
    }

    /// <returns>What to answer instead, where they cannot be listed.</returns>
    protected async Task<IActionResult?> ListAsync()
    {
        var answer = await Ask(new ListWebhooks());
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return null;
    }
}

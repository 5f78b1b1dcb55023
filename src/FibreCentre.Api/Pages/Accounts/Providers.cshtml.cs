using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Accounts;

/// <summary>The organisations that book places.</summary>
[Authorize(Access.Administer)]
internal sealed class ProvidersPage : CentrePage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public IReadOnlyList<ProviderLine> Listed { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new AddProvider((Code ?? "").Trim().ToUpperInvariant(), Name ?? ""), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = $"{answer.Value.Name} is added. Add a booker, so that they can book.";
        return RedirectToPage();
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListProviders());
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value.Providers;
        return null;
    }
}

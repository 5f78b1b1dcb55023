using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Accounts;

/// <summary>Somebody who signs in: a new link for a lost password, or shut out.</summary>
[Authorize(Access.Administer)]
internal sealed class OneSignInPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public bool Disabled { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public SignInAnswer Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostLinkAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var sent = await AskOnce(new SendPasswordLink(Id), IdempotencyKey);
        if (!sent.Succeeded) return Refused(sent.Error);
        Done = $"A link to choose a password goes to {sent.Value.Email}.";
        return RedirectToPage(new { Id });
    }

    public async Task<IActionResult> OnPostDisableAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var done = Disabled ? await AskOnce(new DisableSignIn(Id), IdempotencyKey) : await AskOnce(new EnableSignIn(Id), IdempotencyKey);
        if (!done.Succeeded) return Refused(done.Error);
        Done = done.Value.Disabled ? $"{done.Value.Name} is shut out." : $"{done.Value.Name} can sign in again.";
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowSignIn(Id));
        if (!answer.Succeeded) return Missing(answer.Error);
        Shown = answer.Value;
        return null;
    }
}

using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Pipeline;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace FibreCentre.Api.Pages.Accounts;

/// <summary>One answer whether or not anybody signs in with an address.</summary>
[AllowAnonymous, EnableRateLimiting(Security.SignIn.RateLimit)]
internal sealed class ForgottenPasswordPage(IServiceScopeFactory scopes) : CentrePage
{
    [BindProperty]
    public string? Email { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        // Whether somebody was found shows in the time that writing takes; after a second it does not.
        var second = Task.Delay(TimeSpan.FromSeconds(1), HttpContext.RequestAborted);
        var asked = await scopes.TryAsSystemAsync(new AskForPasswordLink(Email ?? ""), HttpContext.RequestAborted);
        if (!asked.Succeeded) return Refused(asked.Error);
        await second;
        Done = "If you sign in here with that address, a link is on its way. It may take a minute.";
        return RedirectToPage("/SignIn");
    }
}

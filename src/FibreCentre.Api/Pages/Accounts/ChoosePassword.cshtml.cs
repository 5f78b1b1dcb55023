using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace FibreCentre.Api.Pages.Accounts;

/// <summary>Opened by the link of a letter.</summary>
[AllowAnonymous, EnableRateLimiting(Security.SignIn.RateLimit)]
internal sealed class ChoosePasswordPage(IServiceScopeFactory scopes) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Account { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Repeated { get; set; }

    public void OnGet()
    {
        // The address holds the link's secret: it goes to no other site and is kept nowhere.
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Response.Headers.CacheControl = "no-store";
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrEmpty(Password)) ModelState.AddModelError(nameof(Password), "Enter a password.");
        else if (Password != Repeated) ModelState.AddModelError(nameof(Repeated), "Enter the same password again.");
        if (!ModelState.IsValid) return Again();
        var chosen = await scopes.TryAsSystemAsync(new ChoosePassword(Account, Token ?? "", Password!), HttpContext.RequestAborted);
        if (!chosen.Succeeded) return Refused(chosen.Error);
        Done = "Your password is chosen. Sign in with it.";
        return RedirectToPage("/SignIn");
    }
}

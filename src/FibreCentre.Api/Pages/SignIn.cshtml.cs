using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace FibreCentre.Api.Pages;

/// <summary>One answer for an unknown address, a wrong password, one wrong too often and a disabled account, so that nobody learns who has one.</summary>
[AllowAnonymous, EnableRateLimiting(Security.SignIn.RateLimit)]
internal sealed class SignInPage(SignInManager<Account> signIn, UserManager<Account> accounts, Throttle throttle, DeviceCookie deviceCookie) : CentrePage
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Redirect(Next) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Email)) ModelState.AddModelError(nameof(Email), "Enter your e-mail address.");
        if (string.IsNullOrEmpty(Password)) ModelState.AddModelError(nameof(Password), "Enter your password.");
        if (!ModelState.IsValid) return Again();
        if (await IsRightAsync(Email!.Trim(), Password!)) return Redirect(Next);
        ModelState.AddModelError(nameof(Email), "The e-mail address or password is not right. After ten wrong passwords, wait a while before the next.");
        return Again();
    }

    /// <summary>Only ever an address of ours.</summary>
    private string Next => Url.IsLocalUrl(ReturnUrl) && !ReturnUrl.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase) ? ReturnUrl : "/";

    private async Task<bool> IsRightAsync(string email, string password)
    {
        var device = deviceCookie.Read(HttpContext);
        if (await accounts.FindByEmailAsync(email) is not { } account || await throttle.TakeAsync(account.Id, Client.Address(HttpContext), device, HttpContext.RequestAborted) is not { } taken)
        {
            // The same work as for a password that is looked at, so that the time taken does not tell the two apart.
            accounts.PasswordHasher.HashPassword(null!, password);
            return false;
        }
        if (!(await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: false)).Succeeded) return false;
        await signIn.SignInWithClaimsAsync(account, isPersistent: false, [new(CentreClaims.SignIn, Guid.NewGuid().ToString())]);
        await throttle.RightAsync(taken, HttpContext.RequestAborted);
        deviceCookie.Write(HttpContext, await throttle.RememberAsync(account.Id, device, HttpContext.RequestAborted));
        return true;
    }
}

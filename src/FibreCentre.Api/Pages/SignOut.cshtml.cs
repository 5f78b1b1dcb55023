using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages;

/// <summary>Signs out on POST only. Open to anybody: who is signed out already should not have to sign in for it.</summary>
[AllowAnonymous]
internal sealed class SignOutPage(SigningPins pins) : CentrePage
{
    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Page() : Redirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        if (Actor.Of(User).SignIn is { } signIn) await pins.ForgetAsync(signIn, HttpContext.RequestAborted);
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        Done = "You are signed out.";
        return Redirect("/");
    }
}

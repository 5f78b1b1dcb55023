using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages;

/// <summary>Signs out on POST only. Open to anybody: who is signed out already should not have to sign in for it.</summary>
[AllowAnonymous]
internal sealed class SignOutPage : CentrePage
{
    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Page() : Redirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        Done = "You are signed out.";
        return Redirect("/");
    }
}

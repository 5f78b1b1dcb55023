using FibreCentre.Api.Pages.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages;

/// <summary>The front page for strangers; for everybody else the way to their first place.</summary>
[AllowAnonymous]
internal sealed class IndexPage : CentrePage
{
    public IActionResult OnGet()
    {
        if (Menu.FirstFor(User) is not { } first) return Page();
        TempData.Keep();
        return Redirect(first);
    }
}

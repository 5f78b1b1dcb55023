using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Accounts;

/// <summary>A PIN that signs within this sign-in. There is none by the API: a key has no sign-in.</summary>
[Authorize(Access.Staff)]
internal sealed class SigningPinPage : CentrePage
{
    [BindProperty]
    public string? Pin { get; set; }

    [BindProperty]
    public string? Repeated { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public bool HasOne { get; private set; }

    /// <summary>Only ever an address of ours.</summary>
    public string Back => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/";

    public async Task OnGetAsync() => await FindAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (Pin != Repeated)
        {
            await FindAsync();
            ModelState.AddModelError(nameof(Repeated), "Enter the same digits again.");
            return Again();
        }
        var set = await Ask(new SetSigningPin(Pin ?? "", Password ?? ""));
        if (!set.Succeeded)
        {
            await FindAsync();
            return Refused(set.Error.AtPassword());
        }
        Done = "The PIN signs for you from now on, here and as long as you are signed in.";
        return LocalRedirect(Back);
    }

    private async Task FindAsync() => HasOne = (await Ask(new ShowSigningPin())).Value!.Until is not null;
}

using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Engineers;

/// <summary>Certificates from elsewhere: first those that wait for the centre to look at them.</summary>
[Authorize(Access.Staff)]
internal sealed class OutsidePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public ListedOutsideCertificates Listed { get; private set; } = null!;

    public string Shown => string.IsNullOrEmpty(State) ? "unverified" : State;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListOutsideCertificates(Shown, After));
        if (!answer.Succeeded) return NotFound();
        Listed = answer.Value;
        return Page();
    }
}

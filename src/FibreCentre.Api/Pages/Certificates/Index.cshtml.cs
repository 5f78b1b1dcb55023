using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Certificates;

/// <summary>Whose certificates these are, the database's row-level security says.</summary>
[Authorize(Access.Anyone)]
internal sealed class IndexPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    public ListedCertificates Listed { get; private set; } = new([], null);

    /// <summary>The centre's own people see every provider's.</summary>
    public bool ManyProviders => Roles.Staff.Any(User.IsInRole);

    public bool IsTrainee => !ManyProviders && User.IsInRole(Roles.Trainee);

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListCertificates(Before));
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}

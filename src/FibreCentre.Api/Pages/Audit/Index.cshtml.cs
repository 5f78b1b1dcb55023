using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Audit;

[Authorize(Access.Audit)]
internal sealed class AuditPage : CentrePage
{
    public CheckedInvariants Audit { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new CheckInvariants());
        if (!answer.Succeeded) return Missing(answer.Error);
        Audit = answer.Value;
        return Page();
    }
}

using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Audit)]
internal sealed class LedgerPage : CentrePage
{
    public VerifiedLedger Ledger { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new VerifyLedger());
        if (!answer.Succeeded) return Missing(answer.Error);
        Ledger = answer.Value;
        return Page();
    }
}

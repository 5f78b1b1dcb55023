using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Audit)]
internal sealed class LedgerPage : CentrePage
{
    public VerifiedLedger Ledger { get; private set; } = null!;

    /// <summary>The newest heads that were signed and given away.</summary>
    public IReadOnlyList<LedgerHeadLine> Heads { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new VerifyLedger());
        if (!answer.Succeeded) return Missing(answer.Error);
        Ledger = answer.Value;
        var heads = await Ask(new ListLedgerHeads(Limit: 7));
        if (!heads.Succeeded) return Missing(heads.Error);
        Heads = heads.Value.Heads;
        return Page();
    }
}

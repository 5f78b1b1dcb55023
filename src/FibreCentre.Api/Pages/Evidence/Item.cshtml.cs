using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Evidence;

/// <summary>One piece of evidence. An assessor can take it back until a decision rests on it.</summary>
[Authorize(Access.Staff)]
internal sealed class ItemPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Evidence { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public EvidenceAnswer Shown { get; private set; } = null!;

    public bool MayWithdraw => Shown.State == "open" && User.May(Access.Assess);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!User.May(Access.Assess)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var withdrawn = await Ask(new WithdrawEvidence(new(Evidence), Reason ?? ""));
        if (!withdrawn.Succeeded) return Refused(withdrawn.Error);
        Done = "Taken back. No decision will rest on it.";
        return RedirectToPage("Index", new { place = Shown.PlaceId, unit = Shown.Unit });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowEvidence(new(Evidence)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Shown = answer.Value;
        return null;
    }
}

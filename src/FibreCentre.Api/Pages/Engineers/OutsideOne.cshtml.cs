using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Engineers;

/// <summary>Verifies or rejects one certificate from elsewhere.</summary>
[Authorize(Access.Plan)]
internal sealed class OutsideOnePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary><c>verify</c> or <c>reject</c>.</summary>
    [BindProperty]
    public string? Verdict { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public OutsideCertificateLine Held { get; private set; } = null!;

    public IReadOnlyList<ChoiceItem> Verdicts { get; } = [new("verify", "Verify it", "The issuer or the paper confirms it."), new("reject", "Reject it", "It never counts from now on. Say why below.")];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Verdict is not ("verify" or "reject"))
        {
            ModelState.AddModelError(nameof(Verdict), "Say whether you verify or reject it.");
            return Again();
        }
        var answer = await Ask(new CheckOutsideCertificate(Id, Verdict == "verify", Verdict == "verify" ? null : Reason));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = Verdict == "verify" ? $"{Held.Course} of {Held.Holder} is verified." : $"{Held.Course} of {Held.Holder} is rejected. It does not count any more.";
        return RedirectToPage("Outside");
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowOutsideCertificate(Id));
        if (!answer.Succeeded) return Missing(answer.Error);
        Held = answer.Value;
        return null;
    }
}

using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

/// <summary>A decision as it was signed. A quality assurer can correct it.</summary>
[Authorize(Access.Audit)]
internal sealed class DecisionPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Decision { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public SignedDecision Signed { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!User.May(Access.Correct)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new CorrectDecision(Decision, Reason ?? "", Password ?? ""), IdempotencyKey!);
        if (!answer.Succeeded) return Refused(answer.Error.Code == AssessmentErrors.CredentialRefused().Code ? answer.Error.At(nameof(Password)) : answer.Error);
        Done = answer.Value.RevokedCertificateId is null ? "Corrected. The unit can be assessed anew." : "Corrected, and the certificate that rested on it is revoked. The unit can be assessed anew.";
        return RedirectToPage(null, new { Decision });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowDecision(Decision));
        if (!answer.Succeeded) return Missing(answer.Error);
        Signed = answer.Value;
        return null;
    }
}

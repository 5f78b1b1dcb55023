using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
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

    public IReadOnlyList<CheckedEvidence> Evidence { get; private set; } = [];
    /// <summary>What quality assurance said of it; null where it was not drawn.</summary>
    public ReviewedDecision? Review { get; private set; }

    public IReadOnlyList<AppealLine> Appeals { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!User.May(Access.Correct)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new CorrectDecision(Decision, Reason ?? "", Password ?? ""), IdempotencyKey!);
        if (!answer.Succeeded) return Refused(answer.Error.AtPassword());
        Done = answer.Value.RevokedCertificateId is null ? "Corrected. The unit can be assessed anew." : "Corrected, and the certificate that rested on it is revoked. The unit can be assessed anew.";
        return RedirectToPage(null, new { Decision });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowDecision(Decision));
        if (!answer.Succeeded) return Missing(answer.Error);
        Signed = answer.Value;
        var evidence = await Ask(new ListSignedEvidence(Decision));
        if (!evidence.Succeeded) return Missing(evidence.Error);
        Evidence = evidence.Value.Evidence;
        Review = (await Ask(new ShowReview(Decision))).Value;
        Appeals = (await Ask(new ListAppeals(Decision))).Value?.Appeals ?? [];
        return null;
    }
}

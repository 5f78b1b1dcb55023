using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Countersign)]
internal sealed class CountersignOnePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Decision { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    [TempData]
    public Guid? Issued { get; set; }

    public ProvisionalDecision Waiting { get; private set; } = null!;

    public IReadOnlyList<CheckedEvidence> Evidence { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var found = await FindAsync();
        var answer = await AskOnce(new Countersign(Decision, Password ?? ""), IdempotencyKey!);
        if (!answer.Succeeded) return found ?? Refused(answer.Error.AtPassword());

        Issued = answer.Value.CertificateId;
        // Sent twice, the second one no longer finds the decision in the queue.
        Done = (found is null ? $"Countersigned: {Waiting.TraineeName}, {Waiting.UnitTitle}." : "Countersigned.") + (Issued is null ? "" : " That completes the course: the certificate is issued.");
        return RedirectToPage("Countersign");
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListProvisional());
        if (!answer.Succeeded) return Missing(answer.Error);
        if (answer.Value.Decisions.FirstOrDefault(each => each.Id == Decision) is not { } waiting) return NotFound();
        Waiting = waiting;
        var evidence = await Ask(new ListSignedEvidence(Decision));
        if (!evidence.Succeeded) return Missing(evidence.Error);
        Evidence = evidence.Value.Evidence;
        return null;
    }
}

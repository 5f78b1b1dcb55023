using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Assess)]
internal sealed class SignPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Place { get; set; }

    [BindProperty(SupportsGet = true)]
    public string Unit { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public Guid? Session { get; set; }

    [BindProperty]
    public string? Feedback { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    /// <summary>A PIN's digits are typed on another keypad.</summary>
    [BindProperty(SupportsGet = true)]
    public bool WithPassword { get; set; }

    public bool HasPin { get; private set; }

    /// <summary>The certificate that the signature completed, for the next page.</summary>
    [TempData]
    public Guid? Issued { get; set; }

    public AssessmentAnswer Assessment { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        // What is missing is told at once: a password that was typed would have to be typed again.
        if (Assessment.Foreseen is not (null or "competent") && string.IsNullOrWhiteSpace(Feedback))
        {
            ModelState.AddModelError(nameof(Feedback), $"{AssessmentErrors.FeedbackMissing().Title}. {AssessmentErrors.FeedbackMissing().Detail}");
            if (string.IsNullOrEmpty(Password)) ModelState.AddModelError(nameof(Password), "Enter your password to sign.");
            return Again();
        }
        var answer = await AskOnce(new SignOff(new(Place), Unit, Feedback, Password ?? ""), IdempotencyKey!);
        if (!answer.Succeeded) return await FindAsync() ?? Explained(answer.Error);

        var signed = answer.Value;
        var name = (await Ask(new ShowAssessment(new(Place), Unit))).Value?.TraineeName ?? "The trainee";
        Issued = signed.CertificateId;
        Done = $"Signed: {name}, {Decisions.Say(signed.Outcome).ToLowerInvariant()}."
            + (signed.Provisional ? $" It waits for a countersignature because: {string.Join(" ", signed.ProvisionalBecause)}" : "")
            + (signed.CertificateId is not null ? " That completes the course: the certificate is issued." : "");
        return Session is { } session
            ? RedirectToPage("Register", null, new { id = session }, $"place-{Place}")
            : RedirectToPage("Assess", new { Place, Unit });
    }

    public string Here => $"/places/{Place}/sign/{Unit}{(Session is { } session ? $"?session={session}" : "")}";

    public string BackTo => $"/places/{Place}/assess/{Unit}{(Session is { } session ? $"?session={session}" : "")}";

    /// <summary>Beside the field it is about, where it is about one.</summary>
    private PageResult Explained(Error error) =>
        Refused(error.Code == AssessmentErrors.FeedbackMissing().Code ? error.At(nameof(Feedback)) : error.AtPassword());

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowAssessment(new(Place), Unit));
        if (!answer.Succeeded) return answer.Error.Code == AssessmentErrors.PlaceCancelled().Code ? NotFound() : Missing(answer.Error);
        Assessment = answer.Value;
        HasPin = !WithPassword && (await Ask(new ShowSigningPin())).Value!.Until is not null;
        return null;
    }
}

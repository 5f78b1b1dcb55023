using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Pages.Facilities;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Quality;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>A drawn decision as it was signed. A quality assurer says what they make of it.</summary>
[Authorize(Access.Audit)]
internal sealed class ReviewPage : CentrePage
{
    public static readonly IReadOnlyList<ChoiceItem> Verdicts =
    [
        new(nameof(ReviewVerdict.Agree), "I agree with the decision"), new(nameof(ReviewVerdict.Query), "I have a question to the assessor", Hint: "It comes back to the queue with the answer, or after a week without one. The decision stands meanwhile."),
        new(nameof(ReviewVerdict.Overturn), "The decision is wrong", Hint: "A new line of the ledger corrects it at once, and a certificate that rests on it is revoked."),
    ];

    [BindProperty(SupportsGet = true)]
    public Guid Decision { get; set; }

    [BindProperty]
    public ReviewVerdict? Verdict { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public ReviewedDecision Review { get; private set; } = null!;

    public IReadOnlyList<CheckedEvidence> Evidence { get; private set; } = [];

    public bool MayReview => User.May(Access.Review);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayReview) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        ModelState.Require(Verdict, nameof(Verdict), "Choose what you make of it.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new ReviewDecision(Decision, Verdict!.Value, Words, Password), IdempotencyKey!);
        if (!answer.Succeeded) return Refused(answer.Error.AtPassword());
        Done = answer.Value.State switch
        {
            "agreed" => "Recorded: you agree.",
            "queried" => $"{Review.Decision.SignedBy} is asked. The decision comes back to the queue with the answer, or after a week without one.",
            _ => $"Overturned: the decision does not stand any more.{(answer.Value.RevokedCertificateId is null ? "" : " The certificate that rested on it is revoked.")}",
        };
        return RedirectToPage("Queue");
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowReview(Decision));
        if (!answer.Succeeded) return Missing(answer.Error);
        Review = answer.Value;
        var evidence = await Ask(new ListSignedEvidence(Decision));
        if (!evidence.Succeeded) return Missing(evidence.Error);
        Evidence = evidence.Value.Evidence;
        return null;
    }
}

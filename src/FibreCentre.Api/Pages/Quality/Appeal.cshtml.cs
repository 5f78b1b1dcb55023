using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Pages.Facilities;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Quality;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>One appeal, for whoever made it, whose decision it is about, and who decides it.</summary>
[Authorize(Access.SeeAppeals)]
internal sealed class AppealPage : CentrePage
{
    public static readonly IReadOnlyList<ChoiceItem> Outcomes =
    [
        new(nameof(AppealOutcome.Upheld), "Upheld", Hint: "The decision is corrected at once, and a certificate that rests on it is revoked. The unit can be assessed anew."), new(nameof(AppealOutcome.Dismissed), "Dismissed", Hint: "The decision stands."),
    ];

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public AppealOutcome? Outcome { get; set; }

    [BindProperty]
    public string? Reasons { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public ShownAppeal Shown { get; private set; } = null!;

    /// <summary>For the centre's own eyes.</summary>
    public IReadOnlyList<CheckedEvidence> Evidence { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public Task<IActionResult> OnPostTakeAsync() => TakeAsync(over: false);

    public Task<IActionResult> OnPostTakeOverAsync() => TakeAsync(over: true);

    public async Task<IActionResult> OnPostEndAsync()
    {
        ModelState.Require(Outcome, nameof(Outcome), "Choose how it ends.");
        return await DoAsync(async () => (await AskOnce(new EndAppeal(new(Id), Outcome!.Value, Reasons ?? "", Password ?? ""), IdempotencyKey!)).Error, $"The appeal is {Outcome?.ToString().ToLowerInvariant()}. Who made it and the assessor are told.");
    }

    private Task<IActionResult> TakeAsync(bool over) => DoAsync(async () => (await AskOnce(new TakeAppeal(new(Id), over), IdempotencyKey!)).Error, "The appeal is yours.");

    private async Task<IActionResult> DoAsync(Func<Task<Error?>> ask, string done)
    {
        if (!User.May(Access.Review)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        if (!ModelState.IsValid) return Again();
        if (await ask() is { } error) return Refused(error.AtPassword());
        Done = done;
        return RedirectToPage(null, new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowAppeal(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Shown = answer.Value;
        if (User.May(Access.Staff)) Evidence = (await Ask(new ListSignedEvidence(Shown.Appeal.DecisionId))).Value?.Evidence ?? [];
        return null;
    }
}

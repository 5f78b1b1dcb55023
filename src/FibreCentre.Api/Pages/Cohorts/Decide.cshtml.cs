using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FibreCentre.Api.Pages.Cohorts;

/// <summary>Whether a cohort takes place: confirm it, or cancel it and move everybody who can move, after looking at what becomes of each place.</summary>
[Authorize(Access.Plan)]
internal sealed class DecidePage(TimeProvider clock) : CentrePage
{
    public const string Nobody = "nobody";

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Another cohort's id, or <c>nobody</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? MoveTo { get; set; }

    [BindProperty]
    public int? Revision { get; set; }

    /// <summary>How many places were said to move.</summary>
    [BindProperty]
    public int? ExpectedMoves { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public CohortAnswer Cohort { get; private set; } = null!;

    public CohortCancellationPreview Preview { get; private set; } = null!;

    /// <summary>Whether it was chosen where everybody moves, so that each place can be shown.</summary>
    public bool IsPreview { get; private set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public bool CanConfirm => Cohort.State == "open";

    /// <summary>Which can only be dropped: nobody is booked on it, and it is published on its own page.</summary>
    public bool IsDraft => Cohort.State == "draft" && CanCancel;

    public bool CanCancel => Cohort.State is "open" or "confirmed" or "draft" && Cohort.BookingClosesAt > Now;

    public AlternativeCohort? Target => Preview.Target;

    public bool CanMove => Preview.Alternatives.Count > 0;

    public int Moving => Preview.Places.Count(place => place.Moves);

    public IReadOnlyList<ChoiceItem> Choices =>
    [
        .. Preview.Alternatives.Select(each => new ChoiceItem(each.Id.ToString(), Say.Days(each.FirstDay, each.LastDay), $"{each.Code}, {Say.Count(each.PlacesLeft, "place")} left{(each.PlacesKept > 0 ? $" and {each.PlacesKept} kept for providers who are booked here" : "")}")),
        new(Nobody, "Move nobody", "Every place is credited in full"),
    ];

    public async Task<IActionResult> OnGetAsync(bool look)
    {
        if (look && string.IsNullOrEmpty(MoveTo)) ModelState.AddModelError(nameof(MoveTo), "Choose where everybody moves, or move nobody.");
        return await FindAsync(look && ModelState.IsValid) ?? (ModelState.IsValid ? Page() : Again());
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        var answer = await AskOnce(new ConfirmCohort(new(Id), Revision), IdempotencyKey);
        if (!answer.Succeeded) return await FindAsync(preview: false) ?? Stale(answer.Error);
        Done = $"The cohort is confirmed to run. {(answer.Value.PeopleTold == 0 ? "Nobody had to be told." : $"{Say.Count(answer.Value.PeopleTold, "booker")} will be told.")}";
        return RedirectToPage("Show", new { Id });
    }

    public async Task<IActionResult> OnPostCancelAsync()
    {
        if (await FindAsync(preview: true) is { } missing) return missing;
        if (!IsPreview) return Again();
        var answer = await AskOnce(new CancelCohort(new(Id), Target is { } target ? new(target.Id) : null, Revision, ExpectedMoves), IdempotencyKey);
        if (!answer.Succeeded) return Stale(answer.Error);
        Done = Cohort.State == "draft" ? "The draft is dropped. Its bays, instructors and kit are free again." : $"The cohort is cancelled. {Say.Count(answer.Value.PlacesMoved, "place")} moved, {Say.Count(answer.Value.PlacesEnded, "place")} ended and credited in full. {(answer.Value.PeopleTold == 0 ? "Nobody had to be told." : $"{Say.Count(answer.Value.PeopleTold, "booker")} will be told.")}";
        return RedirectToPage("Show", new { Id });
    }

    private PageResult Stale(Domain.Error error)
    {
        // The next try goes by what is shown now.
        ModelState.Remove(nameof(Revision));
        ModelState.Remove(nameof(ExpectedMoves));
        return Refused(error);
    }

    private async Task<IActionResult?> FindAsync(bool preview)
    {
        var cohort = await Ask(new ShowCohort(new(Id)));
        if (!cohort.Succeeded) return Missing(cohort.Error);
        Cohort = cohort.Value;
        var target = preview && Guid.TryParse(MoveTo, out var id) ? id : (Guid?)null;
        var shown = await Ask(new PreviewCancellation(new(Id), target is { } to ? new(to) : null));
        if (!shown.Succeeded && target is not null)
        {
            // It was chosen from an old page and has no room or takes no bookings any more: the choice is shown again.
            ModelState.AddModelError(nameof(MoveTo), shown.Error.Detail);
            (shown, preview) = (await Ask(new PreviewCancellation(new(Id))), false);
        }
        if (!shown.Succeeded) return Missing(shown.Error);
        (Preview, IsPreview) = (shown.Value, preview && (target is not null || MoveTo == Nobody));
        return null;
    }
}

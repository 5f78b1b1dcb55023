using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Timetable;

/// <summary>A new first day for everything of a cohort that lies ahead, what that would do, and then doing it.</summary>
[Authorize(Access.Plan)]
internal sealed class ShiftPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? FirstDay { get; set; }

    /// <summary>Leaves what is not free as a fault instead of putting something else in its place.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Keep { get; set; }

    [BindProperty]
    public string? Seen { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    /// <summary>Null when there is nothing to move, which the refusal explains.</summary>
    public ShiftPreview? Preview { get; private set; }

    public RescheduleImpact? Impact => Preview?.Impact;

    public async Task<IActionResult> OnGetAsync(bool look)
    {
        if (look && FirstDay is null) ModelState.TryAddModelError(nameof(FirstDay), "Enter the new first day.");
        if (await FindAsync(look && ModelState.IsValid) is { } refused) return refused;
        return ModelState.IsValid ? Page() : Again();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (FirstDay is not { } day) return await OnGetAsync(look: true);
        var answer = await AskOnce(new ShiftCohort(new(Id), day, null, !Keep, null, Seen), IdempotencyKey);
        if (!answer.Succeeded)
        {
            if (await FindAsync(preview: true) is { } refused) return refused;
            // The next try goes by what is shown now.
            ModelState.Remove(nameof(Seen));
            return Refused(answer.Error);
        }
        Done = $"{answer.Value.Code} is now on {Say.Days(answer.Value.FirstDay, answer.Value.LastDay)}. {(answer.Value.TraineesTold == 0 ? "No trainee had to be told." : $"{Say.Count(answer.Value.TraineesTold, "trainee")} will get an update for each session.")}";
        return RedirectToPage("/Cohorts/Show", new { Id });
    }

    private async Task<IActionResult?> FindAsync(bool preview)
    {
        var answer = await Ask(new PreviewShift(new(Id), preview ? FirstDay : null, null, !Keep));
        if (answer.Succeeded)
        {
            Preview = answer.Value;
            FirstDay ??= Preview.FirstDay;
            return null;
        }
        // A day that cannot be is said on the form.
        if (!preview || await Ask(new PreviewShift(new(Id))) is not { Succeeded: true, Value: var plain }) return Missing(answer.Error);
        Preview = plain;
        return Refused(answer.Error);
    }
}

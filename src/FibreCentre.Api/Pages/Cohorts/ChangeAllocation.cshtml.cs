using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace FibreCentre.Api.Pages.Cohorts;

/// <summary>More or fewer places kept for one provider, until another day, or none from now on.</summary>
[Authorize(Access.Plan)]
internal sealed class ChangeAllocationPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Allocation { get; set; }

    [BindProperty]
    public int? Places { get; set; }

    [BindProperty]
    public DateOnly? ReleaseOn { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public CohortAnswer Cohort { get; private set; } = null!;

    public AllocationLine Kept { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        (Places, ReleaseOn) = (Kept.Places, DateOnly.FromDateTime(Kept.ReleaseAt.DateTime));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Places is null && IsSound(nameof(Places))) ModelState.AddModelError(nameof(Places), "Enter how many places to keep.");
        if (ReleaseOn is null && IsSound(nameof(ReleaseOn))) ModelState.AddModelError(nameof(ReleaseOn), "Enter the day from which everybody may have them.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new ChangeAllocation(new(Kept.Id), Places!.Value, ReleaseOn!.Value), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.At(answer.Error.Code == "release-out-of-range" ? nameof(ReleaseOn) : nameof(Places)));
        Done = $"{Say.Count(answer.Value.Places, "place")} kept for {Kept.Provider} until {Say.End(answer.Value.ReleaseAt)}.";
        return RedirectToPage("Places", new { Id });
    }

    public async Task<IActionResult> OnPostReleaseAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new ReleaseAllocation(new(Kept.Id)), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = $"Nothing is kept for {Kept.Provider} any more. What it had not taken is free to everybody.";
        return RedirectToPage("Places", new { Id });
    }

    private bool IsSound(string field) => ModelState.GetFieldValidationState(field) != ModelValidationState.Invalid;

    private async Task<IActionResult?> FindAsync()
    {
        var cohort = await Ask(new ShowCohort(new(Id)));
        if (!cohort.Succeeded) return Missing(cohort.Error);
        if (Allocation is null) return RedirectToPage("Places", new { Id });
        var allocations = await Ask(new ListAllocations(new(Id)));
        if (!allocations.Succeeded) return Missing(allocations.Error);
        if (allocations.Value.Allocations.FirstOrDefault(each => each.Id == Allocation) is not { } kept) return NotFound();
        (Cohort, Kept) = (cohort.Value, kept);
        return null;
    }
}

using System.ComponentModel.DataAnnotations;
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
internal sealed class ChangeAllocationPage : EditingPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Allocation { get; set; }

    [BindProperty]
    public int? Places { get; set; }

    [BindProperty, Display(Name = "the day from which everybody may have them")]
    public DateOnly? ReleaseOn { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public CohortAnswer Cohort { get; private set; } = null!;

    public AllocationLine Kept { get; private set; } = null!;

    /// <summary>How many of what is kept are its provider's already, booked before or given to it while it waited.</summary>
    public static string Given(KeptPlaces kept) => kept.Left < kept.Places ? $" {kept.Places - kept.Left} of them {(kept.Places - kept.Left == 1 ? "is" : "are")} booked by it or offered to it." : "";

    public Task<IActionResult> OnGetAsync() => ShowAsync(() => (Places, ReleaseOn) = (Kept.Places, ReleaseDay));

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Places is null && IsSound(nameof(Places))) ModelState.AddModelError(nameof(Places), "Enter how many places to keep.");
        if (ReleaseOn is null && IsSound(nameof(ReleaseOn))) ModelState.AddModelError(nameof(ReleaseOn), "Enter the day from which everybody may have them.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new ChangeAllocation(new(Kept.Id), Places!.Value, ReleaseOn!.Value, Revision), IdempotencyKey);
        if (!answer.Succeeded) return await RefusedAsync(answer.Error, answer.Error.Code == "release-out-of-range" ? nameof(ReleaseOn) : nameof(Places));
        Done = $"{Say.Count(answer.Value.Places, "place")} kept for {Kept.Provider} until {Say.End(answer.Value.ReleaseAt)}.{Given(answer.Value)}";
        return RedirectToPage("Places", new { Id });
    }

    public async Task<IActionResult> OnPostReleaseAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new ReleaseAllocation(new(Kept.Id), Revision), IdempotencyKey);
        if (!answer.Succeeded)
        {
            // Of the form beside it nothing was sent: it shows what is kept by now.
            (Places, ReleaseOn) = (Kept.Places, ReleaseDay);
            return await RefusedAsync(answer.Error);
        }
        Done = $"Nothing is kept for {Kept.Provider} any more. What it had not taken is free to everybody.";
        return RedirectToPage("Places", new { Id });
    }

    private bool IsSound(string field) => ModelState.GetFieldValidationState(field) != ModelValidationState.Invalid;

    public override string Afresh => $"{base.Afresh}?allocation={Kept.Id}";

    protected override int RevisionNow => Kept.Revision;

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() =>
        [("Places to keep", $"{Places}", $"{Kept.Places}"), ("Everybody may have them from", Day(ReleaseOn), Day(ReleaseDay))];

    private DateOnly ReleaseDay => DateOnly.FromDateTime(Kept.ReleaseAt.DateTime);

    protected override async Task<IActionResult?> FindAsync()
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

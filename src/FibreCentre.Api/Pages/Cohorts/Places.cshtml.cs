using System.ComponentModel.DataAnnotations;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace FibreCentre.Api.Pages.Cohorts;

/// <summary>How many places a cohort has, and for whom some of them are kept.</summary>
[Authorize(Access.Plan)]
internal sealed class PlacesPage(TimeProvider clock) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int? Capacity { get; set; }

    [BindProperty]
    public int? Revision { get; set; }

    [BindProperty]
    public Guid? Provider { get; set; }

    [BindProperty]
    public int? Places { get; set; }

    [BindProperty, Display(Name = "the day from which everybody may have them")]
    public DateOnly? ReleaseOn { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    /// <summary>Stands for what was shown to be added with more places; empty while nothing was.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    /// <summary>What more places would take, to be confirmed; null while nothing is to be.</summary>
    public CapacityPreview? More { get; private set; }

    public CohortAnswer Cohort { get; private set; } = null!;

    public IReadOnlyList<AllocationLine> Allocations { get; private set; } = [];

    public IReadOnlyList<ChoiceItem> Providers { get; private set; } = [];

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public bool CanChange => Cohort.State is "draft" or "open" or "confirmed";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        Capacity = Cohort.Capacity;
        return Page();
    }

    public async Task<IActionResult> OnPostCapacityAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Capacity is null && IsSound(nameof(Capacity))) ModelState.AddModelError(nameof(Capacity), "Enter how many places there are to be.");
        if (!ModelState.IsValid) return Again();
        if (string.IsNullOrEmpty(Seen) && await Ask(new PreviewCapacity(new(Id), Capacity!.Value)) is { Succeeded: true, Value: { Faults.Count: 0, Seen: not null } more })
        {
            // Nothing is added that was not shown.
            More = more;
            return Page();
        }
        var answer = await AskOnce(new ChangeCapacity(new(Id), Capacity!.Value, Revision, string.IsNullOrEmpty(Seen) ? null : Seen), IdempotencyKey);
        if (!answer.Succeeded)
        {
            // The next try goes by what is shown now.
            ModelState.Remove(nameof(Revision));
            ModelState.Remove(nameof(Seen));
            return Refused(answer.Error);
        }
        Done = $"The cohort has {Say.Count(answer.Value.Capacity, "place")} now, {answer.Value.PlacesLeft} of them free.";
        return RedirectToPage(new { Id });
    }

    public async Task<IActionResult> OnPostKeepAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        Capacity = Cohort.Capacity;
        if (Provider is null) ModelState.AddModelError(nameof(Provider), "Choose the provider.");
        if (Places is null && IsSound(nameof(Places))) ModelState.AddModelError(nameof(Places), "Enter how many places to keep.");
        // What could be kept but is not there is refused with how many are left.
        if (Cohort.PlacesLeft > 0 && Places is < 1 or > 60) ModelState.AddModelError(nameof(Places), Cohort.PlacesLeft == 1 ? "Only 1 place is left to keep." : $"Choose from 1 to {Cohort.PlacesLeft} places.");
        if (ReleaseOn is null && IsSound(nameof(ReleaseOn))) ModelState.AddModelError(nameof(ReleaseOn), "Enter the day from which everybody may have them.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new KeepPlaces(new(Id), new(Provider!.Value), Places!.Value, ReleaseOn!.Value), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.Code == "release-out-of-range" ? answer.Error.At(nameof(ReleaseOn)) : answer.Error);
        Done = $"{Say.Count(answer.Value.Places, "place")} kept for {Providers.FirstOrDefault(each => each.Value == Provider.ToString())?.Text} until {Say.End(answer.Value.ReleaseAt)}.{ChangeAllocationPage.Given(answer.Value)}";
        return RedirectToPage(new { Id });
    }

    /// <summary>Bays and instructors by name, kit by type: "Splice bench 2, Ida Irwin, 1 fusion splicer".</summary>
    public static string Named(SessionNeeds needs) => string.Join(", ", needs.More.Where(each => each.KitType is null).Select(each => each.Name)
        .Concat(needs.More.Where(each => each.KitType is not null).GroupBy(each => each.KitType!).Select(type => Say.Count(type.Count(), Say.Words(type.Key)))));

    private bool IsSound(string field) => ModelState.GetFieldValidationState(field) != ModelValidationState.Invalid;

    private async Task<IActionResult?> FindAsync()
    {
        var cohort = await Ask(new ShowCohort(new(Id)));
        if (!cohort.Succeeded) return Missing(cohort.Error);
        var allocations = await Ask(new ListAllocations(new(Id)));
        if (!allocations.Succeeded) return Missing(allocations.Error);
        var agreements = await Ask(new ListAgreements());
        if (!agreements.Succeeded) return Missing(agreements.Error);
        (Cohort, Allocations) = (cohort.Value, allocations.Value.Allocations);
        Providers = [new("", "Choose"), .. agreements.Value.Providers.Select(each => new ChoiceItem(each.Id.ToString(), each.Name))];
        return null;
    }
}

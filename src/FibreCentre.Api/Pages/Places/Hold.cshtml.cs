using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

[Authorize(Access.Book)]
internal sealed class HoldPage(TimeProvider clock) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int? Places { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public CohortAnswer Cohort { get; private set; } = null!;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Places is null && ModelState.IsValid) ModelState.AddModelError(nameof(Places), "Enter how many places to hold.");
        // What could be held but is not there is refused with how many are left.
        if (Cohort.Holds.Count > 0 && Places is < 1 or > 60) ModelState.AddModelError(nameof(Places), Cohort.PlacesForYou == 1 ? "Only 1 place is left." : $"Choose from 1 to {Cohort.PlacesForYou} places.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new HoldPlaces(new(Id), Places!.Value), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        return RedirectToPage("Booking", new { id = answer.Value.BookingId });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowCohort(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Cohort = answer.Value;
        return null;
    }
}

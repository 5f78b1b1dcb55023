using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>A sampling plan with every version it had; a quality assurer writes the next one.</summary>
[Authorize(Access.Audit)]
internal sealed class PlanPage : PlanForm
{
    [BindProperty(SupportsGet = true)]
    public Guid Plan { get; set; }

    public bool MayChange => User.May(Access.Review) && Shown is { Plan.Ended: false };

    public Task<IActionResult> OnGetAsync() => ShowAsync(() =>
    {
        (Name, Covers) = (Shown!.Plan.Name, string.Join(' ', Shown.Plan.Covers));
        Fill(Shown.Plan.Rules);
    });

    public async Task<IActionResult> OnPostSaveAsync()
    {
        if (!User.May(Access.Review)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        if (Entered() is not { } rules) return Again();
        var answer = await Ask(new ChangeSamplingPlan(Plan, Name ?? "", Codes, rules, Revision));
        if (!answer.Succeeded) return await RefusedAtAsync(answer.Error);
        Done = $"Version {answer.Value.Version} of {answer.Value.Name} counts from the next draw on.";
        return RedirectToPage("Plans");
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        if (!User.May(Access.Review)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var answer = await Ask(new EndSamplingPlan(Plan, Revision));
        if (!answer.Succeeded) return await RefusedAsync(answer.Error);
        Done = $"{answer.Value.Name} has ended.";
        return RedirectToPage("Plans");
    }

    protected override async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowSamplingPlan(Plan));
        if (!answer.Succeeded) return Missing(answer.Error);
        Shown = answer.Value;
        return null;
    }
}

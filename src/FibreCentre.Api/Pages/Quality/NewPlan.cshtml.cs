using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Quality;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>A plan of its own for some courses or units.</summary>
[Authorize(Access.Review)]
internal sealed class NewPlanPage : PlanForm
{
    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public IActionResult OnGet()
    {
        Fill(new SamplingRules());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Entered() is not { } rules) return Again();
        var answer = await AskOnce(new MakeSamplingPlan(Name ?? "", Codes, rules), IdempotencyKey!);
        if (!answer.Succeeded) return await RefusedAtAsync(answer.Error);
        Done = $"{answer.Value.Name} counts from the next draw on.";
        return RedirectToPage("Plans");
    }

    protected override Task<IActionResult?> FindAsync() => Task.FromResult<IActionResult?>(null);
}

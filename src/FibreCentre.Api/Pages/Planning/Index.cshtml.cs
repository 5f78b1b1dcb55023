using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Planning;

/// <summary>Drafts of the timetable, newest first.</summary>
[Authorize(Access.Plan)]
internal sealed class IndexPage : CentrePage
{
    public IReadOnlyList<PlanningRunLine> Runs { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListPlanningRuns());
        if (!answer.Succeeded) return Missing(answer.Error);
        Runs = answer.Value.Runs;
        return Page();
    }
}

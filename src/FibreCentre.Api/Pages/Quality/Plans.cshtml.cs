using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>How much is sampled of what.</summary>
[Authorize(Access.Audit)]
internal sealed class PlansPage : CentrePage
{
    public IReadOnlyList<SamplingPlanAnswer> Plans { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListSamplingPlans());
        if (!answer.Succeeded) return Missing(answer.Error);
        Plans = answer.Value.Plans;
        return Page();
    }
}

using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>What quality assurance has asked an assessor, or overturned.</summary>
[Authorize(Access.Assess)]
internal sealed class QueriesPage : CentrePage
{
    public IReadOnlyList<QueriedDecision> Asked { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListQueries());
        if (!answer.Succeeded) return Missing(answer.Error);
        Asked = answer.Value.Decisions;
        return Page();
    }
}

using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>When the system drew, and how much of what.</summary>
[Authorize(Access.Audit)]
internal sealed class DrawsPage : CentrePage
{
    public IReadOnlyList<DrawLine> Listed { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListDraws());
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value.Draws;
        return Page();
    }
}

using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>One draw, drawn once more.</summary>
[Authorize(Access.Audit)]
internal sealed class DrawPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Draw { get; set; }

    public ShownDraw Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowDraw(Draw));
        if (!answer.Succeeded) return Missing(answer.Error);
        Shown = answer.Value;
        return Page();
    }
}

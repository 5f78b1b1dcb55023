using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>Appeals, and for who may appeal the decisions that can be contested.</summary>
[Authorize(Access.SeeAppeals)]
internal sealed class AppealsPage : CentrePage
{
    public ListedAppeals Listed { get; private set; } = null!;

    public bool MayContest => User.May(Access.Contest);

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListAppeals());
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}

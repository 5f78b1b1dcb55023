using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>What the system has drawn and nobody has settled.</summary>
[Authorize(Access.Audit)]
internal sealed class QueuePage : CentrePage
{
    public ListedReviews Reviews { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListReviews());
        if (!answer.Succeeded) return Missing(answer.Error);
        Reviews = answer.Value;
        return Page();
    }
}

using FibreCentre.Api.Features.Announcements;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Announcements;

/// <summary>What was announced, and whether it arrived.</summary>
[Authorize(Access.Staff)]
internal sealed class IndexPage : CentrePage
{
    public ListedAnnouncements Listed { get; private set; } = new([], 0, null);

    public bool MayPlan => User.May(Access.Plan);

    public async Task<IActionResult> OnGetAsync(string? before)
    {
        var answer = await Ask(new ListAnnouncements(before));
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}

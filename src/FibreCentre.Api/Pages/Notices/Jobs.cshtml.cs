using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Notices;

/// <summary>What runs by itself, when it last ran and when it runs next.</summary>
[Authorize(Access.Staff)]
internal sealed class JobsPage : CentrePage
{
    public ListedJobs Jobs { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListJobs());
        if (!answer.Succeeded) return Missing(answer.Error);
        Jobs = answer.Value;
        return Page();
    }
}

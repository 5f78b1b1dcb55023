using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Features.Traces;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Evidence;

/// <summary>The same file for different trainees, and marks other than the traces say, for quality assurance to look at.</summary>
[Authorize(Access.Audit)]
internal sealed class RepeatedPage : CentrePage
{
    public ListedRepeatedEvidence Listed { get; private set; } = null!;

    public ListedTraceOverrides Overrides { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListRepeatedEvidence());
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        var overrides = await Ask(new ListTraceOverrides());
        if (!overrides.Succeeded) return Missing(overrides.Error);
        Overrides = overrides.Value;
        return Page();
    }
}

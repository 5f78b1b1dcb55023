using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Countersign)]
internal sealed class CountersignPage : CentrePage
{
    public IReadOnlyList<ProvisionalDecision> Waiting { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListProvisional());
        if (!answer.Succeeded) return Missing(answer.Error);
        Waiting = answer.Value.Decisions;
        return Page();
    }
}

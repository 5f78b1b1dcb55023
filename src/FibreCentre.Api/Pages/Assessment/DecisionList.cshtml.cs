using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Audit)]
internal sealed class DecisionListPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public ListedDecisions Listed { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListDecisions(Before));
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}

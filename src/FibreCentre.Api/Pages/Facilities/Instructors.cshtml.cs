using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>Who is over- and under-used in a week and the four after it.</summary>
[Authorize(Access.Staff)]
internal sealed class InstructorsPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Week { get; set; }

    public ListedInstructors Listed { get; private set; } = null!;

    public bool MayPlan => User.May(Access.Plan);

    public async Task<IActionResult> OnGetAsync()
    {
        // An address that names no week means this one.
        var answer = await Ask(new ListInstructors(Week));
        if (!answer.Succeeded) answer = await Ask(new ListInstructors());
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}

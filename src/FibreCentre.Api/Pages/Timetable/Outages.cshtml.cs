using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Timetable;

/// <summary>Closures, leave, breakdowns and the like: those that wait to be settled first, then those of the next three months.</summary>
[Authorize(Access.Plan)]
internal sealed class OutagesPage : CentrePage
{
    public ListedOutages Listed { get; private set; } = null!;

    public IEnumerable<OutageLine> Waiting => Listed.Outages.Where(each => each.State == "proposed");

    public IEnumerable<OutageLine> Others => Listed.Outages.Where(each => each.State != "proposed");

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListOutages());
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}

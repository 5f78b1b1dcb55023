using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Assess)]
internal sealed class TodayPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    public TodaysSessions Sessions { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        // The far ends of the calendar have no day before or after.
        var answer = await Ask(new ShowToday(Day is { Year: > 2000 and < 2200 } day ? day : null));
        if (!answer.Succeeded) return Missing(answer.Error);
        Sessions = answer.Value;
        return Page();
    }
}

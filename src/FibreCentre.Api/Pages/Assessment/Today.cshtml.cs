using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Assess)]
internal sealed class TodayPage : DevicePage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    public TodaysSessions Sessions { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowToday(Day));
        // A day nobody means shows today, and says why.
        var refused = answer.Succeeded ? null : answer.Error;
        if (refused is { Kind: ErrorKind.Invalid }) answer = await Ask(new ShowToday());
        if (!answer.Succeeded) return Missing(answer.Error);
        Sessions = answer.Value;
        return refused is null ? Page() : Refused(refused);
    }
}

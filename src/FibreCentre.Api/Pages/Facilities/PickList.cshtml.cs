using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>What kit has to be where on a day, to print and tick off.</summary>
[Authorize(Access.Staff)]
internal sealed class PickListPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    public PickListAnswer List { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var wrong = !ModelState.IsValid;
        var answer = await Ask(new ShowPickList(wrong ? null : Day));
        if (!answer.Succeeded && answer.Error.Code == "request-invalid")
        {
            Refused(answer.Error);
            wrong = true;
            answer = await Ask(new ShowPickList());
        }
        if (!answer.Succeeded) return Missing(answer.Error);
        List = answer.Value;
        return wrong ? Again() : Page();
    }
}

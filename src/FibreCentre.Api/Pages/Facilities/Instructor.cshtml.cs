using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>One instructor, as whoever plans wants to know them.</summary>
[Authorize(Access.Staff)]
internal sealed class InstructorPage : CentrePage
{
    public InstructorAnswer Instructor { get; private set; } = null!;

    public bool MayPlan => User.May(Access.Plan);

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var answer = await Ask(new ShowInstructor(new(id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Instructor = answer.Value;
        return Page();
    }
}

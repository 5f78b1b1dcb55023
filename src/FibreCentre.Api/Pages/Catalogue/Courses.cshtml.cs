using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Catalogue;

[Authorize(Access.SeeCohorts)]
internal sealed class CoursesPage : CentrePage
{
    public IReadOnlyList<CourseLine> Courses { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListCourses());
        if (!answer.Succeeded) return Missing(answer.Error);
        Courses = answer.Value.Courses;
        return Page();
    }
}

using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Cohorts;

[Authorize(Access.SeeCohorts)]
internal sealed class IndexPage : CentrePage
{
    /// <summary>Only of this course; null or empty for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Course { get; set; }

    public IReadOnlyList<ChoiceItem> Courses { get; private set; } = [];

    public IReadOnlyList<CohortLine> Cohorts { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? after)
    {
        var courses = await Ask(new ListCourses());
        if (!courses.Succeeded) return Missing(courses.Error);
        Courses = [new("", "All courses"), .. courses.Value.Courses.Select(course => new ChoiceItem(course.Code, $"{course.Code} {course.Title}"))];
        if (string.IsNullOrEmpty(Course)) Course = null;
        if (Course is not null && !CourseCode.TryParse(Course, out _)) return NotFound();

        var answer = await Ask(new ListCohorts(Course is null ? null : new CourseCode(Course), after));
        if (!answer.Succeeded) return Missing(answer.Error);
        (Cohorts, Next) = (answer.Value.Cohorts, answer.Value.Next);
        return Page();
    }
}

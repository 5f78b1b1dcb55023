using System.Globalization;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Cohorts;

/// <summary>The first step: which course, from when, for how many. What cannot be is said here, at the field.</summary>
[Authorize(Access.Plan)]
internal sealed class PlanPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? Course { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? FirstDay { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Capacity { get; set; }

    public IReadOnlyList<ChoiceItem> Courses { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(bool look)
    {
        var courses = await Ask(new ListCourses());
        if (!courses.Succeeded) return Missing(courses.Error);
        Courses = [.. courses.Value.Courses.Select(course => new ChoiceItem(course.Code, $"{course.Code} {course.Title}"))];
        if (Courses.Count > 0) Courses = [new("", "Choose a course"), .. Courses];
        return look ? await LookAsync() : Page();
    }

    private async Task<IActionResult> LookAsync()
    {
        if (!CourseCode.TryParse(Course, out var course)) ModelState.AddModelError(nameof(Course), "Choose a course.");
        if (FirstDay is null && ModelState.GetFieldValidationState(nameof(FirstDay)) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
            ModelState.AddModelError(nameof(FirstDay), "Enter the first day.");
        if (!ModelState.IsValid) return Again();

        var answer = await Ask(new ProposeCohort(course, FirstDay!.Value, Capacity));
        if (answer.Succeeded) return RedirectToPage("PlanSessions", new { course, firstDay = FirstDay.Value.ToString("O", CultureInfo.InvariantCulture), answer.Value.Capacity });
        return answer.Error.Code == CohortErrors.FirstDayPast().Code || answer.Error.Code == CohortErrors.CentreShut(default, "").Code
            ? Refused(answer.Error.At(nameof(FirstDay)))
            : Refused(answer.Error);
    }
}

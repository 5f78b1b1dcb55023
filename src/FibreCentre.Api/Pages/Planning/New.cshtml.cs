using System.Globalization;
using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Planning;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Planning;

/// <summary>Which cohorts are wished for, with what providers wait for beside it.</summary>
[Authorize(Access.Plan)]
internal sealed class NewPage : CohortRows
{
    /// <param name="course">Null fills nothing in.</param>
    public async Task<IActionResult> OnGetAsync(string? course, int? count, int? places)
    {
        if (course is not null) Cohorts = [new() { Course = course, Count = count, Places = places }];
        await FindCoursesAsync(rows: 2);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var wanted = Entered();
        if (wanted is { Count: > 0 })
        {
            var answer = await AskOnce(new AskForPlan(wanted, Seconds), IdempotencyKey);
            if (answer.Succeeded) return RedirectToPage("Show", new { answer.Value.Id });
            await FindCoursesAsync(rows: 1);
            return Refused(answer.Error);
        }
        await FindCoursesAsync(rows: 1);
        return wanted is null ? Again() : Refused(PlanningErrors.NothingToPlan().At("Cohorts[0].Course"));
    }

    public async Task<IActionResult> OnPostRowAsync()
    {
        ModelState.Clear();
        await FindCoursesAsync(rows: Cohorts.Count + 1);
        return Page();
    }

    public static string FillIn(CourseDemand demand) => string.Create(CultureInfo.InvariantCulture, $"/planning/new?course={demand.Course}&count={Math.Min(demand.Cohorts, 12)}&places={demand.Capacity}");
}

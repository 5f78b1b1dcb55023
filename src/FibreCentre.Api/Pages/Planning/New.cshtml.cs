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
    /// <param name="everything">A row for each course that is waited for.</param>
    public async Task<IActionResult> OnGetAsync(string? course, int? count, int? places, bool everything)
    {
        if (course is not null) Cohorts = [new() { Course = course, Count = count, Places = places }];
        await FindCoursesAsync(rows: everything ? 0 : 2);
        if (everything) Cohorts = [.. Demand.Take(MostRows).Select(each => new CohortRow { Course = each.Course, Count = CohortsOf(each), Places = each.Capacity }).DefaultIfEmpty(new())];
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
        return wanted is null ? Again() : Refused(PlanningErrors.NothingToPlan(orOutages: false).At("Cohorts[0].Course"));
    }

    public async Task<IActionResult> OnPostRowAsync()
    {
        ModelState.Clear();
        await FindCoursesAsync(rows: Cohorts.Count + 1);
        return Page();
    }

    public static string FillIn(CourseDemand demand) => string.Create(CultureInfo.InvariantCulture, $"/planning/new?course={demand.Course}&count={CohortsOf(demand)}&places={demand.Capacity}");

    private static int CohortsOf(CourseDemand demand) => Math.Min(demand.Cohorts, AskForPlanValidator.MostCohorts);
}

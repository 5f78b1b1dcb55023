using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Planning;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Planning;

/// <summary>A form that asks for cohorts in rows, and how long to search.</summary>
internal abstract class CohortRows : CentrePage
{
    protected const int MostRows = AskForPlanValidator.MostRows;

    public static readonly IReadOnlyList<ChoiceItem> Times = [.. PlanningRun.SecondsToChoose.Select(seconds => new ChoiceItem($"{seconds}", $"{seconds} seconds", seconds == 5 ? "A first look" : seconds == 60 ? "Many cohorts, or a full timetable" : null))];

    [BindProperty]
    public List<CohortRow> Cohorts { get; set; } = [];

    [BindProperty]
    public int Seconds { get; set; } = 15;

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public IReadOnlyList<ChoiceItem> Courses { get; private set; } = [];

    public IReadOnlyList<CourseDemand> Demand { get; private set; } = [];

    public bool HasRoom => Cohorts.Count < MostRows;

    /// <summary>Reads what can be chosen, and leaves at least so many rows.</summary>
    protected async Task FindCoursesAsync(int rows)
    {
        if (await Ask(new ListDemand()) is { Succeeded: true, Value.Courses: { Count: > 0 } courses })
        {
            Demand = [.. courses.Where(each => each.Places > 0)];
            Courses = [new("", "Choose a course"), .. courses.OrderBy(each => each.Course, StringComparer.Ordinal).Select(each => new ChoiceItem(each.Course, $"{each.Course} {each.Title}"))];
        }
        while (Cohorts.Count < rows) Cohorts.Add(new());
    }

    /// <summary>What was entered; null where something is missing or cannot be read, which is said at the field. Rows in which nothing was entered do not count, and go.</summary>
    protected IReadOnlyList<CohortsWanted>? Entered()
    {
        var unread = ModelState.Where(each => each.Value!.Errors.Count > 0).Select(each => each.Key).ToList();
        if (unread.Count == 0)
        {
            Cohorts.RemoveAll(row => row.IsEmpty);
            ModelState.Clear();
        }
        foreach (var (index, row) in Cohorts.Index())
        {
            if (row.IsEmpty) continue;
            Require(index, nameof(row.Course), CourseCode.TryParse(row.Course, out _), "Choose a course.");
            Require(index, nameof(row.Count), row.Count is not null, "Enter how many cohorts.");
            Require(index, nameof(row.Places), row.Places is not null, "Enter how many places each.");
            Require(index, nameof(row.NotBefore), row.NotBefore is not null, "Enter the first day you wish for.");
        }
        return ModelState.IsValid ? [.. Cohorts.Where(row => !row.IsEmpty).Select(row => new CohortsWanted(row.Course!, row.Count!.Value, row.Places!.Value, row.NotBefore!.Value, row.DueBy))] : null;
    }

    private void Require(int index, string field, bool given, string otherwise)
    {
        var key = $"{nameof(Cohorts)}[{index}].{field}";
        if (!given && ModelState[key] is not { Errors.Count: > 0 }) ModelState.AddModelError(key, otherwise);
    }

    internal sealed class CohortRow
    {
        public string? Course { get; set; }

        public int? Count { get; set; }

        public int? Places { get; set; }

        [System.ComponentModel.DataAnnotations.Display(Name = "the first day")]
        public DateOnly? NotBefore { get; set; }

        [System.ComponentModel.DataAnnotations.Display(Name = "the day")]
        public DateOnly? DueBy { get; set; }

        public bool IsEmpty => string.IsNullOrEmpty(Course) && Count is null && Places is null && NotBefore is null && DueBy is null;
    }
}

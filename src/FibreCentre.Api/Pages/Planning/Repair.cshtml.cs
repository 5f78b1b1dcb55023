using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Planning;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Planning;

/// <summary>What is out of use, what must stay, and which cohorts room is wanted for.</summary>
[Authorize(Access.Plan)]
internal sealed class RepairPage : CohortRows
{
    [BindProperty(SupportsGet = true)]
    public List<Guid> Outages { get; set; } = [];

    [BindProperty]
    public List<Guid> Fixed { get; set; } = [];

    public ListedRepair Repair { get; private set; } = new([], [], More: false);

    public IReadOnlyList<ChoiceItem> OutageChoices => [.. Repair.Outages.Select(each => new ChoiceItem($"{each.Id}", $"{each.Resource}: {Say.Words(each.Kind)}", $"From {(each.During.Starts.TimeOfDay == TimeSpan.Zero ? Say.Day(DateOnly.FromDateTime(each.During.Starts.DateTime)) : Say.Moment(each.During.Starts))} to {Say.End(each.During.Ends)}. {each.Reason}"))];

    public IReadOnlyList<ChoiceItem> Sessions => [.. Repair.Sessions.Select(each => new ChoiceItem($"{each.Id}", $"{each.Cohort}, {each.Title}", Say.Slot(each.During)))];

    public async Task<IActionResult> OnGetAsync() => await ShownAsync(rows: 1);

    public async Task<IActionResult> OnPostAsync()
    {
        var wanted = Entered();
        if (wanted is null)
        {
            await ShownAsync(rows: 1);
            return Again();
        }
        var answer = await AskOnce(new AskForPlan(wanted, Seconds, Repair: true, Outages, Fixed), IdempotencyKey);
        if (answer.Succeeded) return RedirectToPage("Show", new { answer.Value.Id });
        await ShownAsync(rows: 1);
        return Refused(answer.Error.Code == PlanningErrors.NothingToPlan().Code && Repair.Outages.Count > 0 ? answer.Error.At(nameof(Outages)) : answer.Error);
    }

    public async Task<IActionResult> OnPostRowAsync()
    {
        ModelState.Clear();
        return await ShownAsync(rows: Cohorts.Count + 1);
    }

    private async Task<IActionResult> ShownAsync(int rows)
    {
        var answer = await Ask(new ListRepair());
        if (!answer.Succeeded) return Missing(answer.Error);
        Repair = answer.Value;
        await FindCoursesAsync(rows);
        return Page();
    }
}

using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Planning;

/// <summary>Drafts side by side.</summary>
[Authorize(Access.Plan)]
internal sealed class ComparePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public List<Guid> Runs { get; set; } = [];

    public IReadOnlyList<PlanningRunAnswer> Drafts { get; private set; } = [];

    public IEnumerable<ComparedTable> Tables =>
    [
        new("Altogether",
        [
            Row("State", draft => StateTagTagHelper.InWords($"plan-{draft.State}")), Row("Sessions without a place", draft => Best(draft, best => $"{best.Unplaced}")), Row("Announced sessions that change", draft => Best(draft, best => $"{best.Moved}")),
            Row("Of these at another time", draft => Best(draft, best => $"{best.Retimed}")),
            Row("Points altogether", draft => Best(draft, best => $"{best.Cost:N0}")), .. Parts(draft => draft.Costs.Select(each => each.Words)).Select(words => Row($"Points: {char.ToLowerInvariant(words[0])}{words[1..]}", draft => Best(draft, best => $"{best.Costs.FirstOrDefault(each => each.Words == words)?.Amount ?? 0:N0}"))),
        ]),
        .. Parts(best => best.Cohorts.Select(each => each.Label)).Select(label => new ComparedTable(label,
        [
            Row("First and last day", draft => Cohort(draft, label, each => each.FirstDay is { } first ? Say.Days(first, each.LastDay!.Value) : "Not placed")), Row("Days on site", draft => Cohort(draft, label, each => $"{each.DaysOnSite}")),
            Row("Changes of instructor", draft => Cohort(draft, label, each => $"{each.ChangesOfPeople}")), Row("Changes of bay", draft => Cohort(draft, label, each => $"{each.ChangesOfBay}")),
            Row("Without a place", draft => Cohort(draft, label, each => each.Placed ? "Nothing" : Say.List(each.Sessions.Where(session => session.At is null).Select(session => session.Title)))),
        ])),
        new("What each person teaches", [.. Parts(best => best.Loads.Select(each => each.Name)).Order(StringComparer.CurrentCulture).Select(name => Row(name, draft => Best(draft, best => Say.Hours(best.Loads.FirstOrDefault(each => each.Name == name)?.Minutes ?? 0))))]),
    ];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new CompareDrafts([.. Runs.Distinct().Take(CompareDrafts.Most)]));
        if (!answer.Succeeded) return Missing(answer.Error);
        Drafts = answer.Value.Runs;
        return Page();
    }

    /// <summary>By its number within its plan; where drafts of several plans are compared, with what the plan is.</summary>
    public string Name(PlanningRunAnswer draft) => Drafts.Select(each => each.Words).Distinct().Count() == 1 ? $"Draft {draft.Draft}" : $"{Say.Sentence(draft.Words)}, draft {draft.Draft}";

    private ComparedRow Row(string what, Func<PlanningRunAnswer, string> cell) => new(what, [.. Drafts.Select(cell)]);

    private IEnumerable<string> Parts(Func<DraftAnswer, IEnumerable<string>> of) => Drafts.Select(each => each.Best).OfType<DraftAnswer>().SelectMany(of).Distinct();

    private static string Best(PlanningRunAnswer draft, Func<DraftAnswer, string> says) => draft.Best is { } best ? says(best) : "Nothing yet";

    private static string Cohort(PlanningRunAnswer draft, string label, Func<DraftCohortAnswer, string> says) => draft.Best?.Cohorts.FirstOrDefault(each => each.Label == label) is { } cohort ? says(cohort) : "As it is";

    internal sealed record ComparedTable(string Title, IReadOnlyList<ComparedRow> Rows);

    /// <summary>One thing that is compared, with a cell for each draft.</summary>
    internal sealed record ComparedRow(string What, IReadOnlyList<string> Cells);
}

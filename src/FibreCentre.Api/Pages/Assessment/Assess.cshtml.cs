using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Pages.Evidence;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

[Authorize(Access.Assess)]
internal sealed class AssessPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Place { get; set; }

    [BindProperty(SupportsGet = true)]
    public string Unit { get; set; } = "";

    /// <summary>The session whose register the assessor came from; null when it was another way.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Session { get; set; }

    [BindProperty]
    public Dictionary<string, MarkForm> Marks { get; set; } = [];

    public AssessmentAnswer Assessment { get; private set; } = null!;

    public QuickEvidence Evidence { get; private set; } = null!;

    /// <summary>Whether there is something to mark: not when it is signed off, and not when the attempts are used up.</summary>
    public bool IsOpen => Assessment.Attempt is not null;

    public int Unmarked => Assessment.Criteria.Count(criterion => criterion.Outcome is null);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var said = MarkSheet.Of(Assessment.Criteria, Marks);
        foreach (var (field, message) in said.Faults) ModelState.AddModelError(field, message);
        if (said.Faults.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }
        if (said.Marks.Count == 0)
        {
            Done = "Nothing was changed.";
            return Back();
        }
        var answer = await Ask(new MarkCriteria(new(Place), Unit, said.Marks));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = answer.Value.Foreseen is { } foreseen ? $"Marks saved. Signing now would decide: {Decisions.Say(foreseen)}." : "Marks saved.";
        return Back();
    }

    /// <summary>What the form showed last: what was typed where there was a fault, else how the mark stands.</summary>
    public CriterionForm FormOf(CriterionAnswer criterion, int number)
    {
        var typed = Marks.GetValueOrDefault(criterion.Code);
        var readings = typed is null ? criterion.Readings.Select(Figures.Show) : typed.Readings.Select(text => text ?? "");
        return new(
            criterion, number, typed is null ? criterion.Outcome : typed.Outcome, [.. readings],
            typed?.NotMeasured ?? (criterion is { Bounds: not null, Outcome: "not-measured", Readings.Count: 0 }), typed is null ? criterion.Note : typed.Note, typed?.Was ?? MarkSheet.Was(criterion),
            ModelState.Where(entry => entry.Key.StartsWith($"Marks[{criterion.Code}].", StringComparison.OrdinalIgnoreCase)).SelectMany(entry => entry.Value!.Errors).FirstOrDefault()?.ErrorMessage);
    }

    private RedirectToPageResult Back() => RedirectToPage(null, new { Place, Unit, Session });

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowAssessment(new(Place), Unit));
        // A cancelled place is found, but there is nothing here to show of it.
        if (!answer.Succeeded) return answer.Error.Code == AssessmentErrors.PlaceCancelled().Code ? NotFound() : Missing(answer.Error);
        Assessment = answer.Value;
        var evidence = await Ask(new ListEvidence(new(Place), Unit));
        if (!evidence.Succeeded) return Missing(evidence.Error);
        Evidence = new(evidence.Value, Session);
        return null;
    }
}

/// <summary>A criterion as the form shows it.</summary>
/// <param name="Fault">What is wrong with what was typed; null when nothing is.</param>
internal sealed record CriterionForm(
    CriterionAnswer Criterion, int Number, string? Outcome, IReadOnlyList<string> Readings, bool NotMeasured, string? Note, string Was, string? Fault)
{
    public static CriterionForm Blank(CriterionAnswer criterion, int number) => new(criterion, number, null, [], NotMeasured: false, null, "", null);

    /// <summary>How many fields: only the worst reading is written down where the worst counts.</summary>
    public int Inputs => Math.Max(1, Math.Max(Readings.Count, Criterion.Bounds!.Aggregation == "worst" ? 1 : Criterion.ReadingsNeeded));

    /// <summary>More readings than asked for make sense where each is written down.</summary>
    public bool MayAdd => Criterion.Bounds!.Aggregation != "worst" && Criterion.ReadingsNeeded > 1;

    /// <summary>The number pad of an iPhone has no minus sign.</summary>
    public string InputMode => Criterion.Bounds is { } bounds && new[] { bounds.AtLeast, bounds.AtMost, bounds.Above, bounds.Below }.Any(bound => bound < 0) ? "text" : "decimal";
}

/// <summary>Outcomes in plain words.</summary>
internal static class Decisions
{
    public static string Say(string outcome) => outcome switch { "competent" => "Competent", "referred" => "Referred", "stopped" => "Stopped", _ => outcome };

    /// <summary>What it means.</summary>
    public static string Explain(string outcome) => outcome switch
    {
        "competent" => "Competent: every criterion is met",
        "stopped" => "Stopped: safety-critical criterion not met",
        _ => "Referred: to be taken again",
    };

    /// <summary>The criteria that stand in the way.</summary>
    public static IEnumerable<CriterionAnswer> InTheWay(string outcome, IEnumerable<CriterionAnswer> criteria) =>
        criteria.Where(each => outcome == "stopped" ? each is { SafetyCritical: true, Outcome: "not-met" } : each.Outcome != "met");
}

using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Pages.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Domain;
using FibreCentre.Domain.Quality;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>What is written down of a sampling plan, whether it is new or changed.</summary>
internal sealed class PlanEntry
{
    public int? NewAssessorPercent { get; set; }

    public int? EstablishedPercent { get; set; }

    public int? SafetyCriticalPercent { get; set; }

    public int? NewAssessorBelow { get; set; }

    public int? NewVersionFirst { get; set; }

    public int? NewVersionPoints { get; set; }

    public int? UnusualPoints { get; set; }

    public int? UnusualDifference { get; set; }

    public int? UnusualAtLeast { get; set; }

    public static PlanEntry Of(SamplingRules rules) => new()
    {
        NewAssessorPercent = rules.NewAssessorPercent, EstablishedPercent = rules.EstablishedPercent, SafetyCriticalPercent = rules.SafetyCriticalPercent, NewAssessorBelow = rules.NewAssessorBelow,
        NewVersionFirst = rules.NewVersionFirst, NewVersionPoints = rules.NewVersionPoints, UnusualPoints = rules.UnusualPoints, UnusualDifference = rules.UnusualDifference, UnusualAtLeast = rules.UnusualAtLeast,
    };

    /// <summary>Each figure as it is called on pages.</summary>
    public IEnumerable<(string Field, string What, int? Figure)> Figures() =>
    [
        (nameof(NewAssessorPercent), "New assessors, percent", NewAssessorPercent), (nameof(NewAssessorBelow), "New means fewer decisions than", NewAssessorBelow), (nameof(EstablishedPercent), "Established assessors, percent", EstablishedPercent),
        (nameof(SafetyCriticalPercent), "Safety-critical units, percent", SafetyCriticalPercent), (nameof(NewVersionFirst), "First decisions on a new version of a course", NewVersionFirst), (nameof(NewVersionPoints), "Points more for each of them", NewVersionPoints),
        (nameof(UnusualDifference), "Unusual share: points from the others'", UnusualDifference), (nameof(UnusualAtLeast), "Of so many decisions each at least", UnusualAtLeast), (nameof(UnusualPoints), "Points more where it is unusual", UnusualPoints),
    ];
}

/// <summary>A form for a sampling plan.</summary>
internal abstract class PlanForm : EditingPage
{
    public static readonly IReadOnlyList<ChoiceItem> StageChoices = [new(nameof(SamplingStage.Interim), "Before a course is complete (interim)"), new(nameof(SamplingStage.Summative), "When its last unit is signed (summative)")];

    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Codes, apart by blanks or commas.</summary>
    [BindProperty]
    public string? Covers { get; set; }

    [BindProperty]
    public PlanEntry Rules { get; set; } = new();

    [BindProperty]
    public List<SamplingStage> Stages { get; set; } = [];

    /// <summary>Null for a new one.</summary>
    public ShownSamplingPlan? Shown { get; private protected set; }

    /// <summary>It covers what no other plan names, and keeps doing so.</summary>
    public bool IsForTheRest => Shown?.Plan.Covers.Count == 0;

    private protected IReadOnlyList<string> Codes => [.. (Covers ?? "").ToUpperInvariant().Split([' ', ',', ';', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Distinct()];

    private protected void Fill(SamplingRules rules)
    {
        Rules = PlanEntry.Of(rules);
        Stages = [.. rules.Interim ? new[] { SamplingStage.Interim } : [], .. rules.Summative ? new[] { SamplingStage.Summative } : []];
    }

    /// <summary>What was entered; null where a figure is missing or cannot be read, which is said at the field.</summary>
    private protected SamplingRules? Entered()
    {
        ModelState.Require(Name, nameof(Name), "Give the plan a name.");
        foreach (var (field, _, figure) in Rules.Figures()) ModelState.Require(figure, $"{nameof(Rules)}.{field}", "Enter a whole number.");
        if (!ModelState.IsValid) return null;
        return new()
        {
            NewAssessorPercent = Rules.NewAssessorPercent!.Value, EstablishedPercent = Rules.EstablishedPercent!.Value, SafetyCriticalPercent = Rules.SafetyCriticalPercent!.Value, NewAssessorBelow = Rules.NewAssessorBelow!.Value,
            NewVersionFirst = Rules.NewVersionFirst!.Value, NewVersionPoints = Rules.NewVersionPoints!.Value, UnusualPoints = Rules.UnusualPoints!.Value, UnusualDifference = Rules.UnusualDifference!.Value, UnusualAtLeast = Rules.UnusualAtLeast!.Value,
            Interim = Stages.Contains(SamplingStage.Interim), Summative = Stages.Contains(SamplingStage.Summative),
        };
    }

    /// <summary>What a refusal is about is said where it is entered.</summary>
    private protected Task<IActionResult> RefusedAtAsync(Error error) =>
        RefusedAsync(error, error.Code == QualityErrors.UnknownCode("").Code || error.Code == QualityErrors.CoveredElsewhere("", "").Code || error.Code == QualityErrors.CoversNothing().Code ? nameof(Covers) : null);

    protected override int RevisionNow => Shown?.Plan.Version ?? 0;

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() =>
    [
        ("Name", Name, Shown!.Plan.Name), ("Courses and units", string.Join(", ", Codes), string.Join(", ", Shown.Plan.Covers)),
        .. Rules.Figures().Zip(PlanEntry.Of(Shown.Plan.Rules).Figures(), (entered, now) => (entered.What, (string?)$"{entered.Figure}", (string?)$"{now.Figure}")),
    ];
}

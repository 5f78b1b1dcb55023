using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Planning;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Planning;

/// <summary>The weights of plans, each with what it does.</summary>
[Authorize(Access.Plan)]
internal sealed class WeightsPage : EditingPage
{
    /// <summary>By the name of the weight, as entered.</summary>
    [BindProperty]
    public Dictionary<string, string?> Figures { get; set; } = [];

    public PlanningWeightsAnswer Shown { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync() => ShowAsync(() => Fill(Shown.Weights));

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        foreach (var kind in WeightKind.All.Where(kind => Read(kind.Name) is null)) ModelState.AddModelError(Field(kind.Name), $"Enter a figure from 0 to {kind.Most:N0}.");
        if (!ModelState.IsValid) return Again();
        return await SaveAsync(new()
        {
            FinishEarly = Of(nameof(PlanningWeights.FinishEarly)), Lateness = Of(nameof(PlanningWeights.Lateness)), DaysOnSite = Of(nameof(PlanningWeights.DaysOnSite)), Gaps = Of(nameof(PlanningWeights.Gaps)), ChangeOfBay = Of(nameof(PlanningWeights.ChangeOfBay)),
            ChangeOfInstructor = Of(nameof(PlanningWeights.ChangeOfInstructor)), EvenLoad = Of(nameof(PlanningWeights.EvenLoad)), MovingAnnounced = Of(nameof(PlanningWeights.MovingAnnounced)),
        });

        int Of(string name) => Read(name)!.Value;
    }

    public async Task<IActionResult> OnPostUsualAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        ModelState.Clear();
        Fill(new PlanningWeights());
        return await SaveAsync(new());
    }

    private async Task<IActionResult> SaveAsync(PlanningWeights weights)
    {
        var answer = await Ask(new SetPlanningWeights(weights, Revision));
        if (!answer.Succeeded) return await RefusedAsync(AtFields(answer.Error));
        Done = $"Version {answer.Value.Version} counts for drafts from now on.";
        return RedirectToPage();
    }

    private void Fill(WeightFigures weights) => Figures = WeightKind.All.ToDictionary(kind => kind.Name, kind => (string?)$"{kind.Of(weights)}");

    private int? Read(string name) => int.TryParse(Figures.GetValueOrDefault(name), System.Globalization.NumberStyles.AllowThousands | System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var figure) ? figure : null;

    private static string Field(string name) => $"{nameof(Figures)}[{name}]";

    /// <summary>What is wrong with a figure is said where it is entered.</summary>
    private static Error AtFields(Error error) => error.Facts.GetValueOrDefault("errors") is not IReadOnlyDictionary<string, string[]> errors ? error
        : error with { Facts = new Dictionary<string, object?> { ["errors"] = errors.ToDictionary(each => Field(WeightKind.All.FirstOrDefault(kind => string.Equals(kind.Name, each.Key, StringComparison.OrdinalIgnoreCase))?.Name ?? each.Key), each => each.Value) } };

    protected override int RevisionNow => Shown.Version;

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() => WeightKind.All.Select(kind => (kind.Title, Figures.GetValueOrDefault(kind.Name), (string?)$"{kind.Of(Shown.Weights)}"));

    protected override async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowPlanningWeights());
        if (!answer.Succeeded) return Missing(answer.Error);
        Shown = answer.Value;
        foreach (var kind in WeightKind.All) Figures.TryAdd(kind.Name, null);   // a form that was tampered with leaves some out
        return null;
    }
}

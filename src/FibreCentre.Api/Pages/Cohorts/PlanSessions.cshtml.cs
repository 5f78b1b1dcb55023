using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace FibreCentre.Api.Pages.Cohorts;

/// <summary>The second step: what is free for each session, chosen or changed, and saved at once or not at all.</summary>
[Authorize(Access.Plan)]
internal sealed class PlanSessionsPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? Course { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? FirstDay { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Capacity { get; set; }

    [BindProperty]
    public List<ChosenSession> Sessions { get; set; } = [];

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    /// <summary>Null when there is nothing to choose from, which the refusal explains.</summary>
    public ProposedCohort? Proposed { get; private set; }

    public IReadOnlyList<DateOnly> Alternatives { get; private set; } = [];

    public string AddressOfFirstStep => $"/cohorts/plan?course={Course}&firstDay={FirstDay:yyyy-MM-dd}&capacity={Capacity}";

    public string AddressFor(DateOnly day) => $"/cohorts/plan/sessions?course={Course}&firstDay={day:yyyy-MM-dd}&capacity={Capacity}";

    public async Task<IActionResult> OnGetAsync()
    {
        if (!CourseCode.TryParse(Course, out var course) || FirstDay is null) return Redirect("/cohorts/plan");
        if (await ProposeAsync(course) is { } refused) return Missing(refused);
        Sessions = [.. Proposed!.Sessions.Select(session => new ChosenSession { Number = session.Number, Bays = Taken(session.Bays), Instructors = Taken(session.Instructors), Kit = KitOf(session), KitProposed = Joined(session.Kit.Select(item => item.Id)) })];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!CourseCode.TryParse(Course, out var course) || FirstDay is not { } firstDay || Capacity is not { } capacity) return BadRequest();
        var answer = await AskOnce(new PlanCohort(course, firstDay, capacity, [.. Sessions.Select(each => new ChosenResources(each.Number, each.Bays, each.Instructors, each.ChosenKit))]), IdempotencyKey!);
        if (answer.Succeeded)
        {
            Done = $"{answer.Value.Code} is saved as a draft. Look at it, then publish it.";
            return RedirectToPage("Show", new { answer.Value.Id });
        }
        // What was free a moment ago may be taken now, so it is looked up again; what the coordinator ticked stays ticked where it can.
        if (await ProposeAsync(course) is { } refused) return Missing(refused);
        while (Sessions.Count < Proposed!.Sessions.Count) Sessions.Add(new());
        foreach (var (chosen, session) in Sessions.Zip(Proposed.Sessions))
            if (chosen.Kit.Count != session.KitNeeded.Count) chosen.Kit = KitOf(session);
        if (answer.Error.Facts.GetValueOrDefault("alternatives") is IReadOnlyList<DateOnly> alternatives) Alternatives = alternatives;
        return Refused(answer.Error);
    }

    /// <summary>What can be ticked. What was chosen before and is taken now is not offered again.</summary>
    public static IReadOnlyList<ChoiceItem> Free(IReadOnlyList<Choice> choices) =>
        [.. choices.Where(choice => choice.WhyNot is null).Select(choice => new ChoiceItem(choice.Id.ToString(), choice.Name))];

    public ViewDataDictionary About(string what, ProposedSession session) => new(ViewData) { ["What"] = $"{what} for {session.Title}" };

    private static List<Guid> Taken(IReadOnlyList<Choice> choices) => [.. choices.Where(choice => choice.Proposed).Select(choice => choice.Id)];

    private static List<ChosenKit> KitOf(ProposedSession session) => [.. session.KitNeeded.Select(type => new ChosenKit { Items = Taken(type.Items) })];

    private static string Joined(IEnumerable<Guid> ids) => string.Join(',', ids.Order());

    private async Task<Error?> ProposeAsync(CourseCode course)
    {
        var answer = await Ask(new ProposeCohort(course, FirstDay!.Value, Capacity));
        if (!answer.Succeeded) return answer.Error;
        (Proposed, Alternatives, Capacity) = (answer.Value, answer.Value.Alternatives, answer.Value.Capacity);
        return null;
    }

    /// <summary>What was ticked for one session.</summary>
    internal sealed class ChosenSession
    {
        public int Number { get; set; }

        public List<Guid> Bays { get; set; } = [];

        public List<Guid> Instructors { get; set; } = [];

        /// <summary>One a type of kit, in the order in which the session needs them.</summary>
        public List<ChosenKit> Kit { get; set; } = [];

        /// <summary>What was proposed when the page was shown.</summary>
        public string? KitProposed { get; set; }

        /// <summary>Null where the proposal was left as it was: then whatever is free by now will do.</summary>
        public IReadOnlyList<Guid>? ChosenKit => Kit.SelectMany(type => type.Items).ToList() is var chosen && Joined(chosen) == (KitProposed ?? "") ? null : chosen;
    }

    internal sealed class ChosenKit
    {
        public List<Guid> Items { get; set; } = [];
    }
}

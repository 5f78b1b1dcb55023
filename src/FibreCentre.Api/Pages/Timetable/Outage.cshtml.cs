using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Timetable;

/// <summary>What an outage hits, what is proposed for each session, and one approval for all of it.</summary>
[Authorize(Access.Plan)]
internal sealed class OutagePage : CentrePage
{
    public const string Without = "without";

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>By session: the number of an option with the time it was seen to lead to, or <see cref="Without"/>.</summary>
    [BindProperty]
    public Dictionary<string, string?> Choices { get; set; } = [];

    [BindProperty]
    public int? Revision { get; set; }

    [BindProperty]
    public string? Seen { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public OutageAnswer Outage { get; private set; } = null!;

    /// <summary>Sessions for which a person has to say what becomes of them.</summary>
    public IEnumerable<HitAnswer> ToDecide => Outage.Hits.Where(hit => hit.MovesWith is null);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostApproveAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var decisions = Choices.Select(each => Guid.TryParse(each.Key, out var session) ? Decision(session, each.Value) : null).OfType<HitDecision>().ToList();
        var answer = await AskOnce(new ApproveOutage(new(Id), decisions, Revision, Seen), IdempotencyKey);
        if (!answer.Succeeded)
        {
            // The next try goes by what is shown now.
            ModelState.Remove(nameof(Revision));
            ModelState.Remove(nameof(Seen));
            return Refused(answer.Error);
        }
        Done = $"It is in force. {Say.Count(answer.Value.SessionsChanged, "session")} changed; {(answer.Value.TraineesTold == 0 ? "no trainee had to be told" : $"{Say.Count(answer.Value.TraineesTold, "trainee")} will get an update")}.{(answer.Value.PracticesCalledOff > 0 ? $" {Say.Count(answer.Value.PracticesCalledOff, "practice booking")} called off." : "")}";
        return RedirectToPage(new { Id });
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        var answer = await Ask(new EndOutage(new(Id)));
        if (!answer.Succeeded) return await FindAsync() ?? Refused(answer.Error);
        Done = answer.Value switch
        {
            { State: "withdrawn" } => "It is withdrawn.",
            { OpenFrom: { } day } => $"It is over: the centre is still shut today, and can be planned with from {Say.Day(day)}.",
            _ => "It is over: what it kept is free from now on.",
        };
        return RedirectToPage("Outages");
    }

    public IReadOnlyList<ChoiceItem> OptionsOf(HitAnswer hit) =>
    [
        .. hit.Options.Select(option => new ChoiceItem($"{option.Number}@{option.To.Starts.UtcTicks}", Heading(option), Hint(option), Checked: option.Number == 0)),
        .. hit.MayGoWithout ? [new ChoiceItem(Without, $"Leave it where it is, without {Outage.Resource}", "It stays short. Use it when somebody settles it by hand", Checked: hit.Options.Count == 0)] : Array.Empty<ChoiceItem>(),
    ];

    private static string Heading(OptionAnswer option) => option.Kind switch
    {
        "same-time" => "At its time",
        "with-the-rest" => $"{Say.Slot(option.To)}, with the {Say.Count(option.SessionsMoved - 1, "session")} after it",
        _ => Say.Slot(option.To),
    };

    private static string? Hint(OptionAnswer option) => option.Swaps.Count == 0 ? "With everything it has" : Say.Sentence(Say.List(option.Swaps.Select(swap => $"{swap.ToName ?? "nothing"} in place of {swap.FromName}")));

    private static HitDecision? Decision(Guid session, string? choice) =>
        choice == Without ? new(session, Without: true)
        : choice?.Split('@') is [var number, var ticks] && int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var option) && long.TryParse(ticks, System.Globalization.CultureInfo.InvariantCulture, out var at)
            && at >= 0 && at <= DateTimeOffset.MaxValue.Ticks ? new(session, option, new DateTimeOffset(at, TimeSpan.Zero))
        : null;

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowOutage(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Outage = answer.Value;
        return null;
    }
}

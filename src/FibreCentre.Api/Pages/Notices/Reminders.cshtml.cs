using System.Globalization;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pages.Timetable;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Notices;

/// <summary>When people are reminded of what.</summary>
[Authorize(Access.Staff)]
internal sealed class RemindersPage : CentrePage
{
    [BindProperty]
    public int Rule { get; set; }

    [BindProperty]
    public string? DaysBefore { get; set; }

    [BindProperty]
    public string? At { get; set; }

    [BindProperty]
    public string? HoursBefore { get; set; }

    [BindProperty]
    public bool Enabled { get; set; }

    [BindProperty]
    public int Revision { get; set; }

    public IReadOnlyList<ReminderRuleAnswer> Rules { get; private set; } = [];

    public bool MayPlan => User.May(Access.Plan);

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayPlan) return Forbid();
        if (await ListAsync() is { } missing) return missing;
        var (days, hours, at) = (Number(DaysBefore), Number(HoursBefore), TimeField.Read(At));
        if (Rules.FirstOrDefault(each => each.Id == Rule) is not { HoursBefore: not null })
        {
            if (days is null) ModelState.AddModelError(nameof(DaysBefore), "Enter days from -60 (after) to 365 (before).");
            if (at is null) ModelState.AddModelError(nameof(At), "Enter a time such as 8am or 17:30.");
        }
        else if (hours is null) ModelState.AddModelError(nameof(HoursBefore), "Enter hours from 1 to 168.");
        if (ModelState.IsValid)
        {
            var answer = await Ask(new ChangeReminderRule(Rule, days, at, Enabled, Revision, hours));
            if (!answer.Succeeded) return Refused(answer.Error);
            Done = $"{InWords(answer.Value.Kind)}: {When(answer.Value)}{(answer.Value.Enabled ? "" : ", switched off")}.";
            return RedirectToPage();
        }
        return Again();
    }

    public static string InWords(string kind) => kind switch
    {
        "reminder" => "A day with sessions, to the trainee",
        "joining" => "What to bring and where to come, to the trainee",
        "certificate-expiring" => "A certificate that runs out, to the trainee and the employer",
        "assessment-outstanding" => "Assessments without a decision, to the instructors",
        "check-due" => "Calibration or inspection of kit, to the coordinators",
        "hold-ending" => "A hold that ends, to whoever made it",
        "offer-ending" => "An offer from the waiting list that ends, to whoever joined it",
        "names-due" => "Names that are due, to whoever booked",
        "practice-tomorrow" => "Practice in a bay, to whoever booked it",
        _ => "One mail a day for what can wait, to staff who choose it",
    };

    public static string When(ReminderRuleAnswer rule) => rule switch
    {
        { HoursBefore: 1 } => "An hour before",
        { HoursBefore: { } hours } => $"{hours} hours before",
        { Kind: "digest" } => $"Every day at {Say.Time(rule.At!.Value)}",
        _ => $"{Count(rule.DaysBefore!.Value)} at {Say.Time(rule.At!.Value)}",
    };

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Count(int days) => days switch
    {
        0 => "On the day",
        1 => "The day before",
        -1 => "The day after",
        > 0 => $"{days} days before",
        _ => $"{-days} days after",
    };

    private async Task<IActionResult?> ListAsync()
    {
        var answer = await Ask(new ListReminderRules());
        if (!answer.Succeeded) return Missing(answer.Error);
        Rules = answer.Value.Rules;
        return null;
    }
}

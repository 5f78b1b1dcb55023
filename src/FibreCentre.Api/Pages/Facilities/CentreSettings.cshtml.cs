using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pages.Timetable;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>When the centre is open, and how much anybody may practise.</summary>
[Authorize(Access.Plan)]
internal sealed class CentreSettingsPage : CentrePage
{
    private const string TimeAdvice = "Enter a time such as 8am or 17:30.";

    public static readonly IReadOnlyList<ChoiceItem> Days = [.. Enumerable.Range(1, 7).Select(day => $"{(DayOfWeek)(day % 7)}").Select(day => new ChoiceItem(day, day))];

    [BindProperty]
    public string? Opens { get; set; }

    [BindProperty]
    public string? Closes { get; set; }

    [BindProperty]
    public List<DayOfWeek> WorkingDays { get; set; } = [];

    [BindProperty]
    public int? PracticeHoursAWeek { get; set; }

    [BindProperty]
    public int? PracticeLeadHours { get; set; }

    [BindProperty]
    public int? PracticeDaysAhead { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowCentreSettings());
        if (!answer.Succeeded) return Missing(answer.Error);
        var now = answer.Value;
        (Opens, Closes, WorkingDays) = (Say.Time(now.Opens), Say.Time(now.Closes), [.. now.WorkingDays]);
        (PracticeHoursAWeek, PracticeLeadHours, PracticeDaysAhead) = (now.PracticeHoursAWeek, now.PracticeLeadHours, now.PracticeDaysAhead);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var (opens, closes) = (TimeField.Read(Opens), TimeField.Read(Closes));
        ModelState.Require(opens, nameof(Opens), TimeAdvice);
        ModelState.Require(closes, nameof(Closes), TimeAdvice);
        ModelState.Require(PracticeHoursAWeek, nameof(PracticeHoursAWeek), "Enter hours a week from 0 to 40.");
        ModelState.Require(PracticeLeadHours, nameof(PracticeLeadHours), "Enter hours before from 0 to 336.");
        ModelState.Require(PracticeDaysAhead, nameof(PracticeDaysAhead), "Enter days ahead from 1 to 180.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ChangeCentreSettings(opens!.Value, closes!.Value, WorkingDays, PracticeHoursAWeek!.Value, PracticeLeadHours!.Value, PracticeDaysAhead!.Value));
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = "Opening hours and limits are saved.";
        return RedirectToPage();
    }
}

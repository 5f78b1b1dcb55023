using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pages.Timetable;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>When the centre is open, how much anybody may practise, and how long a decision can be contested.</summary>
[Authorize(Access.Plan)]
internal sealed class CentreSettingsPage : EditingPage
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

    [BindProperty]
    public int? AppealDays { get; set; }

    private CentreSettings Settings { get; set; } = null!;

    public Task<IActionResult> OnGetAsync() => ShowAsync(() =>
    {
        (Opens, Closes, WorkingDays) = (Say.Time(Settings.Opens), Say.Time(Settings.Closes), [.. Settings.WorkingDays]);
        (PracticeHoursAWeek, PracticeLeadHours, PracticeDaysAhead, AppealDays) = (Settings.PracticeHoursAWeek, Settings.PracticeLeadHours, Settings.PracticeDaysAhead, Settings.AppealDays);
    });

    public async Task<IActionResult> OnPostAsync()
    {
        var (opens, closes) = (TimeField.Read(Opens), TimeField.Read(Closes));
        ModelState.Require(opens, nameof(Opens), TimeAdvice);
        ModelState.Require(closes, nameof(Closes), TimeAdvice);
        ModelState.Require(PracticeHoursAWeek, nameof(PracticeHoursAWeek), "Enter hours a week from 0 to 40.");
        ModelState.Require(PracticeLeadHours, nameof(PracticeLeadHours), "Enter hours before from 0 to 336.");
        ModelState.Require(PracticeDaysAhead, nameof(PracticeDaysAhead), "Enter days ahead from 1 to 180.");
        ModelState.Require(AppealDays, nameof(AppealDays), "Enter working days from 0 to 120.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ChangeCentreSettings(opens!.Value, closes!.Value, WorkingDays, PracticeHoursAWeek!.Value, PracticeLeadHours!.Value, PracticeDaysAhead!.Value, Revision, AppealDays));
        if (!answer.Succeeded) return await RefusedAsync(answer.Error);
        Done = "Opening hours and limits are saved.";
        return RedirectToPage();
    }

    protected override async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowCentreSettings());
        if (!answer.Succeeded) return Missing(answer.Error);
        Settings = answer.Value;
        return null;
    }

    protected override int RevisionNow => Settings.Revision;

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() =>
    [
        ("Opens", Read(Opens), Say.Time(Settings.Opens)), ("Closes", Read(Closes), Say.Time(Settings.Closes)), ("Open on", Week(WorkingDays), Week(Settings.WorkingDays)),
        ("Hours of practice for each person a week", $"{PracticeHoursAWeek}", $"{Settings.PracticeHoursAWeek}"), ("Practice is booked at least so many hours before", $"{PracticeLeadHours}", $"{Settings.PracticeLeadHours}"),
        ("Practice is booked at most so many days ahead", $"{PracticeDaysAhead}", $"{Settings.PracticeDaysAhead}"),
        ("Working days in which a decision can be contested", $"{AppealDays}", $"{Settings.AppealDays}"),
    ];

    private static string? Read(string? time) => TimeField.Read(time) is { } read ? Say.Time(read) : time;

    private static string Week(IEnumerable<DayOfWeek> days) => string.Join(", ", days.OrderBy(day => ((int)day + 6) % 7));
}

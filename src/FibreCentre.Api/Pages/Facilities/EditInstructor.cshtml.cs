using System.Globalization;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

[Authorize(Access.Plan)]
internal sealed class EditInstructorPage : InstructorForm
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? HoursADay { get; set; }

    [BindProperty]
    public string? HoursAWeek { get; set; }

    [BindProperty]
    public DateOnly? LeftOn { get; set; }

    public Task<IActionResult> OnGetAsync() =>
        ShowAsync(() => (Name, Email, HoursADay, HoursAWeek, LeftOn) = (Instructor.Name, Instructor.Email, Hours(Instructor.MaxMinutesDay), Hours(Instructor.MaxMinutesWeek), Instructor.LeftOn));

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var (day, week) = (Minutes(HoursADay, nameof(HoursADay), 24), Minutes(HoursAWeek, nameof(HoursAWeek), 168));
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ChangeInstructor(new(Id), Name ?? "", (Email ?? "").Trim(), day, week, LeftOn, Revision));
        if (!answer.Succeeded) return await RefusedAsync(answer.Error, answer.Error.Code switch { "still-planned" or "retires-in-the-past" => nameof(LeftOn), "more-is-planned" => nameof(HoursADay), _ => null });
        Done = $"{answer.Value.Name} is saved.";
        return RedirectToPage("Instructor", new { Id });
    }

    private int? Minutes(string? hours, string field, int most)
    {
        if (string.IsNullOrWhiteSpace(hours)) return null;
        if (decimal.TryParse(hours.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= 0.5m && number <= most) return (int)(number * 60);
        ModelState.AddModelError(field, $"Enter hours such as 6 or 6.5, from half an hour to {most}, or leave it empty for no limit.");
        return null;
    }

    private static string? Hours(int? minutes) => minutes is { } all ? (all / 60m).ToString("0.##", CultureInfo.InvariantCulture) : null;

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() =>
    [
        ("Name", Name, Instructor.Name), ("E-mail address", Email, Instructor.Email), ("Most hours a day", HoursADay, Hours(Instructor.MaxMinutesDay)), ("Most hours a week", HoursAWeek, Hours(Instructor.MaxMinutesWeek)),
        ("First day without them", Day(LeftOn), Day(Instructor.LeftOn)),
    ];
}

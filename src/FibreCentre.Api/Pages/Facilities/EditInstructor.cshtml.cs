using System.Globalization;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

[Authorize(Access.Plan)]
internal sealed class EditInstructorPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

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

    public InstructorAnswer Instructor { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        (Name, Email, HoursADay, HoursAWeek, LeftOn) = (Instructor.Name, Instructor.Email, Hours(Instructor.MaxMinutesDay), Hours(Instructor.MaxMinutesWeek), Instructor.LeftOn);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var (day, week) = (Minutes(HoursADay, nameof(HoursADay), 24), Minutes(HoursAWeek, nameof(HoursAWeek), 168));
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ChangeInstructor(new(Id), Name ?? "", (Email ?? "").Trim(), day, week, LeftOn));
        if (!answer.Succeeded) return Refused(answer.Error.Code switch { "still-planned" or "retires-in-the-past" => answer.Error.At(nameof(LeftOn)), "more-is-planned" => answer.Error.At(nameof(HoursADay)), _ => answer.Error });
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

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowInstructor(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Instructor = answer.Value;
        return null;
    }
}

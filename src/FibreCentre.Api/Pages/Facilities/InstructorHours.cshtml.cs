using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pages.Timetable;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>When an instructor works, a line a day of the week.</summary>
[Authorize(Access.Plan)]
internal sealed class InstructorHoursPage : InstructorForm
{
    private static readonly string[] BetweenSpells = [",", ";", " and "];

    /// <summary>From Monday to Sunday, as people write them.</summary>
    [BindProperty]
    public List<string?> Days { get; set; } = [];

    public static string NameOf(int index) => $"{DayAt(index)}";

    public Task<IActionResult> OnGetAsync() => ShowAsync(() => Days = [.. Enumerable.Range(0, 7).Select(index => Written(Instructor.Hours, index))]);

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        while (Days.Count < 7) Days.Add(null);
        var spells = Days.Take(7).SelectMany((text, index) => Read(text, index)).ToList();
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ChangeWorkingHours(new(Id), spells, Revision));
        if (!answer.Succeeded) return await RefusedAsync(answer.Error);
        Done = answer.Value.Outside.Count == 0 ? "The working pattern is saved." : $"The working pattern is saved. {Say.Count(answer.Value.Outside.Count, "session")} planned before {(answer.Value.Outside.Count == 1 ? "lies" : "lie")} outside it: {string.Join("; ", answer.Value.Outside.Take(5).Select(each => $"{each.What}, {Say.Moment(each.During.Starts)}"))}.";
        return RedirectToPage("Instructor", new { Id });
    }

    private List<WorkingSpell> Read(string? text, int index)
    {
        var spells = new List<WorkingSpell>();
        foreach (var part in (text ?? "").Split(BetweenSpells, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Replace('–', '-').Replace(" to ", "-", StringComparison.OrdinalIgnoreCase).Split('-');
            if (ends.Length == 2 && TimeField.Read(ends[0]) is { } from && TimeField.Read(ends[1]) is { } until && from < until) spells.Add(new(DayAt(index), from, until));
            else ModelState.AddModelError($"{nameof(Days)}[{index}]", $"Enter {DayAt(index)}'s hours such as 9am to 5pm, an end after each start, or leave it empty.");
        }
        if (spells.OrderBy(each => each.Starts).Zip(spells.OrderBy(each => each.Starts).Skip(1)).Any(pair => pair.First.Ends > pair.Second.Starts)) ModelState.AddModelError($"{nameof(Days)}[{index}]", $"Two spells of {DayAt(index)} overlap: join them, or leave a gap.");
        return spells;
    }

    private static string Written(IEnumerable<WorkingSpell> hours, int index) => string.Join(", ", hours.Where(each => each.Day == DayAt(index)).OrderBy(each => each.Starts).Select(each => $"{Say.Time(each.Starts)} to {Say.Time(each.Ends)}"));

    private static DayOfWeek DayAt(int index) => (DayOfWeek)((index + 1) % 7);

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields()
    {
        var entered = Days.SelectMany((text, index) => Read(text, index)).ToList();
        return Enumerable.Range(0, 7).Select(index => (NameOf(index), (string?)Written(entered, index), (string?)Written(Instructor.Hours, index)));
    }
}

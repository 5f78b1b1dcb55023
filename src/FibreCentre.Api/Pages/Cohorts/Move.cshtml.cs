using System.Globalization;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FibreCentre.Api.Pages.Cohorts;

/// <summary>Another day and time, what that would do, and then doing it.</summary>
[Authorize(Access.Plan)]
internal sealed class MovePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? StartsAt { get; set; }

    [BindProperty]
    public int? Revision { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public MovePreview Preview { get; private set; } = null!;

    /// <summary>Whether a new time was given and can be looked at.</summary>
    public bool IsPreview { get; private set; }

    public string Query => $"day={Day:yyyy-MM-dd}&startsAt={Uri.EscapeDataString(StartsAt ?? "")}";

    public async Task<IActionResult> OnGetAsync(bool look)
    {
        if (await FindAsync(null, null) is { } missing) return missing;
        if (!look)
        {
            Day ??= DateOnly.FromDateTime(Preview.From.Starts.DateTime);
            StartsAt ??= Say.Time(Preview.From.Starts);
            return Page();
        }
        return Read() is { } time ? await FindAsync(Day, time) ?? Previewed() : Again();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync(null, null) is { } missing) return missing;
        if (Read() is not { } time) return Again();
        var answer = await AskOnce(new MoveSession(new(Id), Day!.Value, time, Revision), IdempotencyKey!);
        if (!answer.Succeeded)
        {
            if (await FindAsync(Day, time) is { } gone) return gone;
            IsPreview = true;
            // The next try goes by what is shown now.
            ModelState.Remove(nameof(Revision));
            return Refused(answer.Error);
        }
        var told = answer.Value.TraineesTold == 0 ? "Nobody had to be told." : $"{Say.Count(answer.Value.TraineesTold, "trainee")} will get an update.";
        Done = $"{Preview.Title} is now on {Say.Slot(answer.Value.During)}. {told}";
        return RedirectToPage("Show", new { id = answer.Value.CohortId });
    }

    public static string Resources(MovePreview move) =>
        string.Join(", ", move.Resources.Where(each => each.Kind != "kit").Select(each => each.Name))
        + (move.Resources.Count(each => each.Kind == "kit") is var kit and > 0 ? $", and {Say.Count(kit, "kit item")}" : "");

    private PageResult Previewed()
    {
        IsPreview = true;
        return Page();
    }

    private async Task<IActionResult?> FindAsync(DateOnly? day, TimeOnly? time)
    {
        var answer = await Ask(new PreviewMove(new(Id), day, time));
        if (!answer.Succeeded) return Missing(answer.Error);
        Preview = answer.Value;
        return null;
    }

    private TimeOnly? Read()
    {
        if (Day is null && ModelState.GetFieldValidationState(nameof(Day)) != ModelValidationState.Invalid) ModelState.AddModelError(nameof(Day), "Enter the new day.");
        var typed = (StartsAt ?? "").Replace(" ", "", StringComparison.Ordinal).Replace('.', ':').ToUpperInvariant();
        var isTime = TimeOnly.TryParseExact(typed, ["H:mm", "h:mmtt", "htt"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        if (!isTime) ModelState.AddModelError(nameof(StartsAt), "Enter the new start time, such as 9:30am or 13:00.");
        return ModelState.IsValid ? time : null;
    }
}

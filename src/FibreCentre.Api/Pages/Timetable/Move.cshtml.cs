using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FibreCentre.Api.Pages.Timetable;

/// <summary>Another day, time, bay or instructor for a session, what that would do, and then doing it.</summary>
[Authorize(Access.Plan)]
internal sealed class MovePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? StartsAt { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? EndsAt { get; set; }

    /// <summary>Exchanges as <c>this:that</c>, two ids; a single id keeps what is there, and nothing before the colon adds.</summary>
    [BindProperty(SupportsGet = true)]
    public List<string?> Exchange { get; set; } = [];

    /// <summary>Those that exchange or add something.</summary>
    public IEnumerable<string> Exchanges => Exchange.OfType<string>().Where(each => each.Contains(':', StringComparison.Ordinal));

    [BindProperty]
    public int? Revision { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public MovePreview Preview { get; private set; } = null!;

    /// <summary>How long it is now, such as <c>3 hours 30 minutes</c>.</summary>
    public string Length => (Preview.From.Ends - Preview.From.Starts) switch
    {
        { Minutes: 0 } length => Say.Count((long)length.TotalHours, "hour"),
        { TotalHours: < 1 } length => Say.Count(length.Minutes, "minute"),
        var length => $"{Say.Count((long)length.TotalHours, "hour")} {Say.Count(length.Minutes, "minute")}",
    };

    /// <summary>Whether a new time was given and can be looked at.</summary>
    public bool IsPreview { get; private set; }

    public string Query => $"day={Day:yyyy-MM-dd}&startsAt={Uri.EscapeDataString(StartsAt ?? "")}&endsAt={Uri.EscapeDataString(EndsAt ?? "")}{string.Concat(Exchanges.Select(each => $"&exchange={Uri.EscapeDataString(each)}"))}";

    /// <param name="from">With <paramref name="to"/>: one exchange, as the board asks for it.</param>
    public async Task<IActionResult> OnGetAsync(bool look, Guid? from, Guid? to)
    {
        if (to is { } come && from != come) Exchange.Add($"{from}:{come}");
        if (await FindAsync(null) is { } missing) return missing;
        if (!look)
        {
            Day ??= DateOnly.FromDateTime(Preview.From.Starts.DateTime);
            StartsAt ??= Say.Time(Preview.From.Starts);
            return Page();
        }
        return Read() is { } asked ? await FindAsync(asked) ?? Previewed() : Again();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync(null) is { } missing) return missing;
        if (Read() is not { } asked) return Again();
        var answer = await AskOnce(new MoveSession(new(Id), Day!.Value, asked.Starts, Revision, asked.Ends, asked.Swaps), IdempotencyKey!);
        if (!answer.Succeeded)
        {
            if (await FindAsync(asked) is { } gone) return gone;
            IsPreview = true;
            // The next try goes by what is shown now.
            ModelState.Remove(nameof(Revision));
            return Refused(answer.Error);
        }
        var told = answer.Value.TraineesTold == 0 ? "No trainee had to be told." : $"{Say.Count(answer.Value.TraineesTold, "trainee")} will get an update.";
        Done = $"{Preview.Title} is now on {Say.Slot(answer.Value.During)}. {told}";
        return RedirectToPage("/Cohorts/Show", new { id = answer.Value.CohortId });
    }

    /// <summary>What serves it, kit counted and not named.</summary>
    public static string Resources(MovePreview move) =>
        string.Join(", ", move.Resources.Where(each => each.Kind != "kit" && move.Swaps.All(swap => swap.From != each.Id)).Select(each => each.Name))
        + (move.Resources.Count(each => each.Kind == "kit") is var kit and > 0 ? $", and {Say.Count(kit, "kit item")}" : "");

    /// <summary>What could take the place of one of the bays or instructors: itself first, then whatever is free then; what is not says why.</summary>
    public IReadOnlyList<ChoiceItem> Others(SessionResource resource) =>
    [
        new($"{resource.Id}", $"{resource.Name} (as it is)"),
        .. (resource.Kind == "bay" ? Preview.Bays : Preview.Substitutes).Where(each => Preview.Resources.All(serving => serving.Id != each.Id) && each.WhyNot is null)
            .Select(each => new ChoiceItem($"{resource.Id}:{each.Id}", each.Remark is null ? each.Name : $"{each.Name}, {each.Remark}")),
    ];

    /// <summary>What could be added where it is short: nothing first, then whatever is free then.</summary>
    public IReadOnlyList<ChoiceItem> More(string kind) =>
    [
        new("", "Nobody and nothing more"),
        .. (kind == "bay" ? Preview.Bays : Preview.Substitutes).Where(each => Preview.Resources.All(serving => serving.Id != each.Id) && each.WhyNot is null).Select(each => new ChoiceItem($":{each.Id}", each.Remark is null ? each.Name : $"{each.Name}, {each.Remark}")),
    ];

    private sealed record Asked(TimeOnly Starts, TimeOnly? Ends, IReadOnlyList<Swap> Swaps);

    private PageResult Previewed()
    {
        IsPreview = true;
        return Page();
    }

    private async Task<IActionResult?> FindAsync(Asked? asked)
    {
        var answer = await Ask(asked is null ? new PreviewMove(new(Id)) : new PreviewMove(new(Id), Day, asked.Starts, asked.Ends, asked.Swaps));
        if (!answer.Succeeded) return Missing(answer.Error);
        Preview = answer.Value;
        return null;
    }

    private Asked? Read()
    {
        if (Day is null && ModelState.GetFieldValidationState(nameof(Day)) != ModelValidationState.Invalid) ModelState.AddModelError(nameof(Day), "Enter the new day.");
        if (TimeField.Read(StartsAt) is not { } starts)
        {
            ModelState.AddModelError(nameof(StartsAt), "Enter the new start time, such as 9:30am or 13:00.");
            return null;
        }
        TimeOnly? ends = null;
        if (!string.IsNullOrWhiteSpace(EndsAt) && (ends = TimeField.Read(EndsAt)) is null) ModelState.AddModelError(nameof(EndsAt), "Enter the new end time, such as 12:30pm or 16:00, or leave it empty to keep the length.");
        if (ends is { } end && end < starts.Add(TimeSpan.FromMinutes(15), out var days) | days > 0) ModelState.AddModelError(nameof(EndsAt), "Enter an end at least 15 minutes after the start.");
        var swaps = Exchanges.Select(each => each.Split(':')).Where(parts => parts.Length == 2 && parts[0] != parts[1]).Select(parts => Guid.TryParse(parts[1], out var to) && (parts[0].Length == 0 || Guid.TryParse(parts[0], out _)) ? new Swap(Guid.TryParse(parts[0], out var from) ? from : null, to) : null).OfType<Swap>().ToList();
        return ModelState.IsValid ? new(starts, ends, swaps) : null;
    }
}

using System.Globalization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Practising;
using FibreCentre.Api.Pages.Facilities;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Practising;

/// <summary>Books practice: who, where and how long, then one of the times that are free.</summary>
[Authorize(Access.Practise)]
internal sealed class NewPage : CentrePage
{
    public static readonly IReadOnlyList<ChoiceItem> Lengths =
        [.. Enumerable.Range(1, PracticeLimits.LongestMinutes / 30).Select(halves => halves * 30).Select(minutes => new ChoiceItem(minutes.ToString(CultureInfo.InvariantCulture), Say.Hours(minutes)))];

    /// <summary>A provider's engineers are some hundreds at most; they fit one list.</summary>
    private const int MostEngineers = 2000, DaysShown = 28;

    [BindProperty(SupportsGet = true)]
    public Guid? Trainee { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Minutes { get; set; } = 60;

    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    /// <summary>A bay and a start, as <c>id|09:30</c>.</summary>
    [BindProperty]
    public string? Slot { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public bool IsBooker => User.May(Access.Book);

    public bool Looked { get; private set; }

    public FoundPracticeTimes Found { get; private set; } = new([], 0, 0, default, default, []);

    public IReadOnlyList<PracticeDay> Days => Found.Days;

    /// <summary>The day asked for, or the first that has a free time; null when none has.</summary>
    public PracticeDay? Chosen => Looked ? Days.FirstOrDefault(each => each.Day == Day && each.Bays.Count > 0) ?? Days.FirstOrDefault(each => each.Bays.Count > 0) : null;

    public IReadOnlyList<ChoiceItem> Engineers { get; private set; } = [];

    public IReadOnlyList<ChoiceItem> Kinds => [.. Found.Kinds.Select(each => new ChoiceItem(each.Slug, each.Title, each.Supervised ? "An instructor will be present" : null))];

    public IReadOnlyList<string> SlotErrors => FormField.Messages(ModelState.GetValueOrDefault(nameof(Slot)));

    /// <summary>Such as "Ines Marsh, splice bench, 1 hour".</summary>
    public string WishInWords => string.Join(", ", (string[])[.. Engineers.Where(each => each.Value == $"{Trainee}").Select(each => each.Text), .. Found.Kinds.Where(each => each.Slug == Kind).Select(each => each.Title), Say.Hours(Minutes)]);

    public string AddressOf(DateOnly day) => $"/practice/new?look=true&kind={Uri.EscapeDataString(Kind ?? "")}&minutes={Minutes}&day={day:yyyy-MM-dd}{(Trainee is { } who ? $"&trainee={who}" : "")}";

    public async Task<IActionResult> OnGetAsync(bool look)
    {
        if (await FindAsync(look) is { } refused) return refused;
        return ModelState.IsValid ? Page() : Again();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync(look: true) is { } refused) return refused;
        if (Read(Slot) is not { } slot) ModelState.AddModelError(nameof(Slot), "Choose a time.");
        else if (ModelState.IsValid && Day is { } day)
        {
            var answer = await AskOnce(new BookPractice(new(slot.Bay), day, slot.Starts, Minutes, IsBooker ? Trainee : null), IdempotencyKey);
            if (!answer.Succeeded) return answer.Error.Kind == ErrorKind.NotFound ? NotFound() : await FindAsync(look: true) ?? Refused(answer.Error.At(nameof(Slot)));
            var booked = answer.Value;
            Done = $"{booked.Bay} is booked{(IsBooker ? $" for {booked.Trainee}" : "")} on {Say.Slot(booked.During)}{(booked.Supervisor is { } present ? $", with {present}" : "")}. {Say.Hours(booked.MinutesLeft)} of that week are left.";
            return RedirectToPage("Index");
        }
        return Again();
    }

    private static (Guid Bay, TimeOnly Starts)? Read(string? slot) =>
        slot?.Split('|') is [var bay, var starts] && Guid.TryParse(bay, out var id) && TimeOnly.TryParseExact(starts, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (id, time) : null;

    private async Task<IActionResult?> FindAsync(bool look)
    {
        if (IsBooker && await EngineersAsync() is { } failed) return Missing(failed);
        if (look && IsBooker) ModelState.Require(Trainee, nameof(Trainee), "Choose who practises.");
        if (look) ModelState.Require(string.IsNullOrEmpty(Kind) ? null : Kind, nameof(Kind), "Choose where.");
        var asked = look && ModelState.IsValid;
        var answer = await Ask(asked ? new FindPracticeTimes(Kind, Minutes, null, DaysShown, IsBooker ? Trainee : null) : new FindPracticeTimes());
        if (!answer.Succeeded && answer.Error.Kind == ErrorKind.NotFound) return NotFound();
        if (!answer.Succeeded)
        {
            Error refused = answer.Error;
            if ((answer = await Ask(new FindPracticeTimes())).Succeeded) Found = answer.Value!;
            return Refused(refused);
        }
        (Found, Looked) = (answer.Value, asked);
        return null;
    }

    private async Task<Error?> EngineersAsync()
    {
        var known = new List<TraineeLine>();
        for (Guid? after = null; known.Count < MostEngineers;)
        {
            var page = await Ask(new ListTrainees(after, 100));
            if (!page.Succeeded) return page.Error;
            known.AddRange(page.Value.Trainees);
            if ((after = page.Value.Next) is null) break;
        }
        Engineers = known.Count == 0 ? [] : [new("", "Choose an engineer"), .. known.Select(each => new ChoiceItem($"{each.Id}", each.Name))];
        return null;
    }
}

using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Facilities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Timetable;

/// <summary>Records that something is out of use: what, when, why.</summary>
[Authorize(Access.Plan)]
internal sealed class NewOutagePage : CentrePage
{
    private static readonly (OutageKind Kind, string Text, string Hint)[] Kinds =
    [
        (OutageKind.Closure, "A bay is closed", "For building work, an event, an inspection"), (OutageKind.Leave, "An instructor is away", "On leave, ill, on a course"), (OutageKind.Breakdown, "A bay or kit item is broken", "From now on, until it is mended"),
        (OutageKind.Maintenance, "A bay or kit item is maintained", "As planned"), (OutageKind.Calibration, "A kit item is away for calibration", "Or for its inspection"), (OutageKind.CentreClosure, "The whole centre is shut", "A holiday, stocktaking"),
    ];

    [BindProperty(SupportsGet = true)]
    public OutageKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Resource { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? FirstDay { get; set; }

    [BindProperty]
    public DateOnly? LastDay { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? Until { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public static IReadOnlyList<ChoiceItem> KindChoices => [.. Kinds.Select(each => new ChoiceItem(each.Kind.ToString(), each.Text, each.Hint))];

    public static string Says(OutageKind kind) => Kinds.Single(each => each.Kind == kind).Text;

    public IReadOnlyList<ChoiceItem> Resources { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(bool next)
    {
        if (next && Kind is null) ModelState.TryAddModelError(nameof(Kind), "Choose what it is.");
        if (Kind is { } kind && !Enum.IsDefined(kind)) Kind = null;
        await FindAsync();
        return ModelState.IsValid ? Page() : Again();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await FindAsync();
        if (Kind is not { } kind || !Enum.IsDefined(kind))
        {
            ModelState.TryAddModelError(nameof(Kind), "Choose what it is.");
            Kind = null;
            return Again();
        }
        if (kind != OutageKind.CentreClosure && Resource is null) ModelState.TryAddModelError(nameof(Resource), "Choose which one.");
        if (FirstDay is null && ModelState[nameof(FirstDay)] is not { Errors.Count: > 0 }) ModelState.AddModelError(nameof(FirstDay), "Enter the first day.");
        if (LastDay is null && ModelState[nameof(LastDay)] is not { Errors.Count: > 0 }) ModelState.AddModelError(nameof(LastDay), "Enter the last day.");
        var (from, until) = (TimeField.Read(From), TimeField.Read(Until));
        if (from is null && !string.IsNullOrWhiteSpace(From)) ModelState.AddModelError(nameof(From), "Enter a time such as 9:30am or 13:00, or leave it empty for the whole day.");
        if (until is null && !string.IsNullOrWhiteSpace(Until)) ModelState.AddModelError(nameof(Until), "Enter a time such as 9:30am or 13:00, or leave it empty for the whole day.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new TakeOutOfUse(kind, kind == OutageKind.CentreClosure ? null : Resource, FirstDay!.Value, LastDay!.Value, from, until, Reason ?? ""), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = answer.Value.SessionsHit == 0 ? "It is in force. Nothing was in the way." : $"It is recorded. {Say.Count(answer.Value.SessionsHit, "session")} {(answer.Value.SessionsHit == 1 ? "is" : "are")} in the way: choose what becomes of {(answer.Value.SessionsHit == 1 ? "it" : "them")}.";
        return RedirectToPage("Outage", new { answer.Value.Id });
    }

    private async Task FindAsync()
    {
        if (Kind is not { } kind || kind == OutageKind.CentreClosure || await Ask(new ListFacilities()) is not { Succeeded: true, Value: var centre }) return;
        Resources =
        [
            new("", "Choose one"),
            .. kind is OutageKind.Closure or OutageKind.Breakdown or OutageKind.Maintenance ? centre.Bays.Select(each => new ChoiceItem($"{each.Id}", $"{each.Name} ({each.Code})")) : [],
            .. kind is OutageKind.Leave ? centre.Instructors.Select(each => new ChoiceItem($"{each.Id}", each.Name)) : [],
            .. kind is OutageKind.Calibration or OutageKind.Breakdown or OutageKind.Maintenance ? centre.Kit.Select(each => new ChoiceItem($"{each.Id}", $"{Say.Heading(each.KitType)} {each.SerialNumber}")) : [],
        ];
    }
}

using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Facilities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>Records that an item passed a calibration or inspection.</summary>
[Authorize(Access.Plan)]
internal sealed class KitCheckPage : CentrePage
{
    public static readonly IReadOnlyList<ChoiceItem> Kinds = [new(nameof(KitCheckKind.Calibration), "Calibration"), new(nameof(KitCheckKind.Inspection), "Inspection")];

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public KitCheckKind? Kind { get; set; }

    [BindProperty]
    public DateOnly? DoneOn { get; set; }

    [BindProperty]
    public DateOnly? ValidUntil { get; set; }

    [BindProperty]
    public string? Reference { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public string Name { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        ModelState.Require(Kind, nameof(Kind), "Choose calibration or inspection.");
        ModelState.Require(DoneOn, nameof(DoneOn), "Enter the day it was done.");
        ModelState.Require(ValidUntil, nameof(ValidUntil), "Enter the last day it counts.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new RecordKitCheck(new(Id), Kind!.Value, DoneOn!.Value, ValidUntil!.Value, Reference ?? ""), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.Code is "check-ahead" or "later-check-there" ? answer.Error.At(nameof(DoneOn)) : answer.Error);
        Done = $"It is recorded. {Name} counts until {Say.Day(ValidUntil.Value)}.";
        return RedirectToPage("KitItem", new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowKitItem(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Name = $"{Say.Heading(answer.Value.KitType)} {answer.Value.Item.SerialNumber}";
        return null;
    }
}

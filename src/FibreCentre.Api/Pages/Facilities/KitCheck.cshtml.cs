using System.ComponentModel.DataAnnotations;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Facilities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>Records that an item passed a calibration or inspection.</summary>
[Authorize(Access.Plan)]
internal sealed class KitCheckPage : EditingPage
{
    public static readonly IReadOnlyList<ChoiceItem> Kinds = [new(nameof(KitCheckKind.Calibration), "Calibration"), new(nameof(KitCheckKind.Inspection), "Inspection")];

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public KitCheckKind? Kind { get; set; }

    [BindProperty]
    public DateOnly? DoneOn { get; set; }

    [BindProperty, Display(Name = "the last day it counts")]
    public DateOnly? ValidUntil { get; set; }

    [BindProperty]
    public string? Reference { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    private KitItemAnswer Kit { get; set; } = null!;

    public string Name => $"{Say.Heading(Kit.KitType)} {Kit.Item.SerialNumber}";

    public Task<IActionResult> OnGetAsync() => ShowAsync(() => { });

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        ModelState.Require(Kind, nameof(Kind), "Choose calibration or inspection.");
        ModelState.Require(DoneOn, nameof(DoneOn), "Enter the day it was done.");
        ModelState.Require(ValidUntil, nameof(ValidUntil), "Enter the last day it counts.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new RecordKitCheck(new(Id), Kind!.Value, DoneOn!.Value, ValidUntil!.Value, Reference ?? "", Revision), IdempotencyKey);
        if (!answer.Succeeded) return await RefusedAsync(answer.Error, answer.Error.Code is "check-ahead" or "later-check-there" ? nameof(DoneOn) : null);
        Done = $"It is recorded. {Name} counts until {Say.Day(ValidUntil.Value)}.";
        return RedirectToPage("KitItem", new { Id });
    }

    protected override async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowKitItem(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Kit = answer.Value;
        return null;
    }

    protected override int RevisionNow => Kit.Revision;

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() =>
        [Kind == KitCheckKind.Inspection ? ("Inspected until", Day(ValidUntil), Day(Kit.Item.InspectedUntil)) : ("Calibrated until", Day(ValidUntil), Day(Kit.Item.CalibratedUntil))];
}

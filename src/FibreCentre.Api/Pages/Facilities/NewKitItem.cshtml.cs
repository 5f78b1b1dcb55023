using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

[Authorize(Access.Plan)]
internal sealed class NewKitItemPage : CentrePage
{
    [BindProperty]
    public string? KitType { get; set; }

    [BindProperty]
    public string? Other { get; set; }

    [BindProperty]
    public string? SerialNumber { get; set; }

    [BindProperty]
    public DateOnly? CalibratedUntil { get; set; }

    [BindProperty]
    public DateOnly? InspectedUntil { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public IReadOnlyList<ChoiceItem> Types { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var type = string.IsNullOrWhiteSpace(Other) ? KitType : Slugs.Of(Other);
        ModelState.Require(string.IsNullOrEmpty(type) ? null : type, nameof(KitType), "Choose a type, or enter another one.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new AddKitItem(type!, SerialNumber ?? "", CalibratedUntil, InspectedUntil), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.Code == "kit-there" ? answer.Error.At(nameof(SerialNumber)) : answer.Error);
        Done = $"{Say.Heading(answer.Value.KitType)} {answer.Value.SerialNumber} is added.";
        return RedirectToPage("KitItem", new { answer.Value.Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListKit(Retired: true));
        if (!answer.Succeeded) return Missing(answer.Error);
        Types = [new("", "Choose a type"), .. answer.Value.Types.Select(each => new ChoiceItem(each.KitType, Say.Heading(each.KitType)))];
        return null;
    }
}

using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

[Authorize(Access.Plan)]
internal sealed class NewBayPage : CentrePage, IDescribeArriving
{
    /// <summary>By the address too: the kind that was just added.</summary>
    [BindProperty(SupportsGet = true)]
    public string? BayKind { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public int? Capacity { get; set; }

    [BindProperty]
    public string? Arriving { get; set; }

    [BindProperty]
    public string? MapLink { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public IReadOnlyList<ChoiceItem> Kinds { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        ModelState.Require(Capacity, nameof(Capacity), "Enter how many can work there at once, from 1 to 60.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new AddBay((Code ?? "").Trim().ToUpperInvariant(), Name ?? "", BayKind ?? "", Capacity!.Value, Arriving, MapLink), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.Code == "bay-there" ? answer.Error.At(nameof(Code)) : answer.Error);
        Done = $"{answer.Value.Name} is added and can be planned with.";
        return RedirectToPage("Index");
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListBayKinds());
        if (!answer.Succeeded) return Missing(answer.Error);
        Kinds = [new("", "Choose a kind"), .. answer.Value.Kinds.Select(each => new ChoiceItem(each.Slug, each.Title))];
        return null;
    }
}

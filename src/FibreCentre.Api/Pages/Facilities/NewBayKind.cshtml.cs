using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>Adds a kind of bay, and goes on to its first bay.</summary>
[Authorize(Access.Plan)]
internal sealed class NewBayKindPage : CentrePage
{
    [BindProperty]
    public BayKindEntry Entry { get; set; } = new();

    [BindProperty]
    public string? Slug { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public void OnGet() => Entry = new() { SetUpMinutes = 0, ClearAwayMinutes = 0, TravelMinutes = 0 };

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Entry.IsComplete(ModelState)) return Again();
        var slug = Slugs.Of(string.IsNullOrWhiteSpace(Slug) ? Entry.Title ?? "" : Slug);
        var answer = await AskOnce(new AddBayKind(slug, Entry.Title ?? "", Entry.SetUpMinutes!.Value, Entry.ClearAwayMinutes!.Value, Entry.TravelMinutes!.Value, Entry.Practice), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.Code == "bay-kind-there" ? answer.Error.At(nameof(Slug)) : answer.Error);
        Done = $"{answer.Value.Title} is added. Add its first bay.";
        return RedirectToPage("NewBay", new { bayKind = answer.Value.Slug });
    }
}

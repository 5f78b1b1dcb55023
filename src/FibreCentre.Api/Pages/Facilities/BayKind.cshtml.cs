using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Facilities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>The time around a session in a kind of bay, and whether people practise there.</summary>
[Authorize(Access.Plan)]
internal sealed class BayKindPage : CentrePage
{
    public static readonly IReadOnlyList<ChoiceItem> Uses =
        [new(nameof(PracticeUse.None), "No"), new(nameof(PracticeUse.Alone), "Yes, alone"), new(nameof(PracticeUse.Supervised), "Yes, with an instructor", "A free one is found by itself")];

    [BindProperty(SupportsGet = true)]
    public string Slug { get; set; } = "";

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public int? SetUpMinutes { get; set; }

    [BindProperty]
    public int? ClearAwayMinutes { get; set; }

    [BindProperty]
    public int? TravelMinutes { get; set; }

    [BindProperty]
    public PracticeUse Practice { get; set; }

    public BayKindLine Kind { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        (Title, SetUpMinutes, ClearAwayMinutes, TravelMinutes, Practice) = (Kind.Title, Kind.SetUpMinutes, Kind.ClearAwayMinutes, Kind.TravelMinutes, Enum.Parse<PracticeUse>(Kind.Practice, ignoreCase: true));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        ModelState.Require(SetUpMinutes, nameof(SetUpMinutes), "Enter minutes to set up; 0 for none.");
        ModelState.Require(ClearAwayMinutes, nameof(ClearAwayMinutes), "Enter minutes to clear away; 0 for none.");
        ModelState.Require(TravelMinutes, nameof(TravelMinutes), "Enter minutes to get there; 0 for none.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ChangeBayKind(Slug, Title ?? "", SetUpMinutes!.Value, ClearAwayMinutes!.Value, TravelMinutes!.Value, Practice));
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = $"{answer.Value.Title} is saved. It holds for what is planned from now on.";
        return RedirectToPage("BayKinds");
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListBayKinds());
        if (!answer.Succeeded) return Missing(answer.Error);
        if (answer.Value.Kinds.FirstOrDefault(each => each.Slug == Slug) is not { } kind) return NotFound();
        Kind = kind;
        return null;
    }
}

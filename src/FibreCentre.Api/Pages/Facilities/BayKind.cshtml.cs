using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Facilities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>The time around a session in a kind of bay, and whether people practise there.</summary>
[Authorize(Access.Plan)]
internal sealed class BayKindPage : EditingPage
{
    [BindProperty(SupportsGet = true)]
    public string Slug { get; set; } = "";

    [BindProperty]
    public BayKindEntry Entry { get; set; } = new();

    public BayKindLine Kind { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync() =>
        ShowAsync(() => Entry = new() { Title = Kind.Title, SetUpMinutes = Kind.SetUpMinutes, ClearAwayMinutes = Kind.ClearAwayMinutes, TravelMinutes = Kind.TravelMinutes, Practice = UseNow });

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (!Entry.IsComplete(ModelState)) return Again();
        var answer = await Ask(new ChangeBayKind(Slug, Entry.Title ?? "", Entry.SetUpMinutes!.Value, Entry.ClearAwayMinutes!.Value, Entry.TravelMinutes!.Value, Entry.Practice, Revision));
        if (!answer.Succeeded) return await RefusedAsync(answer.Error);
        Done = $"{answer.Value.Title} is saved. It holds for what is planned from now on.";
        return RedirectToPage("BayKinds");
    }

    protected override async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListBayKinds());
        if (!answer.Succeeded) return Missing(answer.Error);
        if (answer.Value.Kinds.FirstOrDefault(each => each.Slug == Slug) is not { } kind) return NotFound();
        Kind = kind;
        return null;
    }

    protected override int RevisionNow => Kind.Revision;

    protected override IEnumerable<(string What, string? Entered, string? Now)> Fields() =>
    [
        ("What it is called", Entry.Title, Kind.Title), ("Minutes to set up", $"{Entry.SetUpMinutes}", $"{Kind.SetUpMinutes}"), ("Minutes to clear away", $"{Entry.ClearAwayMinutes}", $"{Kind.ClearAwayMinutes}"),
        ("Minutes to get there", $"{Entry.TravelMinutes}", $"{Kind.TravelMinutes}"), ("Booked to practise", Named(Entry.Practice), Named(UseNow)),
    ];

    private PracticeUse UseNow => Enum.Parse<PracticeUse>(Kind.Practice, ignoreCase: true);

    private static string? Named(PracticeUse use) => BayKindEntry.Uses.FirstOrDefault(each => each.Value == use.ToString())?.Text;
}

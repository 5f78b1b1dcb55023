using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Notices;

/// <summary>What somebody who signs in was told, and for the centre's own people whether what can wait comes once a day.</summary>
[Authorize(Access.SeePeople)]
internal sealed class ToMePage : CentrePage
{
    private const string Daily = "daily", Each = "each";

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    [BindProperty]
    public string? Told { get; set; }

    public MessagesToMe Mine { get; private set; } = null!;

    public IReadOnlyList<ChoiceItem> Ways => [new(Each, "By a mail for each thing"), new(Daily, Mine.DigestAt is { } at ? $"By one mail a day, at {Say.Time(at)}" : "By one mail a day", Mine.DigestAt is null ? "The centre has switched it off: until then each thing comes by itself" : null)];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        Told = Mine.Daily == true ? Daily : Each;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!User.May(Access.Staff)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        if (Told is not (Daily or Each)) ModelState.AddModelError(nameof(Told), "Choose how you want to be told.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ChooseDigest(Told == Daily));
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = Told == Daily ? "What can wait comes in one mail a day." : "Each thing comes by itself.";
        return RedirectToPage();
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListMessagesToMe(Before));
        if (!answer.Succeeded) return Missing(answer.Error);
        Mine = answer.Value;
        return null;
    }
}

using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>The kinds of bay, with the time around a session and the use for practice.</summary>
[Authorize(Access.Plan)]
internal sealed class BayKindsPage : CentrePage
{
    public IReadOnlyList<BayKindLine> Kinds { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListBayKinds());
        if (!answer.Succeeded) return Missing(answer.Error);
        Kinds = answer.Value.Kinds;
        return Page();
    }

    public static string Minutes(int minutes) => minutes == 0 ? "None" : Say.Count(minutes, "minute");

    public static string Practice(string use) => use switch { "alone" => "Alone", "supervised" => "With an instructor", _ => "No" };
}

using FibreCentre.Api.Features.Replies;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Replies;

/// <summary>What trainees answered. All staff may look; saying that something is seen to is the coordinators'.</summary>
[Authorize(Access.Staff)]
internal sealed class AnswersPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public ListedReplies Listed { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await ListAsync() ?? Page();

    public async Task<IActionResult> OnPostSeenAsync(long reply)
    {
        if (!User.May(Access.Plan)) return Forbid();
        var answer = await Ask(new SeeReply(reply));
        if (!answer.Succeeded) return await ListAsync() ?? Missing(answer.Error);
        Done = "It is marked as seen.";
        return RedirectToPage(new { All = All ? "true" : null, Before });
    }

    /// <summary>Why an answer is only kept; null where it counts.</summary>
    public static string? Why(string outcome) => outcome switch
    {
        "earlier-time" => "To an earlier time: the session has changed since, and the trainee was asked again.",
        "overtaken" => "One that was written later had come before it.",
        "note" => "Proposes another time. Nothing was changed.",
        "no-place" => "The trainee had no place any more.",
        "stranger" => "Not applied: it came from an address that is not the trainee's.",
        "unknown" => "Not applied: it fits no invitation of ours.",
        _ => null,
    };

    private async Task<IActionResult?> ListAsync()
    {
        var answer = await Ask(new ListReplies(All, Before));
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return null;
    }
}

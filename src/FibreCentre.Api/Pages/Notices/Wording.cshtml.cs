using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Notices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Notices;

/// <summary>The words of one kind of message: how they come out, and for coordinators a form to change them.</summary>
[Authorize(Access.Staff)]
internal sealed class WordingPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string Kind { get; set; } = "";

    [BindProperty]
    public string? Subject { get; set; }

    [BindProperty]
    public string? Body { get; set; }

    [BindProperty]
    public int Revision { get; set; }

    public WordingAnswer Now { get; private set; } = null!;

    public WordingPreview Preview { get; private set; } = null!;

    /// <summary>What is shown is not saved yet.</summary>
    public bool IsDraft { get; private set; }

    public bool MayPlan => User.May(Access.Plan);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        (Subject, Body, Revision) = (Now.Subject, Now.Body, Now.Revision);
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync()
    {
        if (await FindToChangeAsync() is { } missing) return missing;
        var answer = await Ask(new PreviewWording(Known, Subject ?? "", Body ?? ""));
        if (!answer.Succeeded) return Refused(answer.Error);
        (Preview, IsDraft) = (answer.Value, true);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindToChangeAsync() is { } missing) return missing;
        var answer = await Ask(new ChangeWording(Known, Subject ?? "", Body ?? "", Revision));
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = "The new words are saved. They count for whatever is sent from now on.";
        return RedirectToPage(new { Kind });
    }

    public async Task<IActionResult> OnPostResetAsync()
    {
        if (await FindToChangeAsync() is { } missing) return missing;
        await Ask(new ResetWording(Known));
        Done = "The product's words are back.";
        return RedirectToPage(new { Kind });
    }

    private MessageKind Known => NoticeEndpoints.KindOf(Kind)!.Value;

    private async Task<IActionResult?> FindToChangeAsync() => MayPlan ? await FindAsync() : Forbid();

    private async Task<IActionResult?> FindAsync()
    {
        if (NoticeEndpoints.KindOf(Kind) is null) return NotFound();
        var answer = await Ask(new ShowWording(Known));
        if (!answer.Succeeded) return Missing(answer.Error);
        (Now, Preview) = (answer.Value, answer.Value.Preview);
        return null;
    }
}

using FibreCentre.Api.Features.Replies;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Notices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace FibreCentre.Api.Pages.Replies;

/// <summary>Where the link in an invitation leads. Programs that look through mails open links: nothing is answered before a button is pressed.</summary>
[AllowAnonymous, EnableRateLimiting(Security.SignIn.PublicCheck)]
internal sealed class AnswerPage(RequestContext context) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty]
    public int Sequence { get; set; }

    [BindProperty]
    public ReplyAnswer? Answer { get; set; }

    [BindProperty]
    public string? Comment { get; set; }

    public Question Question { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answered = await Ask(new AnswerInvitation(Token, Sequence, Answer, Comment));
        if (!answered.Succeeded) return Refused(answered.Error);
        Done = answered.Value.Answer == ReplyAnswer.Accepted ? "Thank you. The centre knows that you are coming." : "Thank you. The centre knows that you cannot come.";
        return RedirectToPage(new { Token });
    }

    private async Task<IActionResult?> FindAsync()
    {
        Response.Headers.CacheControl = "no-store";
        Response.Headers["X-Robots-Tag"] = "noindex";
        context.ActAs(Actor.Holding(TenantScope.Answer, Token));
        var answer = await Ask(new ShowQuestion(Token));
        if (!answer.Succeeded) return Missing(answer.Error);
        Question = answer.Value;
        return null;
    }
}

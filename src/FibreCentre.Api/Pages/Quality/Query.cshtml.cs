using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>One question about a decision, and the assessor's answer.</summary>
[Authorize(Access.Assess)]
internal sealed class QueryPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Decision { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public QueriedDecision Asked { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new AnswerQuery(Decision, Words ?? ""), IdempotencyKey!);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = "Your answer is sent.";
        return RedirectToPage("Queries");
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListQueries());
        if (!answer.Succeeded) return Missing(answer.Error);
        if (answer.Value.Decisions.FirstOrDefault(each => each.Id == Decision) is not { } asked) return NotFound();
        Asked = asked;
        return null;
    }
}

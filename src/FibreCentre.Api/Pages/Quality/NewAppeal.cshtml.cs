using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>Contests one decision.</summary>
[Authorize(Access.Contest)]
internal sealed class NewAppealPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Decision { get; set; }

    [BindProperty]
    public string? Reasons { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public ContestableDecision Contested { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var found = await FindAsync();
        var answer = await AskOnce(new MakeAppeal(Decision, Reasons ?? ""), IdempotencyKey!);
        // What was sent twice is no longer to be contested, and was done the first time.
        if (!answer.Succeeded) return found ?? Refused(answer.Error);
        Done = "The decision is contested. You are told how it ends.";
        return Redirect($"/appeals/{answer.Value.Id}");
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListAppeals());
        if (!answer.Succeeded) return Missing(answer.Error);
        if (answer.Value.Contestable.FirstOrDefault(each => each.DecisionId == Decision) is { } contested)
        {
            Contested = contested;
            return null;
        }
        // Contested already: there it can be read.
        return answer.Value.Appeals.FirstOrDefault(each => each.DecisionId == Decision) is { } appeal ? Redirect($"/appeals/{appeal.Id}") : NotFound();
    }
}

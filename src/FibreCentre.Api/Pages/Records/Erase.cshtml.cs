using FibreCentre.Api.Features.Records;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Records;

/// <summary>What is kept about a person, to be given to them, and what an erasure would do, before it is done.</summary>
[Authorize(Access.Administer)]
internal sealed class ErasePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public ErasureAnswer Preview { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnGetExportAsync()
    {
        var answer = await Ask(new ExportSubject(new(Id)));
        return answer.Succeeded ? JsonFile.Of(answer.Value, $"everything-about-{Id}.json") : Missing(answer.Error);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var answer = await AskOnce(new EraseEngineer(new(Id), Password ?? ""), IdempotencyKey);
        if (!answer.Succeeded) return await FindAsync() ?? Refused(answer.Error.AtPassword());
        Done = $"The person is erased. What is left is under the name {answer.Value.Name}.";
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new PreviewErasure(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Preview = answer.Value;
        return null;
    }
}

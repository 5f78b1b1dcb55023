using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Notices;

/// <summary>Every kind of message and whose words it has.</summary>
[Authorize(Access.Staff)]
internal sealed class WordsPage : CentrePage
{
    public IReadOnlyList<WordingLine> Wordings { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListWordings());
        if (!answer.Succeeded) return Missing(answer.Error);
        Wordings = answer.Value.Wordings;
        return Page();
    }
}

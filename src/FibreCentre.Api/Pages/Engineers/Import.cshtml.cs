using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Places;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FibreCentre.Api.Pages.Engineers;

/// <summary>Takes a file of engineers and leads to what importing it would do. A file that is far too large is taken off the wire, so that its sender gets an answer.</summary>
[Authorize(Access.Book), RequestSizeLimit(EngineerUpload.MostTaken)]
internal sealed class ImportPage : CentrePage
{
    [BindProperty]
    public IFormFile? Sheet { get; set; }

    public IReadOnlyList<EngineerImportLine> Imports { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListEngineerImports());
        if (!answer.Succeeded) return Missing(answer.Error);
        Imports = answer.Value.Imports;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await OnGetAsync() is not PageResult) return NotFound();
        var octets = await SheetUpload.OctetsAsync(Sheet, HttpContext.RequestAborted);
        if (!octets.Succeeded) return Refused(octets.Error.At(nameof(Sheet)));
        var answer = await Ask(new PreviewEngineers(Path.GetFileName(Sheet!.FileName), octets.Value));
        return answer.Succeeded ? RedirectToPage("Imported", new { id = answer.Value.Id }) : Refused(answer.Error.At(nameof(Sheet)));
    }
}

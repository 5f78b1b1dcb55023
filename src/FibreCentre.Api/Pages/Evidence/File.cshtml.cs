using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Evidence;

/// <summary>The file of a piece of evidence, for people who are signed in. Nothing of it lies where files are served to everybody.</summary>
[Authorize(Access.Staff)]
internal sealed class FilePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Evidence { get; set; }

    /// <summary>The small picture of a photo.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Small { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var found = await Ask(new ReadEvidence(new(Evidence), Small));
        if (!found.Succeeded) return NotFound();
        var served = found.Value.Served(Response);
        return File(served.FileStream, served.ContentType, served.FileDownloadName);
    }
}

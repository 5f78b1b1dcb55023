using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Certificates;

[Authorize(Access.Plan)]
internal sealed class RevokePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public CertificateAnswer Certificate { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await Ask(new RevokeCertificate(new(Id), Reason ?? "", Password ?? ""));
        if (!answer.Succeeded) return Refused(answer.Error.AtPassword());
        Done = $"Certificate {Certificate.Number} is revoked. Its public page says so from now on.";
        return RedirectToPage("Certificate", new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowCertificate(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Certificate = answer.Value;
        return null;
    }
}

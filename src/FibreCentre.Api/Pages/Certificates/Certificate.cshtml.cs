using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Http;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Certificates;

/// <summary>The certificate as it is printed.</summary>
[Authorize(Access.Anyone)]
internal sealed class CertificatePage(IConfiguration configuration, SigningKeys keys) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public CertificateAnswer Certificate { get; private set; } = null!;

    /// <summary>Where anyone can check it, in full, as the QR code says it too.</summary>
    public string CheckAddress => HttpContext.CentreAddress(configuration) + Certificate.CheckPath;

    public bool HasCredential => keys.CanSign;

    public bool MayBook => User.May(Access.Book);

    public bool MayRevoke => Certificate.State != "revoked" && User.May(Access.Plan);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnGetPdfAsync() => await FindAsync() ?? File(CertificateDocument.Of(Certificate, CheckAddress), CertificateDocument.MediaType, $"{Certificate.Number}.pdf");

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowCertificate(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Certificate = answer.Value;
        return null;
    }
}

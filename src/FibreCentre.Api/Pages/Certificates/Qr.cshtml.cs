using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Http;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using QRCoder;

namespace FibreCentre.Api.Pages.Certificates;

/// <summary>The QR code of a certificate's public address, as a picture.</summary>
[AllowAnonymous, EnableRateLimiting(Security.SignIn.PublicCheck)]
internal sealed class QrPage(RequestContext context, IConfiguration configuration) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string PublicId { get; set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        Response.Headers.CacheControl = "no-store";
        context.ActAs(Actor.Holding(TenantScope.Public, PublicId));
        if (!(await Ask(new CheckCertificate(PublicId))).Succeeded) return NotFound();
        // Level Q: a quarter of it may be smudged, as paper on a site gets.
        using var code = QRCodeGenerator.GenerateQrCode($"{HttpContext.CentreAddress(configuration)}/c/{PublicId}", QRCodeGenerator.ECCLevel.Q);
        using var drawing = new SvgQRCode(code);
        return Content(drawing.GetGraphic(4), "image/svg+xml");
    }
}

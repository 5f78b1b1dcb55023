using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace FibreCentre.Api.Pages.Certificates;

/// <summary>What anyone sees who has a certificate's address. Whoever is signed in sees the same: the address is what opens it.</summary>
[AllowAnonymous, EnableRateLimiting(Security.SignIn.PublicCheck)]
internal sealed class CheckPage(RequestContext context, SigningKeys keys) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string PublicId { get; set; } = "";

    public bool HasCredential => keys.CanSign;

    /// <summary>Null when there is no such certificate.</summary>
    public CheckedCertificate? Certificate { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        Response.Headers.CacheControl = "no-store";
        Response.Headers["X-Robots-Tag"] = "noindex";
        context.ActAs(Actor.Holding(TenantScope.Public, PublicId));
        var answer = await Ask(new CheckCertificate(PublicId));
        if (answer.Succeeded) Certificate = answer.Value;
        else if (answer.Error.Kind != ErrorKind.NotFound) return Refused(answer.Error);
        else Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}

using Microsoft.AspNetCore.Authorization;

namespace FibreCentre.Api.Pages;

[AllowAnonymous]
internal sealed class NotAllowedPage : CentrePage
{
    public void OnGet() => Response.StatusCode = StatusCodes.Status403Forbidden;
}

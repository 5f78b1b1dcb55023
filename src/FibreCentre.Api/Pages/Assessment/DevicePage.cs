using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FibreCentre.Api.Pages.Assessment;

/// <summary>A page that a device keeps for when there is no signal, and that sends what was marked without one.</summary>
internal abstract class DevicePage : CentrePage
{
    /// <summary>Before anything of the page was read: what the centre received earlier is in it.</summary>
    public DateTimeOffset Heard { get; private set; }

    /// <summary>Whose marks this page sends.</summary>
    public string Account => User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";

    /// <summary>What a script's POST carries against forgery.</summary>
    public string Token => HttpContext.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(HttpContext).RequestToken!;

    public string Address => Request.Path + Request.QueryString;

    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context) => Heard = HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}

using System.Globalization;
using FibreCentre.Api.Features.Screens;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace FibreCentre.Api.Pages.Screens;

/// <summary>What hangs in the entrance. Whoever has the address is let in, and whoever is signed in sees the same.</summary>
[AllowAnonymous, EnableRateLimiting(Security.SignIn.PublicCheck)]
internal sealed class ScreenPage(RequestContext context, IServiceScopeFactory scopes, TimeProvider clock) : CentrePage
{
    private static readonly TimeSpan Note = TimeSpan.FromMinutes(5);

    public ScreenAnswer Screen { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string token)
    {
        Response.Headers.CacheControl = "no-store";
        Response.Headers["X-Robots-Tag"] = "noindex";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        var hash = AddressToken.HashOf(token);
        context.ActAs(Actor.Holding(TenantScope.Screen, hash));
        var answer = await Ask(new ShowScreen(hash));
        if (!answer.Succeeded) return Missing(answer.Error);
        Screen = answer.Value;
        if (Screen.LastSeenAt is not { } seen || seen < clock.GetUtcNow() - Note) await scopes.AskAsSystemAsync(new NoteScreenSeen(Screen.Id), HttpContext.RequestAborted);
        return Page();
    }

    /// <summary>An instant that a script reads.</summary>
    public static string Iso(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Whether a session is over, on now, the next one after that, or later; a script says it again as time goes by.</summary>
    public string State(ScreenBay bay, ScreenSession session) =>
        session.During.Ends <= Screen.Now ? "over" : session.During.Starts <= Screen.Now ? "now" : bay.Sessions.First(each => each.During.Starts > Screen.Now) == session ? "next" : "later";
}

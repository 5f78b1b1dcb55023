using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Who holds what, and until when.</summary>
[Authorize(Access.SeePeople)]
internal sealed class EngineersPage(IDataProtectionProvider protection) : CentrePage
{
    /// <summary>Days ahead in which an expiry is pointed out: about as long as it takes to find a renewal course.</summary>
    private const int Soon = 90;

    private readonly IDataProtector _cursor = protection.CreateProtector("FibreCentre.Pages.Places.Engineers");

    /// <summary>The cursor of the list holds a name and an e-mail address, which have no place in an address that is logged: it travels sealed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public ListedTrainees Listed { get; private set; } = null!;

    public string? Next => Listed.Next is { } next ? _cursor.Protect(next) : null;

    public bool ManyProviders => !User.IsInRole(Roles.Booker);

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListTrainees(Opened(After)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }

    /// <summary>In the words that the page shows: null for what neither ran out nor does so soon.</summary>
    public string? Warning(HeldLine held)
    {
        if (held.ExpiresOn is not { } last) return null;
        var days = last.DayNumber - Listed.Today.DayNumber;
        return days switch { < 0 => "expired", 0 => "expires today", 1 => "expires tomorrow", <= Soon => $"expires in {days} days", _ => null };
    }

    private string? Opened(string? sealedCursor)
    {
        try
        {
            return sealedCursor is null ? null : _cursor.Unprotect(sealedCursor);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}

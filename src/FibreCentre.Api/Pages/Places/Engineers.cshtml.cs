using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Who holds what, and until when.</summary>
[Authorize(Access.SeePeople)]
internal sealed class EngineersPage : CentrePage
{
    /// <summary>Days ahead in which an expiry is pointed out: about as long as it takes to find a renewal course.</summary>
    private const int Soon = 90;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public ListedTrainees Listed { get; private set; } = null!;

    public bool ManyProviders => !User.IsInRole(Roles.Booker);

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListTrainees(After));
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
}

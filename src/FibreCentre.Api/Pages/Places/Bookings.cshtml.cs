using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

[Authorize(Access.SeePeople)]
internal sealed class BookingsPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    public ListedBookings Listed { get; private set; } = new([], null);

    /// <summary>The centre's own people see every provider's.</summary>
    public bool ManyProviders => !User.IsInRole(Roles.Booker);

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ListBookings(Before));
        if (!answer.Succeeded) return Missing(answer.Error);
        Listed = answer.Value;
        return Page();
    }
}

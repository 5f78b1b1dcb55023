using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

[Authorize(Access.SeePeople)]
internal sealed class BookingPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>The booking that was made a moment ago.</summary>
    [TempData]
    public Guid? JustBooked { get; set; }

    public bool IsNew { get; private set; }

    public BookingAnswer Booking { get; private set; } = null!;

    public bool MayCancel => Booking.CanCancel && User.IsInRole(Roles.Booker);

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowBooking(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Booking = answer.Value;
        IsNew = JustBooked == Id;
        return Page();
    }
}

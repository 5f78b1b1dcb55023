using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Asks once more before a place is given back. The booking in the query only says where the place's name is found.</summary>
[Authorize(Access.Book)]
internal sealed class CancelPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid Booking { get; set; }

    public BookingAnswer Of { get; private set; } = null!;

    public BookedSeat Place { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await Ask(new CancelPlace(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = $"The place of {Place.Name} is cancelled. {Place.Name} gets an e-mail that takes the sessions out of the calendar.";
        return RedirectToPage("Booking", new { id = answer.Value.BookingId });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var booking = await Ask(new ShowBooking(new(Booking)));
        if (!booking.Succeeded) return Missing(booking.Error);
        if (booking.Value.Places.FirstOrDefault(place => place.Id == Id) is not { } place) return NotFound();
        (Of, Place) = (booking.Value, place);
        return null;
    }
}

using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Lets off the fee for a place that was given up late.</summary>
[Authorize(Access.Plan)]
internal sealed class WaivePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid Place { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public BookingAnswer Booking { get; private set; } = null!;

    public BookedSeat Seat { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new WaiveFee(new(Place), Reason ?? ""), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = $"{Say.Money(answer.Value.Amount)} is waived. {Booking.Provider} sees the reason on its statement.";
        return RedirectToPage("Booking", new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var booking = await Ask(new ShowBooking(new(Id)));
        if (!booking.Succeeded) return Missing(booking.Error);
        if (booking.Value.Places.FirstOrDefault(place => place.Id == Place) is not { } seat) return NotFound();
        (Booking, Seat) = (booking.Value, seat);
        return null;
    }
}

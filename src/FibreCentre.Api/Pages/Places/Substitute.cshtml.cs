using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Another engineer in place of the one named.</summary>
[Authorize(Access.Book)]
internal sealed class SubstitutePage(IMediator mediator) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid Place { get; set; }

    [BindProperty]
    public Guid? Engineer { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public BookingAnswer Booking { get; private set; } = null!;

    public BookedSeat Seat { get; private set; } = null!;

    public OwnEngineers Own { get; private set; } = null!;

    public bool CanSubstitute => Booking.CanCancel && Seat is { State: "confirmed", TraineeId: not null };

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Engineer is null && ModelState.IsValid) ModelState.AddModelError(nameof(Engineer), "Choose who comes instead.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new SubstituteEngineer(new(Place), Engineer), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.WithReasons(nameof(Engineer)));
        Done = $"{answer.Value.Name} comes instead of {Seat.Name}. Both are told within minutes.";
        return RedirectToPage("Booking", new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var booking = await Ask(new ShowBooking(new(Id)));
        if (!booking.Succeeded) return Missing(booking.Error);
        if (booking.Value.Places.FirstOrDefault(place => place.Id == Place) is not { } seat) return NotFound();
        (Booking, Seat) = (booking.Value, seat);
        var own = await OwnEngineers.ForAsync(Booking.CohortId, mediator, HttpContext.RequestAborted);
        if (!own.Succeeded) return Missing(own.Error);
        Own = own.Value;
        return null;
    }
}

using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Engineers for the places of a booking that have no name yet.</summary>
[Authorize(Access.Book)]
internal sealed class NamesPage(IMediator mediator, TimeProvider clock) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public List<Guid> Engineers { get; set; } = [];

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public BookingAnswer Booking { get; private set; } = null!;

    public OwnEngineers Own { get; private set; } = null!;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public int Unnamed => Booking.Places.Count(place => place.State == "confirmed" && place.TraineeId is null);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Engineers.Count == 0) ModelState.AddModelError(nameof(Engineers), "Tick at least one engineer.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new NamePlaces(new(Id), Engineers, []), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error.WithReasons(nameof(Engineers), [.. Engineers.Select(id => Own.Names.GetValueOrDefault(id, "An engineer"))]));
        var still = answer.Value.StillUnnamed == 0 ? "Every place has a name now." : $"{Say.Count(answer.Value.StillUnnamed, "place")} still without a name.";
        Done = $"{Say.List(answer.Value.Places.Select(place => place.Name!))} will be invited within minutes. {still}";
        return RedirectToPage("Booking", new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var booking = await Ask(new ShowBooking(new(Id)));
        if (!booking.Succeeded) return Missing(booking.Error);
        Booking = booking.Value;
        var own = await OwnEngineers.ForAsync(Booking.CohortId, mediator, HttpContext.RequestAborted);
        if (!own.Succeeded) return Missing(own.Error);
        Own = own.Value;
        return null;
    }
}

using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Asks once more before a hold is given back or an offer declined: somebody else may have the places a second later.</summary>
[Authorize(Access.Book)]
internal sealed class GiveBackPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public BookingAnswer Booking { get; private set; } = null!;

    public bool IsOffer => Booking.State == "offered";

    public int Held => Booking.Places.Count(place => place.State == "held");

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new ReleaseHold(new(Id)), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = $"{Say.Count(answer.Value.Places, "place")} given back. Nothing is owed.";
        return Redirect($"/cohorts/{Booking.CohortId}");
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowBooking(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Booking = answer.Value;
        return null;
    }
}

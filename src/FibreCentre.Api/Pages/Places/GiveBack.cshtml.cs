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

    /// <summary>How many of them; of a single one it is not asked.</summary>
    [BindProperty]
    public int? Places { get; set; }

    /// <summary>What was held when the form was opened: sent again, the form means the same places.</summary>
    [BindProperty]
    public List<Guid> Of { get; set; } = [];

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public BookingAnswer Booking { get; private set; } = null!;

    public bool IsOffer => Booking.State == "offered";

    public int Held => HeldNow.Count;

    private List<Guid> HeldNow => [.. Booking.Places.Where(place => place.State == "held").Select(place => place.Id)];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        (Places, Of) = (Held, HeldNow);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Of.Count == 0) Of = HeldNow;
        var places = Of.Count == 1 ? 1 : Places;
        if (Of.Count > 0 && (places is null || places < 1 || places > Of.Count) && ModelState.IsValid) ModelState.AddModelError(nameof(Places), $"Enter how many places, from 1 to {Of.Count}.");
        if (!ModelState.IsValid) return Again();
        if (places < Of.Count)
        {
            var some = await AskOnce(new CancelPlaces(new(Id), [.. Of.Take(places.Value)], ExpectedFee: 0, OnlyHeld: true), IdempotencyKey);
            return some.Succeeded ? Said(some.Value.Places.Count, $"/bookings/{Id}") : Refused(some.Error);
        }
        var all = await AskOnce(new ReleaseHold(new(Id)), IdempotencyKey);
        return all.Succeeded ? Said(all.Value.Places, $"/cohorts/{Booking.CohortId}") : Refused(all.Error);
    }

    private RedirectResult Said(int places, string next)
    {
        Done = $"{Say.Count(places, "place")} given back. Nothing is owed.";
        return Redirect(next);
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowBooking(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Booking = answer.Value;
        return null;
    }
}

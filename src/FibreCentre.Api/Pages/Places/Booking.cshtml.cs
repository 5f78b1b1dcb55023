using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>A booking, hold or offer: how it stands, until when, and what can be done with it.</summary>
[Authorize(Access.SeePeople)]
internal sealed class BookingPage(TimeProvider clock) : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? PurchaseOrder { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    /// <summary>The booking that was made a moment ago.</summary>
    [TempData]
    public Guid? JustBooked { get; set; }

    public bool IsNew { get; private set; }

    public BookingAnswer Booking { get; private set; } = null!;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public bool IsHeld => Booking.IsHeldAt(Now);

    /// <summary>Too close to the first day to be booked without the engineers' names.</summary>
    public bool AreNamesDue => Now >= Booking.NamesDueAt;

    public bool IsOver => Booking.State == "lapsed" || (Booking.State != "booked" && !IsHeld);

    public bool IsOffer => Booking.State == "offered";

    public bool MayBook => User.May(Access.Book);

    public bool MayCancel => Booking.CanCancel && User.May(Access.ChangePlaces);

    public bool MayWaive => User.May(Access.Plan);

    public IReadOnlyList<BookedSeat> Live => [.. Booking.Places.Where(place => place.State != "cancelled")];

    public IReadOnlyList<BookedSeat> Ended => [.. Booking.Places.Where(place => place.State == "cancelled")];

    public int Unnamed => Live.Count(place => place.TraineeId is null);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        IsNew = JustBooked == Id;
        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (!MayBook) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new ConfirmHold(new(Id), PurchaseOrder ?? ""), IdempotencyKey);
        if (!answer.Succeeded) return Refused(answer.Error);
        Done = $"{Say.Count(answer.Value.Places, "place")} booked under {PurchaseOrder!.Trim()}. Name the engineers by {Say.Moment(answer.Value.NamesDueAt)}.";
        return RedirectToPage(new { Id });
    }

    public static string Why(BookedSeat place) => place.EndedBecause switch
    {
        "transferred" => "Moved to another cohort",
        "cohort-cancelled" => "The centre cancelled the cohort",
        "lapsed" => "Ended: no name or order came in time",
        _ => "Cancelled",
    };

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowBooking(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Booking = answer.Value;
        return null;
    }
}

using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>A place on another cohort of the course instead of this one, with what that costs.</summary>
[Authorize(Access.Book)]
internal sealed class TransferPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid Place { get; set; }

    [BindProperty]
    public Guid? To { get; set; }

    /// <summary>What the page said it costs; a form without it is refused like one that saw another fee.</summary>
    [BindProperty]
    public decimal? ExpectedFee { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public BookingAnswer Booking { get; private set; } = null!;

    public BookedSeat Seat { get; private set; } = null!;

    public CancellationAnswer? Cost { get; private set; }

    public IReadOnlyList<ChoiceItem> Cohorts { get; private set; } = [];

    public bool CanMove => Booking.CanCancel && Seat.State == "confirmed" && Cost is not null;

    public string Whose => Seat.Name is { } name ? $"the place of {name}" : "a place without a name";

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (To is null && ModelState.IsValid) ModelState.AddModelError(nameof(To), "Choose the other dates.");
        if (!ModelState.IsValid) return Again();
        var answer = await AskOnce(new TransferPlace(new(Place), new(To!.Value), ExpectedFee ?? -1), IdempotencyKey);
        if (!answer.Succeeded)
        {
            ModelState.Remove(nameof(ExpectedFee));
            return Refused(answer.Error.Code == "cost-changed" ? answer.Error : answer.Error.WithReasons(nameof(To)));
        }
        Done = $"{(Seat.Name is { } name ? $"{name} is" : "The place is")} on the other cohort now, under booking {answer.Value.Reference}. {(answer.Value.Fee > 0 ? $"{Say.Money(answer.Value.Fee)} is owed for the old place." : "The old place costs nothing.")}";
        return RedirectToPage("Booking", new { id = answer.Value.BookingId });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var booking = await Ask(new ShowBooking(new(Id)));
        if (!booking.Succeeded) return Missing(booking.Error);
        if (booking.Value.Places.FirstOrDefault(place => place.Id == Place) is not { } seat) return NotFound();
        (Booking, Seat) = (booking.Value, seat);
        if (Seat.State != "confirmed") return null;
        var cost = await Ask(new ShowCancellation(new(Id), [Place]));
        if (!cost.Succeeded) return Missing(cost.Error);
        Cost = cost.Value;
        var cohorts = await Ask(new ListCohorts(new CourseCode(Booking.Course), Limit: 100));
        if (!cohorts.Succeeded) return Missing(cohorts.Error);
        Cohorts =
        [
            .. cohorts.Value.Cohorts.Where(each => each.Id != Booking.CohortId && each.TakesBookings && each.PlacesForYou > 0)
                .Select(each => new ChoiceItem(each.Id.ToString(), Say.Days(each.FirstDay, each.LastDay), $"{Say.Count(each.PlacesForYou, "place")} left, {Say.Money(each.PriceForYou)} a place, {each.GoingAhead}")),
        ];
        return null;
    }
}

using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Places;

/// <summary>Everything booking and cancelling places refuses.</summary>
public static class PlaceErrors
{
    public static Error BookingNotFound() => new(ErrorKind.NotFound, "booking-not-found", "No such booking", "Check the reference.");

    public static Error PlaceNotFound() => new(ErrorKind.NotFound, "place-not-found", "No such place", "Check the reference.");

    public static Error BookingClosed(CohortState state) =>
        new(ErrorKind.Conflict, "booking-closed", "Booking is closed", $"The cohort is {state.ToString().ToLowerInvariant()} or has begun. Choose another cohort of the course.");

    public static Error NotEnoughPlaces(int asked, int left) =>
        new(ErrorKind.Conflict, "not-enough-places", "Not enough places", left <= 0 ? $"{asked} asked for, none left. Join the waiting list, or choose another cohort of the course." : $"{asked} asked for, {left} left. Book fewer, join the waiting list for all of them together, or choose another cohort.")
        { Facts = new Dictionary<string, object?> { ["asked"] = asked, ["placesLeft"] = Math.Max(left, 0) } };

    public static Error SoldMeanwhile() =>
        new(ErrorKind.Conflict, "not-enough-places", "Not enough places", "Somebody else took the last places in this moment. Book fewer, join the waiting list, or choose another cohort.");

    /// <param name="rows">One entry for each engineer that cannot be booked: which, and why.</param>
    public static Error EngineersRefused(IReadOnlyList<object> rows) =>
        new(ErrorKind.Conflict, "engineers-refused", "Some engineers cannot be booked", $"{rows.Count} of the engineers named cannot take this cohort; nobody was booked.")
        { Facts = new Dictionary<string, object?> { ["rows"] = rows } };

    public static Error AlreadyBooked() => new(ErrorKind.Conflict, "already-booked", "Already booked", "One of the engineers already has a place on this cohort. Nobody was booked.");

    public static Error AlreadyCancelled() => new(ErrorKind.Conflict, "already-cancelled", "Already cancelled", "This place was given back before, or has ended with its hold or its cohort. To send somebody after all, book a place while there are some left.");

    public static Error CohortHasBegun() => new(ErrorKind.Conflict, "cohort-has-begun", "The cohort has begun", "A place can be changed, moved or given up until the first session starts. Ring the centre if somebody cannot come.");

    public static Error SheetUnreadable(string why) => new(ErrorKind.Invalid, "sheet-unreadable", "The file could not be read", why);

    public static Error NamesAreDue() =>
        new(ErrorKind.Conflict, "names-are-due", "Every place needs a name now", "It is too close to the first day for places without a name. Book with the engineers' names.");

    public static Error HoldLapsed(bool isOffer) =>
        new(ErrorKind.Conflict, isOffer ? "offer-lapsed" : "hold-lapsed", isOffer ? "The offer has ended" : "The hold has ended", isOffer ? "It was declined or its time was over, and the places went to the next in line. Join the waiting list again, or choose another cohort." : "It was given back or its time was over, and the places are free again. Look whether there are places left and book them.");

    public static Error AlreadyBookedHold() => new(ErrorKind.Conflict, "already-booked", "Already booked", "These places are booked; there is nothing left to confirm.");

    public static Error NotHeldAnyMore() => new(ErrorKind.Conflict, "already-booked", "Booked meanwhile", "Somebody of your organisation has booked these places. To give one up all the same, cancel it from the booking's page, where its fee is shown.");

    public static Error OneHoldAtATime() => new(ErrorKind.Conflict, "one-hold-at-a-time", "You already hold places on this cohort", "Book or give back the places you hold first.");

    public static Error HoldAgainLater(string when) => new(ErrorKind.Conflict, "hold-again-later", "You held places here until a short while ago", $"Book the places at once, or hold again from {when}.");

    public static Error NotConfirmed() => new(ErrorKind.Conflict, "place-not-confirmed", "The place is not booked", "It is only held. Book it first, with your purchase order number; then it can be named or moved.");

    public static Error PlaceCompleted() => new(ErrorKind.Conflict, "place-completed", "The training is completed", "Its engineer has been signed off, so the place stays as it is. To send somebody else, book another place.");

    public static Error AlreadyNamed() => new(ErrorKind.Conflict, "already-named", "The place has a name", "To send somebody else, substitute the engineer.");

    public static Error NotNamed() => new(ErrorKind.Conflict, "place-not-named", "The place has no name yet", "Name an engineer for it; there is nobody to substitute.");

    public static Error SameEngineer() => new(ErrorKind.Invalid, "same-engineer", "Choose another engineer", "It is the engineer who has the place.");

    public static Error NoOpenPlaces(int asked, int open) =>
        new(ErrorKind.Conflict, "no-open-places", "Not so many places without a name", open == 0 ? "Every place of this booking has a name." : $"{asked} named; {open} of the booking's places {(open == 1 ? "has" : "have")} no name yet.");

    public static Error OrderNumberNeeded() => new(ErrorKind.Invalid, "purchase-order-needed", "Enter your purchase order number", "These places are only held; naming engineers books them, and that needs your order number.")
    { Facts = new Dictionary<string, object?> { ["field"] = "purchaseOrder" } };

    public static Error AllocationNotFound() => new(ErrorKind.NotFound, "allocation-not-found", "No such allocation", "Check the reference.");

    public static Error AllocationOutOfRange() => new(ErrorKind.Invalid, "allocation-out-of-range", "Choose how many places to keep", "From 1 to 60 places can be kept.");

    public static Error ReleaseOutOfRange() => new(ErrorKind.Invalid, "release-out-of-range", "Choose another release date", "It must lie in the future and not after the first session.");

    public static Error NotEnoughToKeep(int asked, int free) =>
        new(ErrorKind.Conflict, "not-enough-to-keep", "Not so many places are free", free <= 0 ? "None is free to keep." : $"{asked} more asked for; {free} can be kept.");

    public static Error AllocationReleased() => new(ErrorKind.Conflict, "allocation-released", "The allocation has been released", "Its places are free to everybody. Keep places anew.");

    public static Error AllocationUsed(int used) => new(ErrorKind.Conflict, "allocation-used", "The provider has taken more than that", $"{used} of its places are taken. Choose {used} or more.");

    public static Error AllocationThere() => new(ErrorKind.Conflict, "allocation-there", "Places are kept for this provider already", "Change that allocation instead.");

    public static Error WaitingNotFound() => new(ErrorKind.NotFound, "waiting-not-found", "No such entry on the waiting list", "Check the reference.");

    public static Error AlreadyWaiting() => new(ErrorKind.Conflict, "already-waiting", "You are on the waiting list", "Leave it first to join with other wishes; you then join at its end.");

    public static Error PlacesAreFree(int free) =>
        new(ErrorKind.Conflict, "places-are-free", "There are places to book", $"{free} {(free == 1 ? "place is" : "places are")} free: book now instead of waiting, or wait for more than that, all together.");

    public static Error NotWaiting() => new(ErrorKind.Conflict, "not-waiting", "Not on the waiting list any more", "It has been served, has left, or the cohort has closed. Join again at the end if more places are wanted, or choose another cohort.");

    public static Error ProviderNotFound() => new(ErrorKind.NotFound, "provider-not-found", "No such provider", "Check the reference.");

    public static Error AgreementNotFound() => new(ErrorKind.NotFound, "agreement-not-found", "No such agreement", "Check the reference.");

    public static Error AgreementEnded() => new(ErrorKind.Conflict, "agreement-ended", "The agreement was taken back before", "Agree a price anew.");

    public static Error AgreementOverlaps() => new(ErrorKind.Conflict, "agreement-overlaps", "There is a price for some of these days", "One provider has one price for a course on any day. End the other agreement first, or choose other days.");

    public static Error NothingToWaive() => new(ErrorKind.Conflict, "nothing-to-waive", "There is no charge to waive", "Nothing is owed for giving up this place, or it was waived before. Look at the booking to see what is owed.");

    public static Error OnlyStaffWaive() => new(ErrorKind.Forbidden, "only-staff-waive", "Only the centre can waive a charge", "Cancel without a reason for waiving, or ask the centre.");

    public static Error CostChanged(decimal fee) =>
        new(ErrorKind.Conflict, "cost-changed", "The charge is not what you saw", $"It is now {fee.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)} pounds without VAT. Look at it and confirm again.")
        { Facts = new Dictionary<string, object?> { ["fee"] = fee } };
}

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
        new(ErrorKind.Conflict, "not-enough-places", "Not enough places", left <= 0 ? $"{asked} asked for, none left. Choose another cohort of the course." : $"{asked} asked for, {left} left. Book fewer, or choose another cohort.")
        { Facts = new Dictionary<string, object?> { ["asked"] = asked, ["placesLeft"] = Math.Max(left, 0) } };

    public static Error SoldMeanwhile() =>
        new(ErrorKind.Conflict, "not-enough-places", "Not enough places", "Somebody else took the last places in this moment. Book fewer, or choose another cohort.");

    /// <param name="rows">One entry for each engineer that cannot be booked: which, and why.</param>
    public static Error EngineersRefused(IReadOnlyList<object> rows) =>
        new(ErrorKind.Conflict, "engineers-refused", "Some engineers cannot be booked", $"{rows.Count} of the engineers named cannot take this cohort; nobody was booked.")
        { Facts = new Dictionary<string, object?> { ["rows"] = rows } };

    public static Error TraineeBusy() =>
        new(ErrorKind.Conflict, "trainee-busy", "An engineer is somewhere else then", "One of the engineers already has a place that overlaps one of the sessions. Nobody was booked.");

    public static Error AlreadyBooked() => new(ErrorKind.Conflict, "already-booked", "Already booked", "One of the engineers already has a place on this cohort. Nobody was booked.");

    public static Error AlreadyCancelled() => new(ErrorKind.Conflict, "already-cancelled", "Already cancelled", "This place was given back before.");

    public static Error CohortHasBegun() => new(ErrorKind.Conflict, "cohort-has-begun", "The cohort has begun", "A place can be cancelled until the first session starts.");

    public static Error SheetUnreadable(string why) => new(ErrorKind.Invalid, "sheet-unreadable", "The file could not be read", why);
}

using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Places;

/// <summary>Place: owed for a place. Credit: the same, taken back. Cancellation: owed for giving one up late. Waiver: that, let off by staff.</summary>
public enum ChargeKind { Place, Credit, Cancellation, Waiver }

/// <summary>One line of what a provider owes. Lines are only ever added, in the transaction of the place they belong to.</summary>
public sealed class Charge
{
    public long Id { get; private init; }

    public required ProviderId Provider { get; init; }

    public required BookingId Booking { get; init; }

    public required PlaceId Place { get; init; }

    public required ChargeKind Kind { get; init; }

    /// <summary>Pounds sterling without VAT; below zero for credits and waivers.</summary>
    public required decimal Amount { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Why staff waived it; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Null when the centre's clock did it.</summary>
    public Guid? MadeBy { get; init; }

    public static Charge For(Place place, Guid? by, DateTimeOffset now) => Line(place, ChargeKind.Place, place.Price, by, now);

    /// <summary>What ending a confirmed place changes: its price is taken back, and the fee, if there is one, is owed instead.</summary>
    public static IReadOnlyList<Charge> ForEnding(Place place, decimal fee, Guid? by, DateTimeOffset now) =>
        fee > 0 ? [Line(place, ChargeKind.Credit, -place.Price, by, now), Line(place, ChargeKind.Cancellation, fee, by, now)] : [Line(place, ChargeKind.Credit, -place.Price, by, now)];

    /// <param name="soFar">Every line of the place.</param>
    public static Result<Charge> Waive(Place place, IReadOnlyCollection<Charge> soFar, string reason, Guid by, DateTimeOffset now)
    {
        var owed = soFar.Where(line => line.Kind is ChargeKind.Cancellation or ChargeKind.Waiver).Sum(line => line.Amount);
        return owed <= 0 ? PlaceErrors.NothingToWaive() : Line(place, ChargeKind.Waiver, -owed, by, now, reason);
    }

    private static Charge Line(Place place, ChargeKind kind, decimal amount, Guid? by, DateTimeOffset now, string? reason = null) =>
        new() { Provider = place.Provider, Booking = place.Booking, Place = place.Id, Kind = kind, Amount = amount, At = now, MadeBy = by, Reason = reason };
}

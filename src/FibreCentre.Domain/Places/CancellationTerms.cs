using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Domain.Places;

/// <summary>What giving up a place costs on a given day.</summary>
/// <param name="Fee">Pounds sterling without VAT; 0 when it is free.</param>
/// <param name="FreeUntil">The last day on which it was or is free, in the centre's time.</param>
/// <param name="Percent">Of the price, from the day after.</param>
public sealed record CancellationCost(decimal Fee, DateOnly FreeUntil, int Percent);

public static class CancellationTerms
{
    /// <summary>Free up to and including the day that was promised; then the course's percentage of the price, to the penny, halves upward.</summary>
    public static CancellationCost CostOf(BookingTerms terms, decimal price, DateOnly freeUntil, DateOnly today)
    {
        var fee = today <= freeUntil ? 0 : Math.Round(price * terms.LateCancellationPercent / 100, 2, MidpointRounding.AwayFromZero);
        return new(fee, freeUntil, terms.LateCancellationPercent);
    }
}

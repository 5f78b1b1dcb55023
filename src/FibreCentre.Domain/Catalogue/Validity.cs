namespace FibreCentre.Domain.Catalogue;

/// <summary>How long a certificate lasts.</summary>
/// <param name="Years">Whole years from the day of achievement; null for one that never expires.</param>
/// <param name="RenewalWindowMonths">Months before expiry from which renewing loses nothing; 0 where there is no renewal.</param>
public sealed record Validity(int? Years, int RenewalWindowMonths)
{
    /// <summary>The last day on which a certificate achieved on this day counts, the anniversary itself included; null when it never expires.</summary>
    /// <remarks>What was achieved on 29 February ends on 28 February of a common year.</remarks>
    public DateOnly? ExpiresOn(DateOnly achievedOn) => Years is { } years ? achievedOn.AddYears(years) : null;

    /// <summary>The first day on which renewing carries the unused months over; null when there is nothing to renew.</summary>
    public DateOnly? RenewalOpensOn(DateOnly achievedOn) => ExpiresOn(achievedOn)?.AddMonths(-RenewalWindowMonths);
}

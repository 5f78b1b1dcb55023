namespace FibreCentre.Domain.Catalogue;

/// <summary>The terms on which places of a course are booked. Days are calendar days before the cohort's first.</summary>
/// <param name="NamesDueDays">When every place must have a name, at 17:00 on the centre's clocks.</param>
/// <param name="DecisionDays">When staff are asked whether the cohort goes ahead, at 09:00.</param>
/// <param name="FreeCancellationDays">Until when a place is given back free of charge, that day included.</param>
/// <param name="LateCancellationPercent">Of the price, owed for a place given back later; 0 to 100.</param>
public sealed record BookingTerms(int NamesDueDays, int DecisionDays, int FreeCancellationDays, int LateCancellationPercent)
{
    /// <summary>The centre's own defaults.</summary>
    public static readonly BookingTerms Usual = new(NamesDueDays: 5, DecisionDays: 10, FreeCancellationDays: 14, LateCancellationPercent: 50);

    /// <summary>The last day on which a place of a cohort that begins then is given back free of charge.</summary>
    public DateOnly FreeUntil(DateOnly firstDay) => firstDay.AddDays(-FreeCancellationDays);
}

using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Domain.Places;

namespace FibreCentre.Api.Pages.Places;

/// <summary>What cancelling costs, said before anything is booked.</summary>
internal static class GivingUp
{
    /// <summary>Of a place that would be booked now.</summary>
    public static string InWords(CancellationCost cost, DateOnly firstDay) => cost switch
    {
        { Percent: 0 } => "Free until the first session begins.",
        { Fee: > 0 } => $"{Say.Money(cost.Fee)} a place, {cost.Percent}% of the price, as soon as it is booked. It was free until {End(cost.FreeUntil, firstDay)}.",
        _ => $"Free until {End(cost.FreeUntil, firstDay)}. After that {cost.Percent}% of the price is owed.",
    };

    /// <summary>Of the free days, as it follows "free until".</summary>
    public static string End(DateOnly freeUntil, DateOnly firstDay) => freeUntil < firstDay ? $"the end of {Say.Day(freeUntil)}" : "the first session begins";
}

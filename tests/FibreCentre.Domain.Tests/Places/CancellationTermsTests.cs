using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;

namespace FibreCentre.Domain.Tests.Places;

public sealed class CancellationTermsTests
{
    private static readonly BookingTerms Fortnight = BookingTerms.Usual with { FreeCancellationDays = 14, LateCancellationPercent = 50 };

    [Fact]
    public void It_is_free_on_the_last_free_day_and_half_the_price_on_the_next()
    {
        Assert.Equal(new CancellationCost(0, new(2026, 11, 23), 50), CancellationTerms.CostOf(Fortnight, 780, Fortnight.FreeUntil(Some.Monday), new(2026, 11, 23)));
        Assert.Equal(new CancellationCost(390, new(2026, 11, 23), 50), CancellationTerms.CostOf(Fortnight, 780, Fortnight.FreeUntil(Some.Monday), new(2026, 11, 24)));
    }

    [Theory]
    [InlineData(10.01, 50, 5.01)]
    [InlineData(0.01, 50, 0.01)]
    [InlineData(99.99, 33, 33.00)]
    [InlineData(140, 100, 140)]
    [InlineData(140, 0, 0)]
    [InlineData(0, 100, 0)]
    public void The_fee_is_a_percentage_to_the_penny_halves_upward(decimal price, int percent, decimal fee) =>
        Assert.Equal(fee, CancellationTerms.CostOf(Fortnight with { LateCancellationPercent = percent }, price, Some.Monday.AddDays(-1), Some.Monday).Fee);

    [Fact]
    public void Across_a_change_of_the_clocks_days_are_counted_and_not_hours()
    {
        // The clocks go back on Sunday 25 October 2026: the fortnight before 2 November has 337 hours.
        var first = new DateOnly(2026, 11, 2);
        Assert.Equal(0, CancellationTerms.CostOf(Fortnight, 780, Fortnight.FreeUntil(first), Some.London.DayOf(Some.At(new(2026, 10, 19), 23, 59))).Fee);
        Assert.Equal(390, CancellationTerms.CostOf(Fortnight, 780, Fortnight.FreeUntil(first), Some.London.DayOf(Some.At(new(2026, 10, 19), 23, 59).AddMinutes(1))).Fee);
    }

    [Fact]
    public void Where_no_day_is_free_but_the_first_itself_only_that_day_is_free_and_nothing_dearer_than_the_price()
    {
        var none = Fortnight with { FreeCancellationDays = 0, LateCancellationPercent = 100 };
        Assert.Equal(0, CancellationTerms.CostOf(none, 780, none.FreeUntil(Some.Monday), Some.Monday).Fee);
        Assert.Equal(780, CancellationTerms.CostOf(none, 780, none.FreeUntil(Some.Monday), Some.Monday.AddDays(1)).Fee);
    }
}

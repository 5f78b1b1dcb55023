using FibreCentre.Domain.Places;

namespace FibreCentre.Domain.Tests.Places;

public sealed class HoldTermsTests
{
    private static readonly DateTimeOffset FarAway = Some.LongBefore.AddDays(60);

    [Theory]
    [InlineData(1, 24)]
    [InlineData(2, 24)]
    [InlineData(3, 72)]
    [InlineData(6, 72)]
    [InlineData(7, 168)]
    [InlineData(60, 168)]
    public void The_larger_the_group_the_longer_it_is_held(int places, int hours) => Assert.Equal(Some.LongBefore.AddHours(hours), HoldTerms.HoldUntil(places, Some.LongBefore, FarAway));

    [Fact]
    public void No_hold_lasts_past_the_moment_names_are_due()
    {
        var namesDue = Some.LongBefore.AddDays(5);
        Assert.Equal(namesDue, HoldTerms.HoldUntil(7, Some.LongBefore, namesDue));
        Assert.Equal(Some.LongBefore.AddDays(3), HoldTerms.HoldUntil(6, Some.LongBefore, namesDue));
    }

    [Theory]
    [InlineData(30 * 24, 24)]
    [InlineData(96, 24)]
    [InlineData(40, 10)]
    [InlineData(4, 1)]
    [InlineData(2, 1)]
    public void An_offer_stands_a_day_and_close_to_the_start_a_quarter_of_what_is_left_but_an_hour_at_least(int hoursLeft, int hours) =>
        Assert.Equal(Some.LongBefore.AddHours(hours), HoldTerms.OfferUntil(Some.LongBefore, Some.LongBefore.AddHours(hoursLeft)));

    [Fact]
    public void No_offer_lasts_past_the_start() => Assert.Equal(Some.LongBefore.AddMinutes(20), HoldTerms.OfferUntil(Some.LongBefore, Some.LongBefore.AddMinutes(20)));
}

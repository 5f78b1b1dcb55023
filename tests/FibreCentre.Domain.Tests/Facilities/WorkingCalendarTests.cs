using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests.Facilities;

public sealed class WorkingCalendarTests
{
    [Fact]
    public void It_says_why_it_is_shut()
    {
        var calendar = Some.Open(Some.Shut(new(2026, 12, 24), new(2026, 12, 28)));

        Assert.Equal("Christmas", calendar.WhyShut(new(2026, 12, 24)));
        Assert.Equal("Christmas", calendar.WhyShut(new(2026, 12, 28)));
        Assert.Null(calendar.WhyShut(new(2026, 12, 29)));
        Assert.Equal("the centre is shut on Saturdays", calendar.WhyShut(new(2026, 12, 5)));
    }

    [Fact]
    public void The_first_working_day_counts_as_number_one_and_shut_days_do_not_count()
    {
        var calendar = Some.Open(Some.Shut(new(2026, 12, 9), new(2026, 12, 9)));

        Assert.Equal(Some.Monday, calendar.WorkingDay(Some.Monday, 1));
        Assert.Equal(new(2026, 12, 10), calendar.WorkingDay(Some.Monday, 3));
        Assert.Equal(Some.Monday, calendar.WorkingDay(new(2026, 12, 5), 1));
    }

    [Fact]
    public void A_centre_that_never_opens_has_no_working_day() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Some.Open(Some.Shut(new(2026, 1, 1), new(2029, 1, 1))).WorkingDay(Some.Monday, 1));

    [Fact]
    public void A_closure_of_a_year_is_looked_over_and_one_that_is_longer_is_not()
    {
        var year = Some.Open(Some.Shut(Some.Monday, Some.Monday.AddDays(364)));
        Assert.Equal(new DateOnly(2027, 12, 7), year.FindWorkingDay(Some.Monday, 1));
        Assert.Null(Some.Open(Some.Shut(Some.Monday, Some.Monday.AddDays(366))).FindWorkingDay(Some.Monday, 1));
        Assert.Null(year.FindWorkingDay(Some.Monday, 2));
    }

    [Theory]
    [InlineData(8, 17, true)]
    [InlineData(7, 12, false)]
    [InlineData(13, 18, false)]
    public void A_slot_has_to_lie_within_the_opening_hours(int from, int to, bool open) => Assert.Equal(open, Some.Calendar.IsOpenFor(Some.Slot(Some.Monday, from, to)));

    [Fact]
    public void A_slot_may_end_in_the_minute_the_centre_closes_and_not_go_over_night()
    {
        Assert.True(Some.Calendar.IsOpenFor(new(Some.At(Some.Monday, 8), Some.At(Some.Monday, 17, 30))));
        Assert.False(Some.Calendar.IsOpenFor(new(Some.At(Some.Monday, 8), Some.At(Some.Monday, 17, 31))));
        Assert.False(Some.Calendar.IsOpenFor(new(Some.At(Some.Monday, 16), Some.At(Some.Monday.AddDays(1), 9))));
        Assert.False(Some.Calendar.IsOpenFor(Some.Slot(Some.Monday.AddDays(-1), 9, 12)));
    }

    /// <summary>The n-th working day is one, and n working days lie from the first to it.</summary>
    [Fact]
    public void Counting_working_days_forth_and_back_agrees() => Prop.ForAll(
        Gen.Choose(0, 700).Two().Where(each => each.Item2 < 40).ToArbitrary(),
        each =>
        {
            var calendar = Some.Open(Some.Shut(new(2026, 12, 24), new(2027, 1, 1)));
            var (first, number) = (new DateOnly(2026, 1, 1).AddDays(each.Item1), each.Item2 + 1);
            var day = calendar.WorkingDay(first, number);
            return calendar.IsWorkingDay(day) && Enumerable.Range(0, day.DayNumber - first.DayNumber + 1).Count(ahead => calendar.IsWorkingDay(first.AddDays(ahead))) == number;
        }).QuickCheckThrowOnFailure();
}

using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests;

/// <summary>London: clocks go forward at 01:00 on 28 March 2027 and back at 02:00 on 31 October 2027.</summary>
public sealed class CentreTimeTests
{
    [Theory]
    [InlineData("2027-03-27", "09:00", "2027-03-27T09:00Z")]
    [InlineData("2027-03-28", "00:59", "2027-03-28T00:59Z")]
    [InlineData("2027-03-28", "01:00", "2027-03-28T01:00Z")]   // jumped over: the first time after the jump, 02:00
    [InlineData("2027-03-28", "01:30", "2027-03-28T01:00Z")]
    [InlineData("2027-03-28", "02:00", "2027-03-28T01:00Z")]
    [InlineData("2027-03-28", "09:00", "2027-03-28T08:00Z")]
    [InlineData("2027-10-31", "00:59", "2027-10-30T23:59Z")]
    [InlineData("2027-10-31", "01:30", "2027-10-31T00:30Z")]   // shown twice: the first
    [InlineData("2027-10-31", "02:00", "2027-10-31T02:00Z")]
    [InlineData("2027-10-31", "09:00", "2027-10-31T09:00Z")]
    public void A_civil_time_is_one_instant(string day, string time, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant), Some.London.At(DateOnly.Parse(day), TimeOnly.Parse(time)));

    [Fact]
    public void The_answer_is_in_utc() => Assert.Equal(TimeSpan.Zero, Some.London.At(new(2027, 7, 1), new(9, 0)).Offset);

    [Fact]
    public void Midnight_belongs_to_the_centres_day_and_not_to_utcs()
    {
        Assert.Equal(new DateOnly(2027, 7, 1), Some.London.DayOf(DateTimeOffset.Parse("2027-06-30T23:00Z")));
        Assert.Equal(new DateOnly(2027, 6, 30), Some.London.DayOf(DateTimeOffset.Parse("2027-06-30T22:59Z")));
        Assert.Equal(new TimeOnly(0, 0), Some.London.TimeOf(DateTimeOffset.Parse("2027-06-30T23:00Z")));
    }

    [Theory]
    [InlineData("2027-03-28", 23)]
    [InlineData("2027-10-31", 25)]
    [InlineData("2027-06-01", 24)]
    public void A_day_has_the_hours_that_the_clocks_give_it(string day, int hours)
    {
        var date = DateOnly.Parse(day);
        Assert.Equal(TimeSpan.FromHours(hours), Some.London.At(date.AddDays(1), TimeOnly.MinValue) - Some.London.At(date, TimeOnly.MinValue));
    }

    [Fact]
    public void An_unknown_zone_is_refused() => Assert.Throws<TimeZoneNotFoundException>(() => CentreTime.In("Europe/Nowhere"));

    /// <summary>Whatever instant the clocks show, asking for what they show gives it back, but for the hour they show twice.</summary>
    [Theory]
    [InlineData("Europe/London")]
    [InlineData("Europe/Dublin")]
    [InlineData("Australia/Lord_Howe")]
    public void What_the_clocks_show_leads_back_to_the_instant(string zone)
    {
        var time = CentreTime.In(zone);
        Prop.ForAll(Gen.Choose(0, 4 * 365 * 24 * 4).ToArbitrary(), quarters =>
        {
            var instant = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(15.0 * quarters);
            var back = time.At(time.DayOf(instant), time.TimeOf(instant));
            return back == instant || (back < instant && instant - back <= TimeSpan.FromHours(1) && time.TimeOf(back) == time.TimeOf(instant));
        }).QuickCheckThrowOnFailure();
    }
}

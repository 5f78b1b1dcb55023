using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Tests.Catalogue;

namespace FibreCentre.Domain.Tests.Cohorts;

public sealed class SessionLayoutTests
{
    [Fact]
    public void Day_by_day_in_the_order_of_the_clock_whatever_order_the_course_lists_them_in()
    {
        var course = SomeCourse.Called("FTC-210") with { Sessions = [SomeCourse.Session(2, "08:30", "12:00"), SomeCourse.Session(1, "13:00", "16:00"), SomeCourse.Session(1, "08:30", "12:00")] };

        var laid = SessionLayout.Lay(course, Some.Monday, Some.Calendar).Value!;

        Assert.Equal([1, 2, 3], laid.Select(session => session.Number));
        Assert.Equal([Some.At(Some.Monday, 8, 30), Some.At(Some.Monday, 13), Some.At(Some.Monday.AddDays(1), 8, 30)], laid.Select(session => session.During.Start));
    }

    [Fact]
    public void Days_on_which_the_centre_is_shut_are_stepped_over()
    {
        var course = SomeCourse.Called("FTC-210") with { Sessions = [.. Enumerable.Range(1, 3).Select(day => SomeCourse.Session(day, "08:30", "12:00"))] };
        var calendar = Some.Open(Some.Shut(Some.Monday, Some.Monday));

        Assert.Equal([new(2026, 12, 4), new(2026, 12, 8), new DateOnly(2026, 12, 9)], SessionLayout.Lay(course, new(2026, 12, 4), calendar).Value!.Select(session => session.Day));
    }

    [Fact]
    public void A_first_day_on_which_the_centre_is_shut_is_refused_with_the_reason()
    {
        var refused = SessionLayout.Lay(SomeCourse.Called("FTC-210"), new(2026, 12, 25), Some.Open(Some.Shut(new(2026, 12, 25), new(2026, 12, 25), "Christmas Day"))).Error!;
        Assert.Equal(("centre-shut", "Friday 25 December 2026: Christmas Day. Choose a working day."), (refused.Code, refused.Detail));
    }

    [Fact]
    public void A_session_outside_the_opening_hours_is_refused() =>
        Assert.Equal("outside-opening-hours", SessionLayout.Lay(SomeCourse.Called("FTC-210") with { Sessions = [SomeCourse.Session(1, "07:30", "12:00")] }, Some.Monday, Some.Calendar).Error?.Code);

    [Fact]
    public void On_both_sides_of_a_change_of_the_clocks_a_session_starts_at_the_same_civil_time()
    {
        var course = SomeCourse.Called("FTC-210") with { Sessions = [SomeCourse.Session(1, "08:30", "12:15"), SomeCourse.Session(2, "08:30", "12:15")] };

        var laid = SessionLayout.Lay(course, new(2027, 10, 29), Some.Calendar).Value!;

        Assert.Equal(["2027-10-29 07:30", "2027-11-01 08:30"], laid.Select(session => $"{session.During.Start:yyyy-MM-dd HH:mm}"));
        Assert.All(laid, session => Assert.Equal(TimeSpan.FromMinutes(225), session.During.Length));
    }

    [Fact]
    public void Days_that_a_closure_leaves_no_room_for_within_a_year_are_refused()
    {
        var course = SomeCourse.Called("FTC-210") with { Sessions = [.. Enumerable.Range(1, 3).Select(day => SomeCourse.Session(day, "08:30", "12:00"))] };
        var calendar = Some.Open(Some.Shut(Some.Monday.AddDays(1), Some.Monday.AddDays(380)));

        Assert.Equal("too-few-working-days", SessionLayout.Lay(course, Some.Monday, calendar).Error!.Code);
    }
}

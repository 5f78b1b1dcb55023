using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Tests.Cohorts;

public sealed class CohortDecisionTests
{
    [Fact]
    public void Its_dates_follow_from_the_course_by_civil_days()
    {
        var cohort = Some.Cohort();
        // Five days before at 17:00, ten days before at 9:00.
        Assert.Equal((Some.At(new(2026, 12, 2), 17), Some.At(new(2026, 11, 27), 9)), (cohort.NamesDueAt, cohort.DecideAt));
    }

    [Fact]
    public void Moved_with_its_first_session_all_of_them_move()
    {
        var cohort = Some.Cohort().Published();
        foreach (var (session, day) in cohort.Sessions.Zip([Some.Monday.AddDays(2), Some.Monday.AddDays(1)]).Reverse())
            Assert.True(cohort.Move(session.Id, Some.Slot(day, 9, 12), Catalogue.SomeCourse.Called("FTC-210").BookingTerms, Some.Calendar, Some.LongBefore).Succeeded);

        Assert.Equal((Some.Monday.AddDays(1), Some.Monday.AddDays(2), Some.At(Some.Monday.AddDays(1), 9)), (cohort.FirstDay, cohort.LastDay, cohort.BookingClosesAt));
        Assert.Equal((Some.At(new(2026, 12, 3), 17), Some.At(new(2026, 11, 28), 9)), (cohort.NamesDueAt, cohort.DecideAt));
    }

    [Fact]
    public void Names_are_never_due_after_it_begins()
    {
        var late = Catalogue.SomeCourse.Called("FTC-210") with { Terms = new(NamesDueDays: 0, DecisionDays: 1, FreeCancellationDays: 1, LateCancellationPercent: 50) };
        var cohort = Some.Cohort(late);
        Assert.Equal(cohort.BookingClosesAt, cohort.NamesDueAt);
    }

    [Fact]
    public void Only_an_open_one_is_confirmed_and_once()
    {
        var cohort = Some.Cohort();
        Assert.Equal("cohort-not-open", cohort.Confirm().Error?.Code);
        cohort.Published();
        Assert.True(cohort.Confirm().Succeeded);
        Assert.Equal((CohortState.Confirmed, 3), (cohort.State, cohort.Revision));
        Assert.Equal("cohort-not-open", cohort.Confirm().Error?.Code);
        Assert.True(cohort.TakesBookings(Some.LongBefore));
    }

    [Fact]
    public void It_is_cancelled_until_it_begins_whatever_its_state_says()
    {
        Assert.Equal("cohort-cannot-change", Some.Cohort().Published().Cancel(Some.At(Some.Monday, 8, 30)).Error?.Code);
        var cohort = Some.Cohort().Published();
        Assert.True(cohort.Cancel(Some.At(Some.Monday, 8, 29)).Succeeded);
        Assert.Equal((CohortState.Cancelled, false), (cohort.State, cohort.TakesBookings(Some.LongBefore)));
        Assert.Equal("cohort-cannot-change", cohort.Cancel(Some.LongBefore).Error?.Code);
    }

    [Fact]
    public void Its_capacity_takes_the_smallest_size_along_and_never_leaves_the_range()
    {
        var cohort = Some.Cohort(capacity: 6).Published();
        Assert.Equal(4, cohort.MinimumSize);
        Assert.Equal("capacity-out-of-range", cohort.ChangeCapacity(0).Error?.Code);
        Assert.Equal("capacity-out-of-range", cohort.ChangeCapacity(61).Error?.Code);

        Assert.True(cohort.ChangeCapacity(3).Succeeded);
        Assert.Equal((3, 3, 3), (cohort.Capacity, cohort.MinimumSize, cohort.Revision));
        cohort.Cancel(Some.LongBefore);
        Assert.Equal("cohort-cannot-change", cohort.ChangeCapacity(5).Error?.Code);
    }

    [Fact]
    public void It_runs_from_its_first_session_and_is_completed_after_its_last()
    {
        var (begins, ends) = (Some.At(Some.Monday, 8, 30), Some.At(Some.Monday, 16, 30));
        var cohort = Some.Cohort().Published();

        Assert.False(cohort.Advance(ends, begins.AddTicks(-1)));
        Assert.True(cohort.Advance(ends, begins));
        Assert.Equal(CohortState.Running, cohort.State);
        Assert.False(cohort.Advance(ends, ends.AddTicks(-1)));
        Assert.True(cohort.Advance(ends, ends));
        Assert.Equal(CohortState.Completed, cohort.State);
        Assert.False(cohort.Advance(ends, ends.AddDays(1)));
    }

    [Fact]
    public void A_clock_that_slept_through_it_completes_it_and_drafts_and_cancelled_ones_stay_what_they_are()
    {
        var ends = Some.At(Some.Monday, 16, 30);
        var slept = Some.Cohort().Published();
        Assert.True(slept.Advance(ends, ends.AddDays(9)));
        Assert.Equal(CohortState.Completed, slept.State);

        var cancelled = Some.Cohort().Published();
        cancelled.Cancel(Some.LongBefore);
        Assert.False(cancelled.Advance(ends, ends.AddDays(9)));
        Assert.False(Some.Cohort().Advance(ends, ends.AddDays(9)));
    }

    [Fact]
    public void There_is_time_for_names_but_never_past_the_first_session()
    {
        var cohort = Some.Cohort().Published();
        var due = cohort.NamesDueAt;
        cohort.LeaveTimeForNames(TimeSpan.FromHours(24), due.AddHours(-24));
        Assert.Equal(due, cohort.NamesDueAt);
        cohort.LeaveTimeForNames(TimeSpan.FromHours(24), due.AddHours(-23));
        Assert.Equal(due.AddHours(1), cohort.NamesDueAt);
        cohort.LeaveTimeForNames(TimeSpan.FromHours(24), cohort.BookingClosesAt.AddHours(-2));
        Assert.Equal(cohort.BookingClosesAt, cohort.NamesDueAt);
    }

    [Theory]
    [InlineData(CohortState.Open, 1, "needs 3 more to run")]
    [InlineData(CohortState.Open, 3, "needs 1 more to run")]
    [InlineData(CohortState.Open, 4, "likely to run")]
    [InlineData(CohortState.Draft, 0, "needs 4 more to run")]
    [InlineData(CohortState.Confirmed, 1, "confirmed to run")]
    [InlineData(CohortState.Running, 1, "confirmed to run")]
    [InlineData(CohortState.Completed, 0, "confirmed to run")]
    [InlineData(CohortState.Cancelled, 9, "cancelled")]
    public void Bookers_read_how_sure_it_is(CohortState state, int taken, string said) => Assert.Equal(said, GoingAhead.Say(state, taken, minimumSize: 4));
}

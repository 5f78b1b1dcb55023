using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Tests.Cohorts;

public sealed class CohortTests
{
    private static readonly DateOnly Tuesday = Some.Monday.AddDays(1);

    [Fact]
    public void A_planned_cohort_is_a_draft_that_closes_when_its_first_session_starts()
    {
        var cohort = Some.Cohort();

        Assert.Equal((CohortState.Draft, 1, 6), (cohort.State, cohort.Revision, cohort.PlacesLeft));
        Assert.Equal((Some.Monday, Some.Monday, Some.At(Some.Monday, 8, 30)), (cohort.FirstDay, cohort.LastDay, cohort.BookingClosesAt));
        Assert.False(cohort.TakesBookings(Some.LongBefore));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(61)]
    public void It_has_from_one_to_sixty_places(int capacity) =>
        Assert.Equal("capacity-out-of-range", Cohort.Plan(Some.Version(), "X", capacity, Laid(), Some.London, Some.LongBefore).Error?.Code);

    [Fact]
    public void It_is_not_planned_for_a_day_that_has_begun() =>
        Assert.Equal("first-day-past", Cohort.Plan(Some.Version(), "X", 6, Laid(), Some.London, Some.At(Some.Monday, 8, 30)).Error?.Code);

    [Fact]
    public void Published_it_takes_bookings_until_the_first_session_starts()
    {
        var cohort = Some.Cohort().Published();

        Assert.Equal((CohortState.Open, 2), (cohort.State, cohort.Revision));
        Assert.True(cohort.TakesBookings(Some.At(Some.Monday, 8, 29)));
        Assert.False(cohort.TakesBookings(Some.At(Some.Monday, 8, 30)));
    }

    [Fact]
    public void Only_a_draft_is_published_and_only_before_it_starts()
    {
        Assert.Equal("not-a-draft", Some.Cohort().Published().Publish(Some.LongBefore).Error?.Code);
        Assert.Equal("first-day-past", Some.Cohort().Publish(Some.At(Some.Monday, 8, 30)).Error?.Code);
    }

    [Fact]
    public void A_move_takes_the_days_and_the_end_of_booking_along()
    {
        var cohort = Some.Cohort().Published();
        var first = cohort.Sessions[0];

        var moved = cohort.Move(first.Id, Some.Slot(Tuesday, 9, 12), BookingTerms.Usual, Some.Calendar, Some.LongBefore);

        Assert.Equal((Some.At(Some.Monday, 8, 30), Some.At(Tuesday, 9)), (moved.Value![0].From.Start, moved.Value[0].To.Start));
        Assert.Equal((Some.Monday, Tuesday, Some.At(Some.Monday, 13)), (cohort.FirstDay, cohort.LastDay, cohort.BookingClosesAt));
        Assert.Equal((3, 2), (cohort.Revision, first.Revision));
    }

    [Fact]
    public void A_session_may_overlap_where_it_was_itself() => Assert.True(Move(Some.Slot(Some.Monday, 9, 12)).Succeeded);

    [Fact]
    public void Sessions_of_a_cohort_may_touch_and_not_overlap()
    {
        Assert.True(Move(Some.Slot(Some.Monday, 10, 13)).Succeeded);
        Assert.Equal("sessions-overlap", Move(new(Some.At(Some.Monday, 10), Some.At(Some.Monday, 13, 1))).Error?.Code);
    }

    [Fact]
    public void A_move_is_refused_for_every_reason_there_is_and_changes_nothing()
    {
        var cohort = Some.Cohort().Published();
        var id = cohort.Sessions[0].Id;
        var to = Some.Slot(Tuesday, 9, 12);

        Refused("session-not-found", new(Guid.NewGuid()), to, Some.LongBefore);
        Refused("session-has-started", id, to, Some.At(Some.Monday, 8, 30));
        Refused("time-past", id, Some.Slot(new(2026, 10, 5), 9, 12), Some.LongBefore);
        Refused("centre-shut", id, Some.Slot(new(2026, 12, 12), 9, 12), Some.LongBefore);
        Refused("outside-opening-hours", id, Some.Slot(Tuesday, 16, 19), Some.LongBefore);
        Refused("sessions-overlap", id, Some.Slot(Some.Monday, 12, 15), Some.LongBefore);

        void Refused(string code, SessionId session, TimeSlot slot, DateTimeOffset now)
        {
            Assert.Equal(code, cohort.Move(session, slot, BookingTerms.Usual, Some.Calendar, now).Error?.Code);
            Assert.Equal((2, Some.At(Some.Monday, 8, 30), Some.At(Some.Monday, 8, 30)), (cohort.Revision, cohort.Sessions[0].During.Start, cohort.BookingClosesAt));
        }
    }

    private static Result<IReadOnlyList<SessionMoved>> Move(TimeSlot to)
    {
        var cohort = Some.Cohort().Published();
        return cohort.Move(cohort.Sessions[0].Id, to, BookingTerms.Usual, Some.Calendar, Some.LongBefore);
    }

    private static IReadOnlyList<LaidSession> Laid() => SessionLayout.Lay(Some.Version().Spec, Some.Monday, Some.Calendar).Value!;
}

using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Tests.Places;

public sealed class AllocationTests
{
    private static readonly ProviderId Northway = new(Guid.NewGuid());
    private static readonly DateTimeOffset Release = Some.LongBefore.AddDays(14);

    [Fact]
    public void As_many_can_be_kept_as_are_free_and_not_one_more()
    {
        Assert.Equal(6, Keep(6).Value!.Left);
        var refused = Keep(7).Error!;
        Assert.Equal(("not-enough-to-keep", "7 more asked for; 6 can be kept."), (refused.Code, refused.Detail));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(61)]
    public void From_one_to_sixty_are_kept(int places) => Assert.Equal("allocation-out-of-range", Keep(places).Error?.Code);

    [Fact]
    public void It_is_released_in_the_future_and_not_after_the_first_session()
    {
        var cohort = Some.Cohort().Published();
        Assert.Equal("release-out-of-range", Keep(2, Some.LongBefore).Error?.Code);
        Assert.Equal("release-out-of-range", Keep(2, cohort.BookingClosesAt.AddTicks(1)).Error?.Code);
        Assert.True(Keep(2, cohort.BookingClosesAt).Succeeded);
    }

    [Fact]
    public void It_is_released_no_later_than_it_may_be_and_no_later_than_was_agreed()
    {
        var allocation = Keep(4).Value!;
        allocation.ReleaseBy(Release.AddDays(1));
        Assert.Equal(Release, allocation.ReleaseAt);
        allocation.ReleaseBy(Release.AddDays(-1));
        Assert.Equal(Release.AddDays(-1), allocation.ReleaseAt);
        allocation.Release(Some.LongBefore);
        allocation.ReleaseBy(Some.LongBefore);
        Assert.Equal(Release.AddDays(-1), allocation.ReleaseAt);
    }

    [Fact]
    public void It_grows_by_what_is_free_and_shrinks_to_what_is_taken()
    {
        var allocation = Keep(4).Value!;
        var cohort = Some.Cohort(capacity: 6).Published();

        Assert.Equal("not-enough-to-keep", allocation.Change(cohort, 11, Release, Some.LongBefore).Error?.Code);
        Assert.Equal("release-out-of-range", allocation.Change(cohort, 4, Some.LongBefore, Some.LongBefore).Error?.Code);
        Assert.Equal("allocation-out-of-range", allocation.Change(cohort, 0, Release, Some.LongBefore).Error?.Code);
        Assert.Equal((4, Release), (allocation.Places, allocation.ReleaseAt));

        Assert.True(allocation.Change(cohort, 10, Release.AddDays(1), Some.LongBefore).Succeeded);
        Assert.Equal((10, Release.AddDays(1)), (allocation.Places, allocation.ReleaseAt));
        Assert.True(allocation.Change(cohort, 1, Release, Some.LongBefore).Succeeded);
        Assert.Equal(1, allocation.Left);
    }

    [Fact]
    public void Released_it_keeps_nothing_and_cannot_be_changed_or_released_again()
    {
        var allocation = Keep(4).Value!;
        Assert.True(allocation.Release(Some.LongBefore.AddHours(1)).Succeeded);

        Assert.Equal((0, Some.LongBefore.AddHours(1)), (allocation.Left, allocation.ReleasedAt));
        Assert.Equal("allocation-released", allocation.Release(Release).Error?.Code);
        Assert.Equal("allocation-released", allocation.Change(Some.Cohort().Published(), 2, Release, Some.LongBefore).Error?.Code);
    }

    private static Result<Allocation> Keep(int places, DateTimeOffset? releaseAt = null) => Allocation.Keep(Some.Cohort(capacity: 6).Published(), Northway, places, releaseAt ?? Release, Guid.NewGuid(), Some.LongBefore);
}

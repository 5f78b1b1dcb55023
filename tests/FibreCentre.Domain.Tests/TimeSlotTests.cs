using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests;

public sealed class TimeSlotTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 7, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_slot_that_does_not_end_after_it_starts_cannot_be_made(int minutes) => Assert.Throws<ArgumentException>(() => Slot(0, minutes));

    [Fact]
    public void Slots_that_only_touch_do_not_overlap()
    {
        Assert.False(Slot(0, 60).Overlaps(Slot(60, 120)));
        Assert.False(Slot(60, 120).Overlaps(Slot(0, 60)));
        Assert.True(Slot(0, 61).Overlaps(Slot(60, 120)));
    }

    [Fact]
    public void It_is_kept_in_utc_whatever_offset_it_came_with()
    {
        var slot = new TimeSlot(new(2026, 7, 1, 9, 0, 0, TimeSpan.FromHours(1)), new(2026, 7, 1, 10, 0, 0, TimeSpan.FromHours(1)));
        Assert.Equal((TimeSpan.Zero, 8), (slot.Start.Offset, slot.Start.Hour));
        Assert.Equal(TimeSpan.FromHours(1), slot.Length);
    }

    /// <summary>Every minute of a slot lies either in the other or in one of the pieces beyond it.</summary>
    [Fact]
    public void What_lies_beyond_another_is_all_that_it_does_not_hold() => Prop.ForAll(
        Gen.Choose(0, 40).Four().Where(each => each.Item1 < each.Item2 && each.Item3 < each.Item4).ToArbitrary(),
        each =>
        {
            var pieces = Slot(each.Item1, each.Item2).Beyond(Slot(each.Item3, each.Item4)).ToList();
            return Enumerable.Range(0, 40).All(minute =>
                pieces.Count(piece => piece.Overlaps(Slot(minute, minute + 1))) == (each.Item1 <= minute && minute < each.Item2 && !(each.Item3 <= minute && minute < each.Item4) ? 1 : 0));
        }).QuickCheckThrowOnFailure();

    /// <summary>Two slots overlap exactly when some minute lies in both; it does not matter which is asked.</summary>
    [Fact]
    public void Overlapping_means_sharing_an_instant() => Prop.ForAll(
        Gen.Choose(0, 40).Four().Where(each => each.Item1 < each.Item2 && each.Item3 < each.Item4).ToArbitrary(),
        each =>
        {
            var (a, b) = (Slot(each.Item1, each.Item2), Slot(each.Item3, each.Item4));
            var shared = Enumerable.Range(0, 41).Any(minute => each.Item1 <= minute && minute < each.Item2 && each.Item3 <= minute && minute < each.Item4);
            return a.Overlaps(b) == shared && b.Overlaps(a) == shared;
        }).QuickCheckThrowOnFailure();

    private static TimeSlot Slot(int from, int to) => new(Noon.AddMinutes(from), Noon.AddMinutes(to));
}

using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests.Facilities;

public sealed class OccupationTests
{
    private static readonly ResourceId Bench = new(Guid.NewGuid());

    [Fact]
    public void A_bay_is_taken_from_setting_up_to_clearing_away()
    {
        var slots = Occupy(Quarter, Some.Slot(Some.Monday, 9, 12));
        Assert.Equal([(Some.At(Some.Monday, 8, 45), Some.At(Some.Monday, 12, 15))], slots);
    }

    [Fact]
    public void Between_two_sessions_of_a_cohort_nobody_clears_away_when_there_is_no_time_for_it()
    {
        Assert.Equal([(Some.At(Some.Monday, 8, 45), Some.At(Some.Monday, 12)), (Some.At(Some.Monday, 12), Some.At(Some.Monday, 15, 15))], Occupy(Quarter, Some.Slot(Some.Monday, 9, 12), Some.Slot(Some.Monday, 12, 15)));
        // Twenty minutes between them are shared: fifteen to clear away, and what is left to set up.
        var gap = new TimeSlot(Some.At(Some.Monday, 12, 20), Some.At(Some.Monday, 15));
        Assert.Equal([(Some.At(Some.Monday, 8, 45), Some.At(Some.Monday, 12, 15)), (Some.At(Some.Monday, 12, 15), Some.At(Some.Monday, 15, 15))], Occupy(Quarter, Some.Slot(Some.Monday, 9, 12), gap));
    }

    [Fact]
    public void With_time_enough_both_have_their_own() =>
        Assert.Equal([(Some.At(Some.Monday, 8, 45), Some.At(Some.Monday, 12, 15)), (Some.At(Some.Monday, 12, 45), Some.At(Some.Monday, 15, 15))], Occupy(Quarter, Some.Slot(Some.Monday, 9, 12), Some.Slot(Some.Monday, 13, 15)));

    /// <summary>Whatever the sessions and buffers, none is cut short, nothing overlaps, and no buffer is longer than asked for.</summary>
    [Fact]
    public void Sessions_that_do_not_overlap_never_take_a_resource_twice() => Prop.ForAll(
        (from gaps in Gen.Choose(0, 40).ListOf(5) from lengths in Gen.Choose(15, 120).ListOf(5) from before in Gen.Choose(0, 60) from after in Gen.Choose(0, 60) select (gaps, lengths, before, after)).ToArbitrary(),
        each =>
        {
            var starts = Some.At(Some.Monday, 8);
            var sessions = each.gaps.Zip(each.lengths, (gap, length) =>
            {
                var slot = new TimeSlot(starts.AddMinutes(gap), starts.AddMinutes(gap + length));
                starts = slot.End;
                return slot;
            }).ToArray();
            var taken = Occupy(new(TimeSpan.FromMinutes(each.before), TimeSpan.FromMinutes(each.after)), sessions);
            return taken.Zip(taken.Skip(1)).All(pair => pair.First.End <= pair.Second.Start)
                && taken.Zip(sessions).All(pair => pair.First.Start <= pair.Second.Start && pair.First.End >= pair.Second.End && (pair.Second.Start - pair.First.Start).TotalMinutes <= each.before && (pair.First.End - pair.Second.End).TotalMinutes <= each.after);
        }).QuickCheckThrowOnFailure();

    private static FibreCentre.Domain.Facilities.Buffer Quarter => new(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15));

    private static List<(DateTimeOffset Start, DateTimeOffset End)> Occupy(FibreCentre.Domain.Facilities.Buffer buffer, params TimeSlot[] sessions)
    {
        var ids = sessions.Select(_ => SessionId.New(Some.LongBefore)).ToList();
        var slots = Occupation.Of(sessions.Select((slot, index) => (ids[index], slot, (IReadOnlyCollection<ResourceId>)[Bench])), (_, _) => buffer);
        return ids.ConvertAll(id => (slots[(id, Bench)].Start, slots[(id, Bench)].End));
    }
}

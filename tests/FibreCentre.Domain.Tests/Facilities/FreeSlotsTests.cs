using FibreCentre.Domain.Facilities;

namespace FibreCentre.Domain.Tests.Facilities;

public sealed class FreeSlotsTests
{
    private readonly Bay _small = Some.Bay("S", 2), _large = Some.Bay("L", 12);
    private readonly Instructor _ann = Some.Instructor("Ann"), _ben = Some.Instructor("Ben", until: Some.Monday);

    [Fact]
    public void A_morning_and_an_afternoon_of_each_day_the_best_first()
    {
        var found = Find(trainees: 2, days: 2);
        Assert.Equal([(Some.Monday, 8), (Some.Monday, 12), (Some.Monday.AddDays(1), 8), (Some.Monday.AddDays(1), 12)], found.Slots.Select(each => (each.Day, Some.London.TimeOf(each.During.Start).Hour)).OrderBy(each => each.Day));
        Assert.Equal((_small.Id, 2), (Assert.Single(found.Slots[0].Bays), found.Slots[0].Seats));   // no larger than needed
        Assert.True(found.Slots.Zip(found.Slots.Skip(1)).All(pair => pair.First.Cost <= pair.Second.Cost));
    }

    [Fact]
    public void The_days_without_say_why()
    {
        var found = Find(trainees: 6, days: 5, taken: [new(_large.Id, Some.Slot(Some.Monday, 8, 17), "FTC-101-261207-A"), new(_small.Id, Some.Slot(Some.Monday, 8, 17), "closure: paint")], closures: [Some.Shut(Some.Monday.AddDays(1), Some.Monday.AddDays(1), "Stocktaking")]);
        Assert.Equal([Some.Monday, Some.Monday.AddDays(1)], found.Without.Select(each => each.Day));
        Assert.Contains("Bench L is taken on Monday 7 December 2026 from 8:00am to 5:00pm by FTC-101-261207-A.", Assert.Single(found.Without[0].Reasons), StringComparison.Ordinal);
        Assert.Equal(["The centre is shut: Stocktaking."], found.Without[1].Reasons);
    }

    [Fact]
    public void Two_instructors_only_while_both_are_qualified()
    {
        var found = Find(trainees: 12, instructors: 2, days: 2);
        Assert.Equal([Some.Monday, Some.Monday], found.Slots.Select(each => each.Day));
        Assert.Equal("It, Tuesday 8 December 2026 8:00am: 2 instructors needed, 1 qualified and free. Ben does not hold fibre-qualified on Tuesday 8 December 2026.", Assert.Single(Assert.Single(found.Without).Reasons));
    }

    [Fact]
    public void Without_an_instructor_asked_for_none_is_looked_for()
    {
        var found = Find(trainees: 2, instructors: 0, taken: [new(_ann.Id, Some.Slot(Some.Monday, 8, 17), "leave"), new(_ben.Id, Some.Slot(Some.Monday, 8, 17), "leave")]);
        Assert.All(found.Slots, each => Assert.Empty(each.Instructors));
        Assert.Equal(2, found.Slots.Count);
    }

    [Fact]
    public void Words_of_a_reason_do_not_make_a_taken_bay_free()
    {
        Taken[] taken = [new(_small.Id, Some.Slot(Some.Monday, 8, 18), "closure: waiting for instructor desk"), new(_large.Id, Some.Slot(Some.Monday, 8, 18), "closure: waiting for instructor desk")];
        Assert.Empty(Find(trainees: 2, instructors: 0, taken: taken).Slots);
    }

    [Fact]
    public void Nothing_that_is_found_is_taken_and_the_past_is_over()
    {
        Taken[] taken = [new(_small.Id, Some.Slot(Some.Monday, 8, 10), "X"), new(_large.Id, Some.Slot(Some.Monday, 9, 13), "X"), new(_ann.Id, Some.Slot(Some.Monday, 8, 11), "X"), new(_ben.Id, Some.Slot(Some.Monday, 10, 12), "X")];
        var found = Find(trainees: 2, taken: taken, now: Some.At(Some.Monday, 9, 5));
        Assert.NotEmpty(found.Slots);
        Assert.All(found.Slots, slot =>
        {
            Assert.True(slot.During.Start > Some.At(Some.Monday, 9, 5));
            Assert.DoesNotContain(taken, each => (slot.Bays.Contains(each.Resource) || slot.Instructors.Contains(each.Resource)) && each.During.Overlaps(slot.During));
        });
        Assert.Equal(["The day is over."], Assert.Single(Find(trainees: 2, now: Some.At(Some.Monday, 17)).Without).Reasons);
    }

    [Fact]
    public void Longer_than_the_centre_is_open_is_nowhere() =>
        Assert.Equal(["It is longer than the centre is open: 8:00am to 5:30pm."], Assert.Single(Find(trainees: 2, hours: 10).Without).Reasons);

    private SlotsFound Find(int trainees, int instructors = 1, int days = 1, int hours = 3, Taken[]? taken = null, CentreClosure[]? closures = null, DateTimeOffset? now = null) => FreeSlots.Find(
        new("splice-bench", ["fibre-qualified"], new Dictionary<string, int>(), trainees, instructors, TimeSpan.FromHours(hours), Some.Monday, Some.Monday.AddDays(days - 1)),
        new(Some.Open(closures ?? []), [_small, _large], [_ann, _ben], [], taken ?? []), now ?? Some.LongBefore);
}

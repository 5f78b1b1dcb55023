using FibreCentre.Domain.Facilities;

namespace FibreCentre.Domain.Tests.Facilities;

public sealed class PracticeSearchTests
{
    private static readonly PracticeLimits Limits = new(HoursAWeek: 4, LeadHours: 24, DaysAhead: 60);
    private static readonly BayKind Bench = new() { Slug = "splice-bench", Title = "Splice bench", SetUpMinutes = 15, ClearAwayMinutes = 15, Practice = PracticeUse.Alone };
    private static readonly BayKind Yard = new() { Slug = "pole-yard", Title = "Pole yard", TravelMinutes = 30, Practice = PracticeUse.Supervised };
    private static readonly Bay One = Bay("SPL-1", Bench), Two = Bay("SPL-2", Bench), Poles = Bay("POL-1", Yard);

    [Fact]
    public void A_bay_is_free_from_opening_to_closing_but_for_what_takes_it_and_the_time_around_that()
    {
        var centre = Centre([], new Taken(One.Id, Some.Slot(Some.Monday, 10, 12), "FTC-210"));

        var free = PracticeSearch.Free(Bench, Some.Monday, TimeSpan.FromHours(1), centre, Limits, Practiser.Anybody, Some.LongBefore).Where(each => each.BayId == One.Id.Value).Select(each => $"{each.Starts:HH:mm}").ToList();

        // It opens at eight; set-up and clearing away keep fifteen minutes on each side of ten and twelve.
        Assert.Equal(["08:00", "08:30", "12:30"], free.Take(3));
        Assert.Equal("16:30", free[^1]);
    }

    [Fact]
    public void Whoever_is_elsewhere_is_offered_nothing_then()
    {
        var busy = new Practiser([], [Some.Slot(Some.Monday, 8, 16)]);
        var free = PracticeSearch.Free(Bench, Some.Monday, TimeSpan.FromHours(1), Centre([]), Limits, busy, Some.LongBefore).Select(each => $"{each.Bay} {each.Starts:HH:mm}");
        Assert.Equal(["SPL-1 16:00", "SPL-1 16:30", "SPL-2 16:00", "SPL-2 16:30"], free);
    }

    [Fact]
    public void The_hours_of_a_week_run_from_Monday_to_Sunday()
    {
        Practiser practised = new([Some.Slot(Some.Monday.AddDays(-1), 9, 12), Some.Slot(Some.Monday, 9, 12)], []);
        Assert.Equal(60, Limits.MinutesLeft(Some.Monday.AddDays(6), practised.Booked, Some.London));
        Assert.Equal(240, Limits.MinutesLeft(Some.Monday.AddDays(7), practised.Booked, Some.London));
        Assert.Null(Limits.Refusal(Some.Slot(Some.Monday.AddDays(2), 9, 10), practised.Booked, Some.Calendar, Some.LongBefore));
        Assert.Equal("practice-hours-spent", Limits.Refusal(Some.Slot(Some.Monday.AddDays(2), 9, 11), practised.Booked, Some.Calendar, Some.LongBefore)?.Code);
    }

    [Fact]
    public void Lead_time_and_days_ahead_are_counted_to_the_hour_and_to_the_day()
    {
        Assert.Equal("practice-too-soon", Limits.Refusal(Some.Slot(Some.Monday, 9, 10), [], Some.Calendar, Some.At(Some.Monday.AddDays(-1), 9, 1))?.Code);
        Assert.Null(Limits.Refusal(Some.Slot(Some.Monday, 9, 10), [], Some.Calendar, Some.At(Some.Monday.AddDays(-1), 9)));
        Assert.Equal("practice-too-far", Limits.Refusal(Some.Slot(Some.Monday, 9, 10), [], Some.Calendar, Some.At(Some.Monday.AddDays(-61), 9))?.Code);
        Assert.Null(Limits.Refusal(Some.Slot(Some.Monday, 9, 10), [], Some.Calendar, Some.At(Some.Monday.AddDays(-60), 9)));
    }

    [Fact]
    public void Present_is_whoever_is_free_and_teaches_least_with_the_way_there()
    {
        var (ann, ben) = (Teacher("Ann"), Teacher("Ben"));
        var taught = Some.Slot(Some.Monday.AddDays(1), 9, 12);
        var centre = Centre([ann, ben], new Taken(ann.Id, taught, "FTC-101", Work: taught));

        Assert.Equal(ben.Id, PracticeSearch.At(Poles, Yard, Some.Slot(Some.Monday, 9, 10), centre).Supervisor);
        // Half an hour each way: Ann cannot be back at nine.
        Assert.Equal(ben.Id, PracticeSearch.At(Poles, Yard, Some.Slot(Some.Monday.AddDays(1), 8, 9), centre).Supervisor);
        ben.LeftOn = Some.Monday;
        Assert.Equal("No instructor is free to be present in POL-1 then.", PracticeSearch.At(Poles, Yard, Some.Slot(Some.Monday.AddDays(1), 8, 9), centre).WhyNot);
    }

    [Fact]
    public void Instead_of_a_time_that_is_taken_the_nearest_of_that_day_are_offered_and_else_those_of_the_next()
    {
        var centre = Centre([], new Taken(One.Id, Some.Slot(Some.Monday, 8, 18), "FTC-210"));
        var instead = PracticeSearch.Instead(One, Bench, Some.Slot(Some.Monday, 10, 11), centre, Limits, Practiser.Anybody, Some.LongBefore);
        Assert.Equal(["SPL-2 10:00", "SPL-2 09:30", "SPL-2 10:30"], instead.Select(each => $"{each.Bay} {each.Starts:HH:mm}"));

        var full = Centre([], new Taken(One.Id, Some.Slot(Some.Monday, 8, 18), "x"), new Taken(Two.Id, Some.Slot(Some.Monday, 8, 18), "x"));
        Assert.All(PracticeSearch.Instead(One, Bench, Some.Slot(Some.Monday, 10, 11), full, Limits, Practiser.Anybody, Some.LongBefore), each => Assert.Equal(Some.Monday.AddDays(1), DateOnly.FromDateTime(each.Starts.DateTime)));
    }

    private static CentreFacilities Centre(Instructor[] instructors, params Taken[] taken) => new(Some.Calendar, [One, Two, Poles], instructors, [], taken, [Bench, Yard]);

    private static Bay Bay(string code, BayKind kind) => new() { Id = new(Guid.NewGuid()), Code = code, Name = code, BayKind = kind.Slug, Capacity = 6 };

    private static Instructor Teacher(string name) => new() { Id = new(Guid.NewGuid()), Code = name.ToUpperInvariant(), Name = name, Email = $"{name.ToLowerInvariant()}@example.org" };
}

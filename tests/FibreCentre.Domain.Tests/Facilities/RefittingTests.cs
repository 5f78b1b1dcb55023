using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Tests.Catalogue;

namespace FibreCentre.Domain.Tests.Facilities;

/// <summary>One session of six on a splice bench on Monday from 8:30 to 12:15, whose bench, instructor or splicer is not to be had.</summary>
public sealed class RefittingTests
{
    private static readonly DateOnly Tuesday = Some.Monday.AddDays(1), Friday = Some.Monday.AddDays(-3);
    private static readonly CourseSpec Course = SomeCourse.Called("FTC-210") with { Sessions = [SomeCourse.Session(1, "08:30", "12:15")] };

    private readonly Bay _bench = Some.Bay("A"), _other = Some.Bay("B");
    private readonly Instructor _ann = Some.Instructor("Ann"), _ben = Some.Instructor("Ben");
    private readonly KitItem[] _splicers = [.. Enumerable.Range(1, 7).Select(number => Some.Splicer(number))];

    [Fact]
    public void At_its_own_time_elsewhere_where_that_is_free()
    {
        var fit = Assert.Single(Options(Closed(_bench)));
        Assert.Equal((Slot(Some.Monday), new ResourceSwap(_bench.Id, _other.Id)), (fit.During, Assert.Single(fit.Swaps)));
        Assert.Equal([_ann.Id, .. _splicers.Take(6).Select(each => each.Id), _other.Id], fit.Applied(Serving));
    }

    [Fact]
    public void An_instructor_and_a_splicer_give_way_to_others()
    {
        var fit = Assert.Single(Options(Closed(_ann), new Taken(_splicers[2].Id, Some.Slot(Some.Monday, 8, 17), "calibration")));
        Assert.Equal([new(_ann.Id, _ben.Id), new(_splicers[2].Id, _splicers[6].Id)], fit.Swaps);
    }

    [Fact]
    public void Else_the_same_day_at_another_time()
    {
        var fit = Options(new Taken(_bench.Id, Some.Slot(Some.Monday, 8, 12), "closure"), Closed(_other))[0];
        Assert.Equal((Some.At(Some.Monday, 12), 0), (fit.During.Start, fit.Swaps.Count));
        Assert.Equal(Slot(Some.Monday).Length, fit.During.Length);
    }

    [Fact]
    public void Else_the_nearest_day_that_fits_everybody_later_before_earlier()
    {
        Taken[] closed = [Closed(_bench, Some.Monday), Closed(_other, Some.Monday)];
        Assert.Equal([Tuesday, Tuesday.AddDays(1), Tuesday.AddDays(2), Friday], Options(4, [], closed).Select(fit => Some.London.DayOf(fit.During.Start)));
        // Somebody of the group is elsewhere on Tuesday, all day.
        Assert.Equal([Tuesday.AddDays(1), Tuesday.AddDays(2)], Options(2, [Some.Slot(Tuesday, 8, 17)], closed).Select(fit => Some.London.DayOf(fit.During.Start)));
    }

    [Fact]
    public void Never_before_the_session_before_it_nor_after_the_one_after_it()
    {
        Taken[] closed = [Closed(_bench, Some.Monday), Closed(_other, Some.Monday)];
        var session = Session() with { After = Some.At(Some.Monday, 8), Before = Some.At(Tuesday, 8, 30) };
        Assert.Empty(Refitting.Options(session, Centre(closed), 3));
        Assert.Equal(["It would not be in order with the cohort's other sessions."], Refitting.At(session, Slot(Tuesday), Centre(closed)).WhyNot);
    }

    [Fact]
    public void Why_it_does_not_fit_is_said()
    {
        var (fit, whyNot) = Refitting.At(Session(), Slot(Some.Monday), Centre(Closed(_bench), Closed(_other)));
        Assert.Null(fit);
        Assert.Contains("Practice, Monday 7 December 2026 8:30am: choose 1 splice bench; 0 chosen.", whyNot);
        Assert.Equal("The centre is shut on Saturday 12 December 2026: the centre is shut on Saturdays.", Refitting.At(Session(), Slot(new(2026, 12, 12)), Centre()).WhyNot[0]);
        Assert.Equal("2 trainees have another session or practice then.", Refitting.At(Session() with { TraineesBusy = [Slot(Some.Monday), Slot(Some.Monday)] }, Slot(Some.Monday), Centre()).WhyNot[0]);
    }

    [Fact]
    public void A_smaller_bench_is_no_substitute()
    {
        var small = Some.Bay("C", 2);
        var centre = new CentreFacilities(Some.Calendar, [_bench, small], [_ann], _splicers, [Closed(_bench, Some.Monday)]);
        Assert.Null(Refitting.At(Session(), Slot(Some.Monday), centre).Fit);
    }

    [Fact]
    public void In_the_weeks_the_clocks_change_it_keeps_its_time_of_day()
    {
        var friday = new DateOnly(2027, 3, 26);   // Good Friday is open here; the clocks go forward on Sunday
        var session = Session() with { Session = Laid(friday), After = Some.At(friday, 7) };
        Taken[] closed = [Closed(_bench, friday), Closed(_other, friday)];
        var fit = Refitting.Options(session, Centre(closed), 1)[0];
        Assert.Equal((new DateOnly(2027, 3, 29), new TimeOnly(8, 30)), (Some.London.DayOf(fit.During.Start), Some.London.TimeOf(fit.During.Start)));
    }

    private ResourceId[] Serving => [_bench.Id, _ann.Id, .. _splicers.Take(6).Select(each => each.Id)];

    private static LaidSession Laid(DateOnly day) => SessionLayout.Lay(Course, day, Some.Calendar).Value![0];

    private static TimeSlot Slot(DateOnly day) => Some.London.On(day, new(8, 30), new(12, 15));

    private SessionToRefit Session() => new(Course, Laid(Some.Monday), 6, Serving, [], Some.At(Friday.AddDays(-4), 9), null);

    private IReadOnlyList<Refit> Options(params Taken[] taken) => Options(1, [], taken);

    private IReadOnlyList<Refit> Options(int most, IReadOnlyList<TimeSlot> busy, params Taken[] taken) => Refitting.Options(Session() with { TraineesBusy = busy }, Centre(taken), most);

    private CentreFacilities Centre(params Taken[] taken) => new(Some.Calendar, [_bench, _other], [_ann, _ben], _splicers, taken);

    private static Taken Closed(Bay bay, DateOnly? day = null) => new(bay.Id, Some.Slot(day ?? Some.Monday, 8, 17), "closure");

    private static Taken Closed(Instructor instructor) => new(instructor.Id, Some.Slot(Some.Monday, 8, 17), "leave");
}

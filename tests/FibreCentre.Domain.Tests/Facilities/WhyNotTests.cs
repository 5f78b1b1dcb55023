using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;

namespace FibreCentre.Domain.Tests.Facilities;

/// <summary>Everything that is checked for the day, each with the words it is said in.</summary>
public sealed class WhyNotTests
{
    private static readonly TimeSlot Morning = Some.Slot(Some.Monday, 9, 12);

    [Fact]
    public void A_bay_too_close_to_somebody_elses_is_not_free_though_the_sessions_themselves_would_fit()
    {
        var bay = Some.Bay("A");
        var kinds = new[] { new BayKind { Slug = "splice-bench", Title = "Splice bench", SetUpMinutes = 15, ClearAwayMinutes = 15 } };
        var taken = new Taken(bay.Id, new(Some.At(Some.Monday, 12), Some.At(Some.Monday, 15, 15)), "X");   // a session from 12:15 with its setting up

        var with = new CentreFacilities(Some.Calendar, [bay], [], [], [taken], kinds);
        Assert.Equal("Bench A is taken on Monday 7 December 2026 from 12:00pm to 3:15pm by X, too close for clearing away and setting up.", with.WhyNot(bay, Morning));
        Assert.Null(new CentreFacilities(Some.Calendar, [bay], [], [], [taken]).WhyNot(bay, Morning));   // the kind asks for nothing
    }

    [Fact]
    public void A_retired_bay_and_kit_out_of_inspection_are_not_planned_with()
    {
        var bay = Some.Bay("A");
        bay.RetiredOn = Some.Monday;
        var harness = new KitItem { Id = new(Guid.NewGuid()), KitType = "harness", SerialNumber = "H-1", CalibratedUntil = Some.Monday, InspectedUntil = Some.Monday.AddDays(-1) };
        var centre = Centre([bay], [], [harness]);

        Assert.Equal("Bench A is out of use from Monday 7 December 2026.", centre.WhyNot(bay, Morning));
        Assert.Null(centre.WhyNot(bay, Some.Slot(Some.Monday.AddDays(-3), 9, 12)));
        Assert.Equal("harness H-1 is out of inspection on Monday 7 December 2026.", centre.WhyNot(harness, Morning));
        Assert.Equal(Some.Monday.AddDays(-1), harness.ValidUntil);
        harness.RetiredOn = Some.Monday.AddDays(-9);
        Assert.Equal("harness H-1 is retired on Monday 7 December 2026.", centre.WhyNot(harness, Morning));
    }

    [Fact]
    public void An_instructor_works_in_their_own_hours_only()
    {
        var ann = Some.Instructor("Ann");
        Assert.True(ann.Work([new(DayOfWeek.Monday, new(8, 0), new(12, 0)), new(DayOfWeek.Monday, new(13, 0), new(16, 0)), new(DayOfWeek.Tuesday, new(8, 0), new(16, 0))]).Succeeded);
        var centre = Centre([], [ann], []);

        Assert.Null(WhyNot(centre, ann, Morning));
        Assert.Equal("Ann does not work on Monday 7 December 2026 from 11:00am to 2:00pm.", WhyNot(centre, ann, Some.Slot(Some.Monday, 11, 14)));
        Assert.Equal("Ann does not work on Wednesday 9 December 2026 from 9:00am to 12:00pm.", WhyNot(centre, ann, Some.Slot(Some.Monday.AddDays(2), 9, 12)));
        Assert.Equal(15 * 60, ann.MinutesAWeek(Some.Calendar));
    }

    [Theory]
    [InlineData("hours-end-before-they-start", 12, 9, 13, 15)]
    [InlineData("hours-overlap", 9, 12, 11, 15)]
    public void Hours_that_cannot_be_are_refused_and_leave_the_old_ones(string code, int starts, int ends, int startsAgain, int endsAgain)
    {
        var ann = Some.Instructor("Ann");
        ann.Work([new(DayOfWeek.Friday, new(9, 0), new(12, 0))]);
        Assert.Equal(code, ann.Work([new(DayOfWeek.Monday, new(starts, 0), new(ends, 0)), new(DayOfWeek.Monday, new(startsAgain, 0), new(endsAgain, 0))]).Error?.Code);
        Assert.Equal(DayOfWeek.Friday, Assert.Single(ann.Hours).Day);
    }

    [Fact]
    public void An_instructor_teaches_no_more_than_their_hours_of_a_day_and_of_a_week()
    {
        var ann = Some.Instructor("Ann");
        (ann.MaxMinutesDay, ann.MaxMinutesWeek) = (360, 600);
        Taken[] taken = [Taught(ann, Some.Slot(Some.Monday, 13, 17)), Taught(ann, Some.Slot(Some.Monday.AddDays(1), 9, 12)), Taught(ann, Some.Slot(Some.Monday.AddDays(7), 9, 17))];
        var centre = Centre([], [ann], [], taken);

        Assert.Equal("Ann would teach more than 6 hours on Monday 7 December 2026.", WhyNot(centre, ann, Morning));   // 4 + 3
        Assert.Null(WhyNot(centre, ann, Some.Slot(Some.Monday.AddDays(2), 9, 12)));   // 7 + 3 of 10
        Assert.Equal("Ann would teach more than 10 hours in the week of Monday 7 December 2026.", WhyNot(centre, ann, Some.Slot(Some.Monday.AddDays(2), 9, 13)));
        Assert.Equal(new Load(7 * 60, 600), centre.LoadOf(ann, Some.Monday.AddDays(4)));
    }

    [Fact]
    public void The_way_to_a_yard_counts_against_the_session_before_it_and_not_against_the_hours()
    {
        var ann = Some.Instructor("Ann");
        ann.MaxMinutesDay = 360;
        var kinds = new[] { new BayKind { Slug = "pole-yard", Title = "Pole yard", TravelMinutes = 10 } };
        var centre = new CentreFacilities(Some.Calendar, [], [ann], [], [Taught(ann, Some.Slot(Some.Monday, 9, 12))], kinds);

        Assert.EndsWith("by X, too close for the way there.", centre.WhyNot(ann, [], "pole-yard", Some.Slot(Some.Monday, 12, 15)), StringComparison.Ordinal);
        Assert.Null(centre.WhyNot(ann, [], "classroom", Some.Slot(Some.Monday, 12, 15)));
        Assert.Null(centre.WhyNot(ann, [], "pole-yard", Some.Slot(Some.Monday, 13, 16)));   // six hours in all
    }

    [Fact]
    public void Whoever_has_left_is_not_planned_with()
    {
        var ann = Some.Instructor("Ann");
        ann.LeftOn = Some.Monday;
        Assert.Equal("Ann has left from Monday 7 December 2026.", WhyNot(Centre([], [ann], []), ann, Morning));
    }

    [Fact]
    public void The_ones_furthest_below_their_hours_are_proposed_and_suggested_first()
    {
        var (ann, ben, cat) = (Some.Instructor("Ann"), Some.Instructor("Ben"), Some.Instructor("Cat", qualification: "other"));
        var course = Catalogue.SomeCourse.Called("FTC-210") with { Sessions = [Catalogue.SomeCourse.Session(1, "08:30", "12:15")] };
        var laid = SessionLayout.Lay(course, Some.Monday, Some.Calendar).Value!;
        var centre = new CentreFacilities(Some.Calendar, [Some.Bay("A")], [ann, ben, cat], [.. Enumerable.Range(1, 6).Select(number => Some.Splicer(number))], [Taught(ann, Some.Slot(Some.Monday.AddDays(1), 9, 12))]);

        Assert.Equal([ben.Id], Assert.Single(Proposing.For(course, laid, 6, centre)).ProposedInstructors);
        Assert.Equal(["Ben", "Ann", "Cat"], Proposing.Substitutes(course, laid[0], centre).Select(each => each.Name));
    }

    private static Taken Taught(Instructor instructor, TimeSlot slot) => new(instructor.Id, slot, "X", Work: slot);

    private static string? WhyNot(CentreFacilities centre, Instructor instructor, TimeSlot slot) => centre.WhyNot(instructor, ["fibre-qualified"], "splice-bench", slot);

    private static CentreFacilities Centre(IReadOnlyList<Bay> bays, IReadOnlyList<Instructor> instructors, IReadOnlyList<KitItem> kit, params Taken[] taken) => new(Some.Calendar, bays, instructors, kit, taken);
}

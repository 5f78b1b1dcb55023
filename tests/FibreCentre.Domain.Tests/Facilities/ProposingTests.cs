using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Tests.Catalogue;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests.Facilities;

/// <summary>The course: one session a day on a splice bench, six trainees a bay and an instructor, a splicer each.</summary>
public sealed class ProposingTests
{
    private static readonly DateOnly Tuesday = Some.Monday.AddDays(1);

    [Fact]
    public void As_many_bays_and_instructors_as_the_ratios_ask_for()
    {
        var centre = Centre(bays: [Some.Bay("A"), Some.Bay("B"), Some.Bay("C")], instructors: [Some.Instructor("Ann"), Some.Instructor("Ben"), Some.Instructor("Cat")], splicers: 12);

        foreach (var (trainees, groups) in new[] { (1, 1), (6, 1), (7, 2), (12, 2) })
        {
            var proposal = Assert.Single(Propose(centre, trainees));
            Assert.Equal((groups, groups, trainees), (proposal.ProposedBays.Count, proposal.ProposedInstructors.Count, proposal.ProposedKit.Count));
            Assert.Empty(proposal.Shortfalls);
        }
    }

    [Fact]
    public void More_bays_where_the_bays_are_small()
    {
        var centre = Centre(bays: [Some.Bay("A", 2), Some.Bay("B", 2), Some.Bay("C", 2)], splicers: 6);
        Assert.Equal(3, Assert.Single(Propose(centre, 6)).ProposedBays.Count);
        Assert.Equal("Practice, Monday 7 December 2026 8:30am: 3 splice benches needed, 2 free. ", Assert.Single(Assert.Single(Propose(Centre(bays: [Some.Bay("A", 2), Some.Bay("B", 2)], splicers: 6), 6)).Shortfalls));
    }

    [Fact]
    public void A_bay_too_small_for_them_is_passed_over_where_a_larger_one_is_free()
    {
        var (small, large) = (Some.Bay("A", 2), Some.Bay("B", 6));
        Assert.Equal([large.Id], Assert.Single(Propose(Centre(bays: [small, large], splicers: 6), 3)).ProposedBays);
        Assert.Equal([small.Id], Assert.Single(Propose(Centre(bays: [small, large], splicers: 6), 2)).ProposedBays);
    }

    [Fact]
    public void An_instructor_counts_only_while_qualified_on_that_day()
    {
        var (until, good) = (Some.Instructor("Ann", until: Some.Monday), Some.Instructor("Ben"));
        var centre = Centre(instructors: [until, good], splicers: 6);

        Assert.Equal([until.Id], Assert.Single(Propose(centre, 6)).ProposedInstructors);
        var tuesday = Assert.Single(Propose(centre, 6, Tuesday));
        Assert.Equal([good.Id], tuesday.ProposedInstructors);
        Assert.Equal("Ann does not hold fibre-qualified on Tuesday 8 December 2026.", tuesday.Instructors.Single(each => each.Id == until.Id).WhyNot);
    }

    [Fact]
    public void Kit_counts_only_while_in_calibration_on_that_day()
    {
        var centre = Centre(kit: [Some.Splicer(1, until: Some.Monday), Some.Splicer(2)]);

        Assert.Equal(2, Assert.Single(Propose(centre, 2)).ProposedKit.Count);
        Assert.Equal("Practice, Tuesday 8 December 2026 8:30am: 2 fusion splicers needed, 1 in calibration and free.", Assert.Single(Assert.Single(Propose(centre, 2, Tuesday)).Shortfalls));
    }

    [Fact]
    public void For_more_trainees_what_serves_them_stays_and_only_what_is_missing_comes_besides()
    {
        var (a, b, c) = (Some.Bay("A"), Some.Bay("B", 2), Some.Bay("C"));
        var (ann, ben) = (Some.Instructor("Ann"), Some.Instructor("Ben"));
        var splicers = Enumerable.Range(1, 8).Select(number => Some.Splicer(number)).ToList();
        var centre = Centre(bays: [a, b, c], instructors: [ann, ben], kit: [.. splicers]);
        ResourceId[] serving = [c.Id, ben.Id, .. splicers.Take(6).Select(item => item.Id)];

        var seven = Grow(centre, 7, serving);
        Assert.Equal([b.Id, ann.Id, splicers[6].Id], seven.More);   // the smallest bay with a seat for the seventh
        Assert.Empty(seven.Shortfalls);
        Assert.Equal([a.Id], Grow(centre, 12, serving).More.Where(id => centre.KindOf(id) == ResourceKind.Bay));
        Assert.Empty(Grow(centre, 6, serving).More);
        Assert.Empty(Grow(centre, 4, serving).More);
    }

    [Fact]
    public void What_is_missing_for_more_trainees_is_said_beside_what_they_have()
    {
        var (a, b) = (Some.Bay("A"), Some.Bay("B"));
        var splicers = Enumerable.Range(1, 6).Select(number => Some.Splicer(number)).ToList();
        var ann = Some.Instructor("Ann");
        var centre = Centre(bays: [a, b], instructors: [ann], kit: [.. splicers], taken: [new(b.Id, Some.Slot(Some.Monday, 11, 14), "FTC-101-261207-A")]);
        Assert.Equal(
            [
                "Practice, Monday 7 December 2026 8:30am: 2 splice benches needed, 1 kept for it and 0 more free. Bench B is taken on Monday 7 December 2026 from 11:00am to 2:00pm by FTC-101-261207-A.",
                "Practice, Monday 7 December 2026 8:30am: 2 instructors needed, 1 kept for it and 0 more qualified and free. ",
                "Practice, Monday 7 December 2026 8:30am: 7 fusion splicers needed, 6 kept for it and 0 more in calibration and free.",
            ],
            Grow(centre, 7, [a.Id, ann.Id, .. splicers.Select(item => item.Id)]).Shortfalls);
    }

    [Fact]
    public void What_is_short_is_said_with_the_reason()
    {
        var bay = Some.Bay("A");
        var centre = Centre(bays: [bay], splicers: 6, taken: [new(bay.Id, Some.Slot(Some.Monday, 11, 14), "FTC-101-261207-A")]);

        var shortfall = Assert.Single(Assert.Single(Propose(centre, 6)).Shortfalls);

        Assert.Equal("Practice, Monday 7 December 2026 8:30am: 1 splice bench needed, 0 free. Bench A is taken on Monday 7 December 2026 from 11:00am to 2:00pm by FTC-101-261207-A.", shortfall);
    }

    [Fact]
    public void A_cohort_keeps_its_bay_and_its_instructor_even_when_one_with_an_earlier_name_comes_free()
    {
        var (a, b) = (Some.Bay("A"), Some.Bay("B"));
        var (ann, ben) = (Some.Instructor("Ann"), Some.Instructor("Ben"));
        var centre = Centre(bays: [a, b], instructors: [ann, ben], splicers: 6, taken: [new(a.Id, Some.Slot(Some.Monday, 8, 17), "X"), new(ann.Id, Some.Slot(Some.Monday, 8, 17), "X")]);

        var proposals = Propose(centre, 6, Some.Monday, days: 3);

        Assert.All(proposals, proposal => Assert.Equal((b.Id, ben.Id), (Assert.Single(proposal.ProposedBays), Assert.Single(proposal.ProposedInstructors))));
    }

    [Fact]
    public void A_session_that_moves_does_not_stand_in_its_own_way()
    {
        var bay = Some.Bay("A");
        var session = SessionId.New(Some.LongBefore);
        var centre = Centre(bays: [bay], taken: [new(bay.Id, Some.Slot(Some.Monday, 8, 12), "itself", session)]);

        Assert.NotNull(centre.Clash(bay.Id, Some.Slot(Some.Monday, 9, 10)));
        Assert.Null(centre.Replanning(CohortId.New(Some.LongBefore), new HashSet<SessionId> { session }).Clash(bay.Id, Some.Slot(Some.Monday, 9, 10)));
    }

    [Fact]
    public void Every_fault_of_an_own_choice_is_named()
    {
        var (small, wrong, ann) = (Some.Bay("A", 2), Some.Bay("R", 12, "classroom"), Some.Instructor("Ann", until: Some.Monday.AddDays(-1)));
        var stale = Some.Splicer(1, until: Some.Monday.AddDays(-1));
        var centre = Centre(bays: [small, wrong], instructors: [ann], kit: [stale]);

        var faults = Faults(centre, [small.Id, wrong.Id], [ann.Id], [stale.Id], trainees: 15);

        Assert.Equal(
            [
                "Practice, Monday 7 December 2026 8:30am: choose 3 splice benches; 2 chosen.", "Practice, Monday 7 December 2026 8:30am: one of the choices is not a splice bench.",
                "Practice, Monday 7 December 2026 8:30am: choose 3 instructors; 1 chosen.", "Ann does not hold fibre-qualified on Monday 7 December 2026.",
                "Practice, Monday 7 December 2026 8:30am: choose 15 fusion splicers; 1 chosen.", "fusion splicer S-01 is out of calibration on Monday 7 December 2026.",
                "Practice, Monday 7 December 2026 8:30am: the bays chosen hold 14, the cohort has 15.",
            ], faults);
    }

    [Fact]
    public void The_same_bay_named_twice_is_one_bay()
    {
        var bay = Some.Bay("A", 12);
        var centre = Centre(bays: [bay], instructors: [Some.Instructor("Ann"), Some.Instructor("Ben")], splicers: 12);
        Assert.Contains(Faults(centre, [bay.Id, bay.Id], [.. centre.Instructors.Select(each => each.Id)], [.. centre.Kit.Select(each => each.Id)], trainees: 12), fault => fault.Contains("1 chosen", StringComparison.Ordinal));
    }

    /// <summary>Whatever is proposed without a shortfall is a choice without a fault, and nothing taken is proposed.</summary>
    [Fact]
    public void A_proposal_stands_by_the_same_rules_as_an_own_choice() => Prop.ForAll(
        (from sizes in Gen.Choose(1, 8).ListOf(4) from busy in Gen.Elements(true, false).ListOf(4) from trainees in Gen.Choose(1, 14) from splicers in Gen.Choose(0, 16) select (sizes, busy, trainees, splicers)).ToArbitrary(),
        each =>
        {
            var bays = each.sizes.Select((size, index) => Some.Bay($"B{index}", size)).ToList();
            var taken = bays.Where((_, index) => each.busy[index]).Select(bay => new Taken(bay.Id, Some.Slot(Some.Monday, 8, 17), "other")).ToArray();
            var centre = Centre(bays, [Some.Instructor("Ann"), Some.Instructor("Ben"), Some.Instructor("Cat")], splicers: each.splicers, taken: taken);
            var proposal = Propose(centre, each.trainees).Single();
            var clean = proposal.Shortfalls.Count == 0;
            return (!clean || Faults(centre, proposal.ProposedBays, proposal.ProposedInstructors, proposal.ProposedKit, each.trainees).Count == 0)
                && proposal.Resources.All(resource => centre.Clash(resource, proposal.Session.During) is null);
        }).QuickCheckThrowOnFailure();

    /// <summary>What was proposed for some and what comes besides for more stand together by the same rules.</summary>
    [Fact]
    public void Grown_a_proposal_still_stands() => Prop.ForAll(
        (from sizes in Gen.Choose(1, 8).ListOf(4) from trainees in Gen.Choose(1, 8) from more in Gen.Choose(0, 8) from splicers in Gen.Choose(0, 16) select (sizes, trainees, more, splicers)).ToArbitrary(),
        each =>
        {
            var centre = Centre([.. each.sizes.Select((size, index) => Some.Bay($"B{index}", size))], [Some.Instructor("Ann"), Some.Instructor("Ben"), Some.Instructor("Cat")], splicers: each.splicers);
            var proposal = Propose(centre, each.trainees).Single();
            if (proposal.Shortfalls.Count > 0) return true;
            var grown = Grow(centre, each.trainees + each.more, [.. proposal.Resources]);
            List<ResourceId> all = [.. proposal.Resources, .. grown.More];
            return all.Distinct().Count() == all.Count && (each.more > 0 || grown.More.Count == 0)
                && (grown.Shortfalls.Count == 0) == (Faults(centre, Of(ResourceKind.Bay), Of(ResourceKind.Instructor), Of(ResourceKind.Kit), each.trainees + each.more).Count == 0);

            List<ResourceId> Of(ResourceKind kind) => all.FindAll(id => centre.KindOf(id) == kind);
        }).QuickCheckThrowOnFailure();

    private static SessionGrowth Grow(CentreFacilities centre, int trainees, IReadOnlyList<ResourceId> serving) =>
        Assert.Single(Proposing.Growing(Course(), SessionLayout.Lay(Course(), Some.Monday, Some.Calendar).Value!, serving.ToLookup(_ => 1), trainees, centre));

    private static CourseSpec Course(int days = 1) => SomeCourse.Called("FTC-210") with { Sessions = [.. Enumerable.Range(1, days).Select(day => SomeCourse.Session(day, "08:30", "12:15"))] };

    private static IReadOnlyList<SessionProposal> Propose(CentreFacilities centre, int trainees, DateOnly? first = null, int days = 1) =>
        Proposing.For(Course(days), SessionLayout.Lay(Course(days), first ?? Some.Monday, Some.Calendar).Value!, trainees, centre);

    private static IReadOnlyList<string> Faults(CentreFacilities centre, IReadOnlyList<ResourceId> bays, IReadOnlyList<ResourceId> instructors, IReadOnlyList<ResourceId> kit, int trainees) =>
        Proposing.Faults(Course(), SessionLayout.Lay(Course(), Some.Monday, Some.Calendar).Value![0], trainees, bays, instructors, kit, centre);

    private static CentreFacilities Centre(IReadOnlyList<Bay>? bays = null, IReadOnlyList<Instructor>? instructors = null, IReadOnlyList<KitItem>? kit = null, int splicers = 0, IReadOnlyList<Taken>? taken = null) =>
        new(Some.Calendar, bays ?? [Some.Bay("A")], instructors ?? [Some.Instructor("Ann")], kit ?? [.. Enumerable.Range(1, splicers).Select(number => Some.Splicer(number))], taken ?? []);
}

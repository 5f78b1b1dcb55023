using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Domain.Tests.Catalogue;

public class CatalogueRulesTests
{
    private static readonly CourseSpec Sound = SomeCourse.Called("FTC-210");

    [Fact]
    public void A_sound_catalogue_has_no_fault() =>
        Assert.Empty(CatalogueRules.Check([SomeCourse.Called("FTC-101"), SomeCourse.Called("FTC-201", "FTC-101"), SomeCourse.Called("FTC-210", "FTC-201")]));

    public static TheoryData<string, CourseSpec> Broken => new()
    {
        { "title", Sound with { Title = " " } },
        { "summary", Sound with { Summary = "" } },
        { "joiningInstructions", Sound with { JoiningInstructions = "" } },
        { "pricePerPlace", Sound with { PricePerPlace = -1 } },
        { "pricePerPlace", Sound with { PricePerPlace = 1.005m } },
        { "minimumSize", Sound with { MinimumSize = 0 } },
        { "defaultCapacity", Sound with { DefaultCapacity = 3 } },
        { "instructorQualifications", Sound with { InstructorQualifications = [] } },
        { "instructorQualifications[0]", Sound with { InstructorQualifications = ["Fibre Qualified"] } },
        { "instructorQualifications[1]", Sound with { InstructorQualifications = ["assessor", "assessor"] } },
        { "validity.years", Sound with { Validity = new(0, 0) } },
        { "validity.renewalWindowMonths", Sound with { Validity = new(null, 12) } },
        { "validity.renewalWindowMonths", Sound with { Validity = new(3, 37) } },
        { "prerequisites[0].declaration", Sound with { Prerequisites = [new Declares("brave")] } },
        { "prerequisites[0].years", Sound with { Prerequisites = [new MinimumAge(0)] } },
        { "prerequisites[1]", Sound with { Prerequisites = [new Declares("fitness"), new Declares("fitness")] } },
        { "prerequisites[0].course", Sound with { Prerequisites = [new HoldsCertificate(new("FTC-999"))] } },
        { "prerequisites[0].course", Sound with { Prerequisites = [new HoldsCertificate(new("FTC-210"))] } },
        { "sessions", Sound with { Sessions = [] } },
        { "sessions", Sound with { Sessions = [SomeCourse.Session(1, "09:00", "12:00"), SomeCourse.Session(3, "09:00", "12:00")] } },
        { "sessions", Sound with { Sessions = [SomeCourse.Session(int.MaxValue, "09:00", "12:00")] } },
        { "sessions[0].day", Sound with { Sessions = [SomeCourse.Session(0, "09:00", "12:00")] } },
        { "sessions[0].ends", Sound with { Sessions = [SomeCourse.Session(1, "12:00", "12:00")] } },
        { "sessions[1].starts", Sound with { Sessions = [SomeCourse.Session(1, "09:00", "12:00"), SomeCourse.Session(1, "11:59", "13:00")] } },
        { "sessions[0].title", WithSession(session => session with { Title = "" }) },
        { "sessions[0].bayKind", WithSession(session => session with { BayKind = "Splice bench" }) },
        { "sessions[0].traineesPerInstructor", WithSession(session => session with { TraineesPerInstructor = 0 }) },
        { "sessions[0].traineesPerBay", WithSession(session => session with { TraineesPerBay = 0 }) },
        { "sessions[0].kit[0].quantity", WithSession(session => session with { Kit = [new("otdr", KitPer.Group, 0)] }) },
        { "sessions[0].kit[0].kitType", WithSession(session => session with { Kit = [new("OTDR", KitPer.Group, 1)] }) },
        { "sessions[0].kit[1].kitType", WithSession(session => session with { Kit = [new("otdr", KitPer.Group, 1), new("otdr", KitPer.Group, 1)] }) },
        { "units", Sound with { Units = [] } },
        { "units[0].criteria", SomeCourse.Checking() },
        { "units[0].title", Sound with { Units = [Sound.Units[0] with { Title = "" }] } },
        { "units[0].code", Sound with { Units = [Sound.Units[0] with { Code = "FTC-220-U1", Criteria = [SomeCourse.Observed("FTC-220-U1-C1")] }] } },
        { "units[1].code", Sound with { Units = [Sound.Units[0], Sound.Units[0]] } },
        { "units[0].criteria[0].code", SomeCourse.Checking(SomeCourse.Observed("FTC-210-U2-C1")) },
        { "units[0].criteria[1].code", SomeCourse.Checking(SomeCourse.Observed("FTC-210-U1-C1"), SomeCourse.Observed("FTC-210-U1-C1")) },
        { "units[0].criteria[0].text", WithCriterion(criterion => criterion with { Text = "" }) },
        { "units[0].criteria[0].source", WithCriterion(criterion => criterion with { Source = "" }) },
        { "units[0].criteria[0].edition", WithCriterion(criterion => criterion with { Edition = "" }) },
        { "units[0].criteria[0].reviewOn", WithCriterion(criterion => criterion with { ReviewOn = default }) },
        { "units[0].criteria[0].limit", WithCriterion(criterion => criterion with { Limit = SomeCourse.AtMost(1) }) },
        { "units[0].criteria[0].limit", WithCriterion(criterion => criterion with { Kind = CriterionKind.Measured }) },
        { "units[0].criteria[0].limit", WithCriterion(criterion => criterion with { Kind = CriterionKind.Trace }) },
        { "units[0].criteria[0].limit", WithCriterion(criterion => criterion with { Kind = CriterionKind.Knowledge }) },
        { "units[0].criteria[0].limit.unit", WithLimit(limit => limit with { Unit = "" }) },
        { "units[0].criteria[0].limit", WithLimit(limit => limit with { AtMost = null }) },
        { "units[0].criteria[0].limit", WithLimit(limit => limit with { AtLeast = 2 }) },
        { "units[0].criteria[0].limit", WithLimit(limit => limit with { Above = 1 }) },
        { "units[0].criteria[0].limit.below", WithLimit(limit => limit with { Below = 1 }) },
        { "units[0].criteria[0].limit.above", WithLimit(limit => limit with { Above = 0, AtLeast = 0 }) },
        { "units[0].criteria[0].limit.readings", WithLimit(limit => limit with { Readings = 0 }) },
        { "units[0].criteria[0].limit.decimals", WithLimit(limit => limit with { Decimals = -1 }) },
        { "units[0].criteria[0].limit.decimals", WithLimit(limit => limit with { AtMost = 0.125m }) },
    };

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void One_broken_rule_is_one_fault_that_says_where(string path, CourseSpec course)
    {
        var fault = Assert.Single(CatalogueRules.Check([course]));
        Assert.Equal(path, fault.Path);
        Assert.Equal($"courses[0].{path}", fault.Field);
        Assert.Matches(@"; |, ", fault.Message);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("09:00", "12:00", "12:00", "13:00")]
    [InlineData("12:00", "13:00", "09:00", "12:00")]
    public void A_session_may_start_when_the_one_before_it_ends_in_whatever_order_they_stand(string starts, string ends, string alsoStarts, string alsoEnds) =>
        Assert.Empty(CatalogueRules.Check([Sound with { Sessions = [SomeCourse.Session(1, starts, ends), SomeCourse.Session(1, alsoStarts, alsoEnds)] }]));

    [Fact]
    public void Sessions_at_the_same_time_on_different_days_do_not_overlap() =>
        Assert.Empty(CatalogueRules.Check([Sound with { Sessions = [SomeCourse.Session(1, "09:00", "12:00"), SomeCourse.Session(2, "09:00", "12:00")] }]));

    [Fact]
    public void A_code_used_twice_is_reported_at_the_second()
    {
        var fault = Assert.Single(CatalogueRules.Check([Sound, Sound]));
        Assert.Equal("courses[1].code", fault.Field);
    }

    [Fact]
    public void A_prerequisite_may_be_a_course_published_before() =>
        Assert.Empty(CatalogueRules.Check([SomeCourse.Called("FTC-210", "FTC-201")], [SomeCourse.Called("FTC-201")]));

    [Fact]
    public void Courses_that_need_one_another_in_a_circle_are_each_told_the_way_round()
    {
        var faults = CatalogueRules.Check([SomeCourse.Called("FTC-101", "FTC-210"), SomeCourse.Called("FTC-201", "FTC-101"), SomeCourse.Called("FTC-210", "FTC-201")]);
        Assert.Equal(["courses[0].prerequisites[0].course", "courses[1].prerequisites[0].course", "courses[2].prerequisites[0].course"], faults.Select(fault => fault.Field));
        Assert.Contains("FTC-101 needs FTC-210 needs FTC-201 needs FTC-101", faults[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_through_a_course_published_before_is_seen() =>
        Assert.Single(CatalogueRules.Check([SomeCourse.Called("FTC-101", "FTC-210")], [SomeCourse.Called("FTC-210", "FTC-101")]));

    [Fact]
    public void A_new_version_takes_the_place_of_the_one_published_before() =>
        Assert.Empty(CatalogueRules.Check([SomeCourse.Called("FTC-101", "FTC-210"), SomeCourse.Called("FTC-210")], [SomeCourse.Called("FTC-210", "FTC-101")]));

    [Fact]
    public void Every_fault_is_reported_at_once()
    {
        var faults = CatalogueRules.Check([Sound with { Title = "", MinimumSize = 0 }, Sound with { Code = new("FTC-220"), Sessions = [] }]);
        Assert.Equal(["courses[0].title", "courses[0].minimumSize", "courses[1].sessions", "courses[1].units[0].code"], faults.Select(fault => fault.Field));
    }

    private static CourseSpec WithSession(Func<SessionPattern, SessionPattern> bend) => Sound with { Sessions = [bend(SomeCourse.Session(1, "09:00", "12:00"))] };

    private static CourseSpec WithCriterion(Func<Criterion, Criterion> bend) => SomeCourse.Checking(bend(SomeCourse.Observed("FTC-210-U1-C1")));

    private static CourseSpec WithLimit(Func<MeasureLimit, MeasureLimit> bend) => SomeCourse.Checking(SomeCourse.Measured("FTC-210-U1-C1", bend(SomeCourse.AtMost(1))));
}

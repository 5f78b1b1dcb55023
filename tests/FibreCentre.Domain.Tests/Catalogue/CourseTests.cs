using System.Globalization;
using System.Text.Json;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Domain.Tests.Catalogue;

public class CourseTests
{
    [Theory]
    [InlineData("FTC-210", true)]
    [InlineData("FTC-120R", true)]
    [InlineData("ftc-210", false)]
    [InlineData("FTC-21", false)]
    [InlineData("FTC-210RR", false)]
    [InlineData("FTC-210\n", false)]
    [InlineData("FTC-２10", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_course_code_has_one_form(string? text, bool valid) => Assert.Equal(valid, CourseCode.TryParse(text, out _));

    [Fact]
    public void A_wrong_course_code_cannot_be_made() => Assert.Throws<FormatException>(() => new CourseCode("splicing"));

    [Fact]
    public void A_course_code_is_a_plain_string_in_json()
    {
        Assert.Equal("\"FTC-210\"", JsonSerializer.Serialize(new CourseCode("FTC-210")));
        Assert.Equal(new CourseCode("FTC-210"), JsonSerializer.Deserialize<CourseCode>("\"FTC-210\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CourseCode>("\"210\""));
    }

    [Fact]
    public void A_prerequisite_says_its_kind_in_json() => Assert.Equal(
        """{"kind":"declares","declaration":"fitness"}""",
        JsonSerializer.Serialize<Prerequisite>(new Declares("fitness"), JsonSerializerOptions.Web));

    [Fact]
    public void An_enum_is_its_camel_case_name_in_json_and_never_a_number()
    {
        Assert.Equal("\"notMet\"", JsonSerializer.Serialize(Verdict.NotMet));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Verdict>("1"));
    }

    [Fact]
    public void Courses_with_equal_content_are_equal()
    {
        Assert.Equal(SomeCourse.Called("FTC-210", "FTC-201"), SomeCourse.Called("FTC-210", "FTC-201"));
        Assert.Equal(SomeCourse.Called("FTC-210").GetHashCode(), SomeCourse.Called("FTC-210").GetHashCode());
    }

    [Fact]
    public void Courses_that_differ_deep_inside_are_not_equal() =>
        Assert.NotEqual(SomeCourse.Checking(SomeCourse.Observed("FTC-210-U1-C1")), SomeCourse.Checking(SomeCourse.Observed("FTC-210-U1-C2")));

    [Fact]
    public void A_course_keeps_its_lists_whatever_happens_to_those_it_was_given()
    {
        var qualifications = new List<string> { "fibre-qualified" };
        var course = SomeCourse.Called("FTC-210") with { InstructorQualifications = qualifications };
        qualifications.Clear();
        Assert.Equal(["fibre-qualified"], course.InstructorQualifications);
    }

    [Fact]
    public void A_course_takes_as_many_days_as_its_last_session_says()
    {
        var course = SomeCourse.Called("FTC-210") with { Sessions = [SomeCourse.Session(2, "09:00", "12:00"), SomeCourse.Session(1, "09:00", "12:00")] };
        Assert.Equal(2, course.Days);
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(4, 1, 1, 1)]
    [InlineData(5, 2, 1, 1)]
    [InlineData(7, 2, 2, 2)]
    [InlineData(0, 0, 0, 0)]
    public void One_trainee_over_a_ratio_needs_one_more(int trainees, int instructors, int bays, int itemsPerGroup)
    {
        var session = SomeCourse.Session(1, "09:00", "12:00") with { TraineesPerInstructor = 4, TraineesPerBay = 6 };
        Assert.Equal(instructors, session.InstructorsFor(trainees));
        Assert.Equal(bays, session.BaysFor(trainees));
        Assert.Equal(itemsPerGroup, session.ItemsFor(new("otdr", KitPer.Group, 1), trainees));
        Assert.Equal(2 * trainees, session.ItemsFor(new("fall-arrest-harness", KitPer.Trainee, 2), trainees));
    }

    [Fact]
    public void A_certificate_expires_on_its_anniversary() => Assert.Equal(new DateOnly(2029, 11, 30), new Validity(3, 12).ExpiresOn(new(2026, 11, 30)));

    [Fact]
    public void What_was_achieved_on_a_leap_day_expires_on_the_last_of_february() => Assert.Equal(new DateOnly(2031, 2, 28), new Validity(3, 12).ExpiresOn(new(2028, 2, 29)));

    [Fact]
    public void A_certificate_without_years_never_expires_and_has_no_renewal()
    {
        Assert.Null(new Validity(null, 0).ExpiresOn(new(2026, 11, 30)));
        Assert.Null(new Validity(null, 0).RenewalOpensOn(new(2026, 11, 30)));
    }

    [Fact]
    public void Renewal_opens_so_many_months_before_expiry() => Assert.Equal(new DateOnly(2028, 11, 30), new Validity(3, 12).RenewalOpensOn(new(2026, 11, 30)));

    /// <summary>Ends on 30 November 2029; its window opens a year before.</summary>
    [Theory]
    [InlineData("2028-11-29", "2031-11-29")]   // a day too early: nothing is carried over
    [InlineData("2028-11-30", "2032-11-30")]   // the first day of the window: a whole year is
    [InlineData("2029-06-01", "2032-11-30")]
    [InlineData("2029-11-30", "2032-11-30")]   // the last day: nothing was left
    [InlineData("2029-12-01", "2032-12-01")]   // too late: from the day of achievement
    public void Renewed_within_the_window_the_unused_months_are_added(string achieved, string expires) =>
        Assert.Equal(DateOnly.Parse(expires, CultureInfo.InvariantCulture), new Validity(3, 12).ExpiresOn(DateOnly.Parse(achieved, CultureInfo.InvariantCulture), new(2029, 11, 30)));

    [Fact]
    public void Anchored_at_achievement_nothing_is_ever_carried_over() =>
        Assert.Equal(new DateOnly(2032, 6, 1), new Validity(3, 12) { Anchor = ExpiryAnchor.Achievement }.ExpiresOn(new(2029, 6, 1), new(2029, 11, 30)));

    [Theory]
    [InlineData("2028-11-29", RenewalState.NotYet)]
    [InlineData("2028-11-30", RenewalState.Open)]
    [InlineData("2029-11-30", RenewalState.Open)]
    [InlineData("2029-12-01", RenewalState.Late)]
    [InlineData("2034-11-30", RenewalState.Late)]
    [InlineData("2034-12-01", RenewalState.Over)]
    public void Up_to_five_years_late_it_is_renewed_by_test_and_later_by_the_full_course(string day, RenewalState state) =>
        Assert.Equal(state, new Validity(5, 12) { LateRenewalYears = 5 }.RenewalOn(new(2029, 11, 30), DateOnly.Parse(day, CultureInfo.InvariantCulture)).State);

    [Fact]
    public void Without_a_window_or_an_end_there_is_no_renewal()
    {
        Assert.Equal(RenewalState.None, new Validity(3, 0).RenewalOn(new(2029, 11, 30), new(2029, 11, 1)).State);
        Assert.Equal(RenewalState.None, new Validity(null, 0).RenewalOn(null, new(2029, 11, 1)).State);
    }

    /// <summary>Every key limits, by the best certificate of it; one that is not known does not.</summary>
    [Fact]
    public void The_key_that_lapses_first_limits()
    {
        CourseCode one = new("FTC-120"), other = new("FTC-125");
        var validity = new Validity(3, 12) { Keys = [one, other] };
        DateOnly own = new(2029, 11, 30), soon = new(2027, 1, 1), later = new(2028, 1, 1);
        Assert.Equal((own, null), validity.Limited(own, []));
        Assert.Equal((later, one), validity.Limited(own, [new(one, soon), new(one, later)]));
        Assert.Equal((soon, other), validity.Limited(own, [new(one, later), new(other, soon)]));
        Assert.Equal((own, null), validity.Limited(own, [new(one, null), new(one, soon), new(other, own)]));
        Assert.Equal((later, one), validity.Limited(null, [new(one, later)]));
        Assert.Equal((own, null), new Validity(3, 12).Limited(own, [new(one, soon)]));
    }

    [Fact]
    public void Keys_are_other_courses_of_the_catalogue_that_depend_on_none_themselves()
    {
        var key = SomeCourse.Called("FTC-120");
        CourseSpec Depends(string on, string code = "FTC-230") => SomeCourse.Called(code) with { Validity = new(3, 12) { Keys = [new(on)] } };
        Assert.Empty(CatalogueRules.Check([key, Depends("FTC-120")]));
        Assert.Contains("not in this catalogue", Assert.Single(CatalogueRules.Check([Depends("FTC-120")])).Message, StringComparison.Ordinal);
        Assert.Contains("the course itself", Assert.Single(CatalogueRules.Check([Depends("FTC-230")])).Message, StringComparison.Ordinal);
        Assert.Contains("is a key of FTC-240", Assert.Single(CatalogueRules.Check([Depends("FTC-120")], [key, Depends("FTC-230", "FTC-240")])).Message, StringComparison.Ordinal);
        Assert.Contains("depends on keys itself", Assert.Single(CatalogueRules.Check([key, Depends("FTC-120"), Depends("FTC-230", "FTC-240")])).Message, StringComparison.Ordinal);
    }
}

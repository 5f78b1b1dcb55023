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
}

using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Tests.Catalogue;

public class ShippedCatalogueTests
{
    [Fact]
    public void Every_shipped_file_reads_without_a_fault() => Assert.Empty(CatalogueFile.ReadAll(ShippedCatalogue.Files).Faults);

    [Fact]
    public void It_has_exactly_the_thirteen_courses() => Assert.Equal(
        ["FTC-101", "FTC-110", "FTC-120", "FTC-125", "FTC-130", "FTC-135", "FTC-140", "FTC-145", "FTC-201", "FTC-210", "FTC-220", "FTC-230", "FTC-240"],
        ShippedCatalogue.Courses.Select(course => course.Code.Value).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("FTC-101", 1, 3)]
    [InlineData("FTC-110", 1, 3)]
    [InlineData("FTC-120", 2, 5)]
    [InlineData("FTC-125", 2, 3)]
    [InlineData("FTC-130", 1, 3)]
    [InlineData("FTC-135", 2, 3)]
    [InlineData("FTC-140", 3, 3)]
    [InlineData("FTC-145", 1, 3)]
    [InlineData("FTC-201", 2, null)]
    [InlineData("FTC-210", 3, 3)]
    [InlineData("FTC-220", 2, 3)]
    [InlineData("FTC-230", 3, 3)]
    [InlineData("FTC-240", 3, 3)]
    public void A_course_takes_its_days_and_its_certificate_lasts_its_years(string code, int days, int? years)
    {
        var course = Course(code);
        Assert.Equal(days, course.Days);
        Assert.Equal(years, course.Validity.Years);
        Assert.InRange(course.Units.Count, 2, 4);
    }

    [Theory]
    [InlineData("FTC-110", 6)]
    [InlineData("FTC-135", 16)]
    [InlineData("FTC-140", 22)]
    public void A_course_with_prescribed_contact_hours_has_them_after_two_breaks_of_a_quarter_of_an_hour_a_day(string code, int hours)
    {
        var course = Course(code);
        var inTheRoom = course.Sessions.Aggregate(TimeSpan.Zero, (sum, session) => sum + (session.Ends - session.Starts));
        Assert.True(inTheRoom - course.Days * TimeSpan.FromMinutes(30) >= TimeSpan.FromHours(hours), $"{code} has {inTheRoom}");
    }

    [Theory]
    [InlineData("pole-yard", 4)]
    [InlineData("mewp-area", 4)]
    [InlineData("splice-bench", 6)]
    [InlineData("otdr-bench", 6)]
    [InlineData("chamber-yard", 6)]
    [InlineData("confined-space-rig", 6)]
    [InlineData("blowing-track", 6)]
    [InlineData("mock-premises", 6)]
    [InlineData("splitter-rack", 6)]
    [InlineData("excavation-pit", 8)]
    [InlineData("classroom", 12)]
    public void No_session_has_more_trainees_to_an_instructor_than_its_kind_of_bay_allows(string bayKind, int ratio)
    {
        var sessions = ShippedCatalogue.Courses.SelectMany(course => course.Sessions).Where(session => session.BayKind == bayKind).ToList();
        Assert.NotEmpty(sessions);
        Assert.All(sessions, session => Assert.InRange(session.TraineesPerInstructor, 1, ratio));
    }

    [Fact]
    public void Every_splicing_trainee_has_a_splicer() =>
        Assert.All(Course("FTC-210").Sessions, session => Assert.Contains(new KitNeed("fusion-splicer", KitPer.Trainee, 1), session.Kit));

    [Theory]
    [InlineData("FTC-130", "below 10 %LEL", true)]
    [InlineData("FTC-130", "from 19.5 to 23.5 %vol", true)]
    [InlineData("FTC-130", "below 5 ppm", true)]
    [InlineData("FTC-130", "below 20 ppm", true)]
    [InlineData("FTC-140", "from 72 to 78 °", false)]
    [InlineData("FTC-145", "at most 10.0 min", true)]
    [InlineData("FTC-125", "within ± 10 %", false)]
    [InlineData("FTC-201", "within ± 0.10 dB", false)]
    [InlineData("FTC-210", "at most 1.0 °", false)]
    [InlineData("FTC-210", "at most 0.05 dB", false)]
    [InlineData("FTC-210", "at most 0.10 dB", false)]
    [InlineData("FTC-210", "at most 0.30 dB", false)]
    [InlineData("FTC-210", "at least 30 mm", false)]
    [InlineData("FTC-220", "at most -60 dB", false)]
    [InlineData("FTC-220", "at most 0.25 dB/km", false)]
    [InlineData("FTC-220", "at least 150 m", false)]
    [InlineData("FTC-230", "at least 500 m", false)]
    [InlineData("FTC-240", "from -27.0 to -8.0 dBm", false)]
    [InlineData("FTC-240", "at least 15 mm", false)]
    public void A_course_judges_by_the_limits_of_its_field(string code, string limit, bool safetyCritical)
    {
        var criteria = Course(code).Units.SelectMany(unit => unit.Criteria).Where(criterion => criterion.Limit?.Describe() == limit).ToList();
        Assert.NotEmpty(criteria);
        Assert.All(criteria, criterion => Assert.Equal(safetyCritical, criterion.SafetyCritical));
    }

    [Fact]
    public void No_figure_that_people_write_down_passes_because_it_cannot_be()
    {
        var limits = ShippedCatalogue.Courses.SelectMany(course => course.Units).SelectMany(unit => unit.Criteria).Where(criterion => criterion is { Limit: not null, Trace: null }).ToList();
        Assert.NotEmpty(limits);
        // Power in dBm and what is away from a true figure may be below nothing; and a score is never above all of it.
        Assert.All(limits, criterion => Assert.True(criterion.Limit!.Judge(-1_000m) == Verdict.NotMet || !criterion.Limit.Admits(-1_000m), criterion.Text));
        Assert.All(limits.Where(criterion => criterion.Kind == CriterionKind.Knowledge && criterion.Limit!.AtLeast == 80), criterion => Assert.False(criterion.Limit!.Admits(101), criterion.Text));
    }

    [Fact]
    public void A_course_survives_storage_with_its_hash()
    {
        foreach (var course in ShippedCatalogue.Courses)
        {
            var read = CatalogueJson.Deserialize(CatalogueJson.Serialize(course));
            Assert.Equal(course, read);
            Assert.Equal(CatalogueJson.ContentHash(course), CatalogueJson.ContentHash(read));
        }
    }

    private static CourseSpec Course(string code) => ShippedCatalogue.Courses.Single(course => course.Code.Value == code);
}

using System.Text;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Tests.Catalogue;

public class CatalogueFileTests
{
    private const string Sound = """
        courses:
          - code: FTC-901
            title: "Splicing: the basics"
            summary: Learn to splice.
            joiningInstructions: Bring photo ID.
            pricePerPlace: 780.50
            defaultCapacity: 6
            minimumSize: 4
            instructorQualifications: [fibre-qualified]
            prerequisites:
              - { kind: declares, declaration: fitness }
              - { kind: minimumAge, years: 18 }
            validity: { years: 3, renewalWindowMonths: 12 }
            sessions:
              - day: 1
                starts: 08:30
                ends: 12:15
                title: Practice
                bayKind: splice-bench
                traineesPerInstructor: 6
                traineesPerBay: 6
                kit:
                  - { kitType: fusion-splicer, per: trainee, quantity: 1 }
            units:
              - code: FTC-901-U1
                title: Splice
                criteria:
                  - code: FTC-901-U1-C1
                    text: Loss of each splice
                    kind: trace
                    limit: { unit: dB, atMost: 0.05, aggregation: average, readings: 2, decimals: 2 }
                    source: Centre default
                    edition: "2026"
                    reviewOn: 2027-11-01

        """;

    [Fact]
    public void A_sound_file_gives_its_course_field_by_field()
    {
        var (courses, faults) = CatalogueFile.Read("mine.yaml", Sound);
        Assert.Empty(faults);
        Assert.Equal(
            new CourseSpec
            {
                Code = new("FTC-901"),
                Title = "Splicing: the basics",
                Summary = "Learn to splice.",
                JoiningInstructions = "Bring photo ID.",
                PricePerPlace = 780.5m,
                DefaultCapacity = 6,
                MinimumSize = 4,
                InstructorQualifications = ["fibre-qualified"],
                Prerequisites = [new Declares("fitness"), new MinimumAge(18)],
                Validity = new(3, 12),
                Sessions =
                [
                    new()
                    {
                        Day = 1, Starts = new(8, 30), Ends = new(12, 15), Title = "Practice", BayKind = "splice-bench", TraineesPerInstructor = 6, TraineesPerBay = 6,
                        Kit = [new("fusion-splicer", KitPer.Trainee, 1)],
                    },
                ],
                Units =
                [
                    new()
                    {
                        Code = "FTC-901-U1",
                        Title = "Splice",
                        Criteria =
                        [
                            new()
                            {
                                Code = "FTC-901-U1-C1", Text = "Loss of each splice", Kind = CriterionKind.Trace, SafetyCritical = false,
                                Limit = new() { Unit = "dB", AtMost = 0.05m, Aggregation = Aggregation.Average, Readings = 2, Decimals = 2 },
                                Source = "Centre default", Edition = "2026", ReviewOn = new(2027, 11, 1),
                            },
                        ],
                    },
                ],
            },
            Assert.Single(courses));
    }

    [Fact]
    public void Attendance_is_what_the_file_says_or_the_usual()
    {
        Assert.Equal(AttendanceRule.Usual, CatalogueFile.Read("mine.yaml", Sound).Courses.Single().AttendanceRule);
        var said = CatalogueFile.Read("mine.yaml", Sound.Replace("minimumSize: 4", "minimumSize: 4\n    attendance: { kind: share, percent: 80 }", StringComparison.Ordinal));
        Assert.Empty(said.Faults);
        Assert.Equal(new AttendanceRule(AttendanceKind.Share, 80), said.Courses.Single().Attendance);
        Assert.Equal(said.Courses.Single(), CatalogueJson.Deserialize(CatalogueJson.Serialize(said.Courses.Single())));
        // What says nothing is stored as ever: its version stays the same.
        Assert.DoesNotContain("attendance", CatalogueJson.Serialize(CatalogueFile.Read("mine.yaml", Sound).Courses.Single()), StringComparison.Ordinal);
    }

    /// <summary>What is written instead of what, at which words the fault is expected, in which field and with which words.</summary>
    [Theory]
    // A key that nobody knows, and what was meant
    [InlineData("title: Practice", "titel: Practice", "titel", "courses[0].sessions[0].titel", "did you mean title?")]
    [InlineData("minimumSize: 4", "minimumSize: 4\n    colour: red", "colour", "courses[0].colour", "is no field of this file; remove it")]
    [InlineData("unit: dB,", "Unit: dB,", "Unit: dB", "courses[0].units[0].criteria[0].limit.Unit", "did you mean unit?")]
    // A key that is missing
    [InlineData("    minimumSize: 4\n", "", "code: FTC-901", "courses[0].minimumSize", "is missing; add \"minimumSize:\" with a whole number")]
    [InlineData("title: Practice", "title: ~", "~", "courses[0].sessions[0].title", "is missing")]
    [InlineData("courses:", "courses: # none", null, null, null)]
    // A value of the wrong type
    [InlineData("minimumSize: 4", "minimumSize: four", "four", "courses[0].minimumSize", "is \"four\", not a whole number")]
    [InlineData("minimumSize: 4", "minimumSize: 4.5", "4.5", "courses[0].minimumSize", "whole number")]
    [InlineData("minimumSize: 4", "minimumSize: 99999999999", "99999999999", "courses[0].minimumSize", "whole number")]
    [InlineData("780.50", "780,50", "780,50", "courses[0].pricePerPlace", "a decimal point")]
    [InlineData("780.50", "1e3", "1e3", "courses[0].pricePerPlace", "is \"1e3\", not a number")]
    [InlineData("starts: 08:30", "starts: half past eight", "half past", "courses[0].sessions[0].starts", "24 hours such as 08:30")]
    [InlineData("starts: 08:30", "starts: 8:30", "8:30", "courses[0].sessions[0].starts", "such as 08:30")]
    [InlineData("2027-11-01", "01/11/2027", "01/11/2027", "courses[0].units[0].criteria[0].reviewOn", "a date such as 2027-03-31")]
    [InlineData("2027-11-01", "2027-02-29", "2027-02-29", "courses[0].units[0].criteria[0].reviewOn", "a date such as")]
    [InlineData("kind: trace", "kind: traced", "traced", "courses[0].units[0].criteria[0].kind", "did you mean trace?")]
    [InlineData("kind: declares,", "kind: says,", "says", "courses[0].prerequisites[0].kind", "one of holdsCertificate, declares, minimumAge")]
    [InlineData("code: FTC-901\n", "code: FTC901\n", "FTC901", "courses[0].code", "a course code such as FTC-210")]
    [InlineData("years: 3,", "years: forever,", "forever", "courses[0].validity.years", "or none")]
    [InlineData("kind: trace", "kind: trace\n            safetyCritical: yes", "yes", "courses[0].units[0].criteria[0].safetyCritical", "true or false")]
    [InlineData("[fibre-qualified]", "fibre-qualified", "fibre-qualified", "courses[0].instructorQualifications", "is not a list")]
    [InlineData("[fibre-qualified]", "[[fibre-qualified]]", "[fibre-qualified]", "courses[0].instructorQualifications[0]", "is not plain text")]
    [InlineData("{ years: 3, renewalWindowMonths: 12 }", "3 years", "3 years", "courses[0].validity", "is not a map")]
    [InlineData("Learn to splice.", "{ en: Learn }", "{ en", "courses[0].summary", "is a map, not text")]
    [InlineData("minimumSize: 4", "minimumSize: 4\n    attendance: { kind: always }", "always", "courses[0].attendance.kind", "one of anySession, everySession, share")]
    [InlineData("minimumSize: 4", "minimumSize: 4\n    attendance: every", "every", "courses[0].attendance", "is not a map")]
    // Twice, and what YAML allows but this file does not
    [InlineData("minimumSize: 4", "minimumSize: 4\n    minimumSize: 5", "minimumSize: 5", "courses[0].minimumSize", "stands twice, first in line 8")]
    [InlineData("summary: Learn", "summary: &a Learn", "&a", "courses[0].summary", "has an anchor")]
    [InlineData("title: Practice", "title: *a", "*a", "courses[0].sessions[0].title", "is an alias")]
    [InlineData("summary: Learn", "summary: !!str Learn", "!!str", "courses[0].summary", "has a tag")]
    [InlineData("minimumSize: 4", "[minimum, size]: 4\n    minimumSize: 4", "[minimum", "courses[0]", "a key that is not plain text")]
    [InlineData("courses:", "---\ncourses: []\n---\ncourses:", "---\ncourses:\n", "", "a second document begins")]
    // Rules, where they are broken
    [InlineData("minimumSize: 4", "minimumSize: 4\n    attendance: { kind: share, percent: 0 }", "0 }", "courses[0].attendance.percent", "give a percentage of 1 to 100")]
    [InlineData("minimumSize: 4", "minimumSize: 4\n    attendance: { kind: everySession, percent: 80 }", "80 }", "courses[0].attendance.percent", "remove it, or make the kind share")]
    [InlineData("ends: 12:15", "ends: 08:15", "08:15", "courses[0].sessions[0].ends", "not after the start at 08:30")]
    [InlineData("minimumSize: 4", "minimumSize: 7", "6\n    minimumSize", "courses[0].defaultCapacity", "below the minimumSize of 7")]
    [InlineData("day: 1", "day: 2", "- day: 2", "courses[0].sessions", "number the days from 1")]
    [InlineData("declaration: fitness", "declaration: brave", "brave", "courses[0].prerequisites[0].declaration", "use one of")]
    [InlineData("kind: trace", "kind: observed", "{ unit", "courses[0].units[0].criteria[0].limit", "stands on an observed criterion")]
    [InlineData("atMost: 0.05, aggregation", "atMost: 0.05, lowest: 0.1, aggregation", "{ unit", "courses[0].units[0].criteria[0].limit", "widen lowest and highest")]
    [InlineData("atMost: 0.05, aggregation", "atMost: 0.05, lowest: 0, highest: -1, aggregation", "-1", "courses[0].units[0].criteria[0].limit.highest", "is below lowest")]
    // How traces are read
    [InlineData("aggregation: average, readings: 2, decimals: 2 }", "decimals: 2 }\n            trace: { measure: spliceLoss, wavelength: 1550, direction: twoWayAverage }", null, null, null)]
    [InlineData("aggregation: average, readings: 2, decimals: 2 }", "decimals: 2 }\n            trace: { measure: splices }", "splices }", "courses[0].units[0].criteria[0].trace.measure", "spliceLoss")]
    [InlineData("aggregation: average, readings: 2, decimals: 2 }", "decimals: 2 }\n            trace: { wavelength: 1550 }", "{ wavelength", "courses[0].units[0].criteria[0].trace.measure", "is missing")]
    [InlineData("aggregation: average, readings: 2, decimals: 2 }", "decimals: 2 }\n            trace: { measure: spliceLoss, wavelength: 1.55 }", "1.55", "courses[0].units[0].criteria[0].trace.wavelength", "whole number")]
    [InlineData("aggregation: average, readings: 2, decimals: 2 }", "decimals: 2 }\n            trace: { measure: spliceLoss, wavelength: 155 }", "155 }", "courses[0].units[0].criteria[0].trace.wavelength", "600 to 1750 nm")]
    [InlineData("aggregation: average, readings: 2, decimals: 2 }", "decimals: 2 }\n            trace: { measure: macrobend, direction: twoWayAverage }", "twoWayAverage", "courses[0].units[0].criteria[0].trace.direction", "no average of both directions")]
    [InlineData("aggregation: average, readings: 2, decimals: 2 }", "decimals: 2 }\n            trace: { measure: spliceLoss, connectors: upc }", "upc", "courses[0].units[0].criteria[0].trace.connectors", "not of connections")]
    [InlineData("aggregation: average, readings: 2, decimals: 2 }", "decimals: 2 }\n            trace: { measure: attenuation }", "dB, atMost", "courses[0].units[0].criteria[0].limit.unit", "read in dB/km")]
    [InlineData("decimals: 2 }", "decimals: 2 }\n            trace: { measure: spliceLoss }", "average, readings", "courses[0].units[0].criteria[0].limit.aggregation", "each or by the worst")]
    [InlineData("kind: trace\n            limit: { unit: dB, atMost: 0.05, aggregation: average, readings: 2, decimals: 2 }", "kind: measured\n            limit: { unit: dB, atMost: 0.05, decimals: 2 }\n            trace: { measure: spliceLoss }", "{ measure", "courses[0].units[0].criteria[0].trace", "not read from traces")]
    [InlineData("kind: declares, declaration: fitness", "kind: holdsCertificate, course: FTC-999", "FTC-999", "courses[0].prerequisites[0].course", "names FTC-999")]
    public void A_fault_says_its_line_its_column_its_field_and_its_remedy(string instead, string written, string? at, string? field, string? words)
    {
        Assert.Contains(instead, Sound, StringComparison.Ordinal);
        var text = Sound.Replace(instead, written, StringComparison.Ordinal);
        var (courses, faults) = CatalogueFile.Read("mine.yaml", text);
        if (at is null)
        {
            Assert.Empty(faults);
            return;
        }
        var fault = Assert.Single(faults);
        Assert.Empty(courses);
        Assert.Equal("mine.yaml", fault.File);
        Assert.Equal(field, fault.Field);
        Assert.Contains(words!, fault.Message, StringComparison.Ordinal);
        Assert.Equal(PlaceOf(at, text), (fault.Line, fault.Column));
    }

    [Theory]
    [InlineData("", 1, "the file is empty")]
    [InlineData("# nothing here\n", 1, "the file is empty")]
    [InlineData("courses:\n  - code: \"FTC-901\n", 2, "this is not YAML")]
    [InlineData("courses:\n\t- code: FTC-901\n", 2, "this is not YAML")]
    [InlineData("courses: [}", 1, "this is not YAML")]
    [InlineData("FTC-901", 1, "is not a map")]
    public void A_file_that_cannot_be_read_at_all_has_one_fault(string text, int line, string words)
    {
        var fault = Assert.Single(CatalogueFile.Read("mine.yaml", text).Faults);
        Assert.Equal(line, fault.Line);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_of_every_file_is_reported_at_once_in_the_order_of_the_lines()
    {
        var text = Sound.Replace("title: \"Splicing: the basics\"", "titel: Splicing", StringComparison.Ordinal)
            .Replace("minimumSize: 4", "minimumSize: 7", StringComparison.Ordinal)
            .Replace("ends: 12:15", "ends: 08:15", StringComparison.Ordinal)
            .Replace("quantity: 1", "quantity: none", StringComparison.Ordinal)
            .Replace("per: trainee", "per: person", StringComparison.Ordinal)
            .Replace("atMost: 0.05", "atMost: low", StringComparison.Ordinal);
        var other = Sound.Replace("FTC-901", "FTC-902", StringComparison.Ordinal).Replace("traineesPerBay: 6", "traineesPerBay: 0", StringComparison.Ordinal);
        var faults = CatalogueFile.ReadAll([("one.yaml", text), ("two.yaml", other)]).Faults;
        Assert.Equal(
            [
                ("one.yaml", "courses[0].titel"), ("one.yaml", "courses[0].defaultCapacity"), ("one.yaml", "courses[0].sessions[0].ends"),
                ("one.yaml", "courses[0].sessions[0].kit[0].per"), ("one.yaml", "courses[0].sessions[0].kit[0].quantity"), ("one.yaml", "courses[0].units[0].criteria[0].limit.atMost"),
                ("two.yaml", "courses[0].sessions[0].traineesPerBay"),
            ],
            faults.Select(fault => (fault.File, fault.Field)));
    }

    [Fact]
    public void What_stands_in_for_an_unread_field_causes_no_second_fault()
    {
        foreach (var (instead, written) in new[] { ("08:30", "8.30"), ("12:15", "noon"), ("day: 1", "day: first"), ("years: 3", "years: three"), ("atMost: 0.05", "atMost: x"), ("kind: trace", "kind: seen") })
            Assert.Single(CatalogueFile.Read("mine.yaml", Sound.Replace(instead, written, StringComparison.Ordinal)).Faults);
    }

    [Fact]
    public void A_prerequisite_may_stand_in_another_file_or_be_published_already()
    {
        var needy = Sound.Replace("FTC-901", "FTC-902", StringComparison.Ordinal).Replace("kind: declares, declaration: fitness", "kind: holdsCertificate, course: FTC-901", StringComparison.Ordinal);
        var (both, faults) = CatalogueFile.ReadAll([("needy.yaml", needy), ("needed.yaml", Sound)]);
        Assert.Empty(faults);
        Assert.Equal(["FTC-902", "FTC-901"], both.Select(course => course.Code.Value));
        Assert.Single(CatalogueFile.Read("needy.yaml", needy).Faults);
        Assert.Empty(CatalogueFile.Read("needy.yaml", needy, CatalogueFile.Read("needed.yaml", Sound).Courses).Faults);
    }

    [Fact]
    public void A_course_that_stands_in_two_files_is_reported_in_the_second()
    {
        var fault = Assert.Single(CatalogueFile.ReadAll([("one.yaml", Sound), ("two.yaml", Sound)]).Faults);
        Assert.Equal(("two.yaml", 2, "courses[0].code"), (fault.File, fault.Line, fault.Field));
    }

    [Fact]
    public void A_certificate_that_never_expires_says_so() =>
        Assert.Null(Assert.Single(CatalogueFile.Read("mine.yaml", Sound.Replace("years: 3, renewalWindowMonths: 12", "years: none, renewalWindowMonths: 0", StringComparison.Ordinal)).Courses).Validity.Years);

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_change_nothing() =>
        Assert.Equal(CatalogueFile.Read("a", Sound).Courses, CatalogueFile.Read("a", '\uFEFF' + Sound.Replace("\n", "\r\n", StringComparison.Ordinal)).Courses);

    [Fact]
    public void A_file_of_more_than_a_megabyte_is_not_read()
    {
        var fault = Assert.Single(CatalogueFile.Read("big.yaml", Sound + new string('#', 1024 * 1024)).Faults);
        Assert.Contains("split it", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\ncourses: *c\n")]
    [InlineData("courses: *nobody\n")]
    public void Aliases_are_refused_and_never_expanded(string bomb) => Assert.Contains(CatalogueFile.Read("bomb.yaml", bomb).Faults, fault => fault.Message.Contains("alias", StringComparison.Ordinal));

    [Fact]
    public void Hostile_files_of_a_megabyte_end_in_faults_within_seconds()
    {
        string[] hostile =
        [
            new('[', 1_000_000),
            "courses: " + new string('[', 400_000) + new string(']', 400_000),
            "courses: " + new StringBuilder().Insert(0, "{a: ", 150_000).Append(new string('}', 150_000)),
            "courses:\n" + new StringBuilder().Insert(0, "- {}\n", 200_000),
            "courses:\n- sessions: [" + new StringBuilder().Insert(0, "{},", 300_000) + "]",
            string.Concat(Enumerable.Range(0, 90_000).Select(number => $"k{number}: 1\n")),
            "courses:\n- {" + string.Concat(Enumerable.Range(0, 90_000).Select(number => $"titl{number}: 1,")) + "}",
            new('\0', 1_000_000),
            "? " + new StringBuilder().Insert(0, "? ", 400_000),
        ];
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var text in hostile) Assert.NotEmpty(CatalogueFile.Read("hostile.yaml", text).Faults);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), watch.Elapsed.ToString());
    }

    private static (int Line, int Column) PlaceOf(string words, string text)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the file does not hold \"{words}\"");
        return (text[..at].Count(letter => letter == '\n') + 1, at - text.LastIndexOf('\n', Math.Max(at - 1, 0)));
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using FibreCentre.Api.Features.Demo;
using FibreCentre.Api.Tests.Catalogue;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Tests.Demo;

public class DemoFileTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "demo", "centre.yaml"));
    private static readonly DemoCentre Centre = DemoFile.Read("centre.yaml", Text).Centre!;

    /// <summary>Days on which the demo has to work: soon, after one qualification has lapsed, and a year on (for people and bays).</summary>
    private static readonly DateOnly[] Days = [new(2026, 12, 7), new(2027, 3, 1), new(2028, 11, 6)];

    public static TheoryData<string> Codes => [.. ShippedCatalogue.Courses.Select(course => course.Code.Value)];

    [Fact]
    public void The_demo_centre_reads_without_a_fault() => Assert.Empty(DemoFile.Read("centre.yaml", Text).Faults);

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_course_can_be_staffed_at_its_default_capacity(string code)
    {
        var course = Course(code);
        Assert.All(Days, day => Assert.True(Qualified(course, day).Count >= InstructorsNeeded(course), $"{code} on {day}: {InstructorsNeeded(course)} needed"));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_course_can_be_housed_at_its_default_capacity(string code)
    {
        foreach (var session in Course(code).Sessions)
        {
            var suited = Centre.Bays.Where(bay => bay.Kind == session.BayKind).OrderByDescending(bay => bay.Capacity).Take(session.BaysFor(Course(code).DefaultCapacity));
            Assert.True(suited.Sum(bay => Math.Min(bay.Capacity, session.TraineesPerBay)) >= Course(code).DefaultCapacity, $"{code}: {session.Title}");
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_course_can_be_equipped_at_its_default_capacity(string code)
    {
        foreach (var day in Days.Take(2))
        {
            foreach (var (type, needed) in KitNeeded(Course(code))) Assert.True(Usable(type, day) >= needed, $"{code} on {day}: {Usable(type, day)} of {needed} {type}");
        }
    }

    [Fact]
    public void Any_two_different_courses_can_run_at_once()
    {
        var day = Days[1];
        foreach (var one in ShippedCatalogue.Courses)
        {
            foreach (var other in ShippedCatalogue.Courses.Where(other => string.CompareOrdinal(one.Code.Value, other.Code.Value) < 0))
            {
                // Two groups can be told apart exactly when each has enough and both together have enough (Hall's marriage theorem).
                var both = Qualified(one, day).Union(Qualified(other, day)).Count();
                Assert.True(both >= InstructorsNeeded(one) + InstructorsNeeded(other), $"instructors for {one.Code} and {other.Code}");
                foreach (var kind in BaysNeeded(one).Keys.Intersect(BaysNeeded(other).Keys))
                    Assert.True(Centre.Bays.Count(bay => bay.Kind == kind) >= BaysNeeded(one)[kind] + BaysNeeded(other)[kind], $"{kind} for {one.Code} and {other.Code}");
                foreach (var type in KitNeeded(one).Keys.Intersect(KitNeeded(other).Keys))
                    Assert.True(Usable(type, day) >= KitNeeded(one)[type] + KitNeeded(other)[type], $"{type} for {one.Code} and {other.Code}");
            }
        }
    }

    [Fact]
    public void Two_cohorts_of_splicing_can_run_at_once()
    {
        var course = Course("FTC-210");
        Assert.True(Qualified(course, Days[0]).Count >= 2 * InstructorsNeeded(course));
        Assert.True(Usable("fusion-splicer", Days[0]) >= 2 * course.DefaultCapacity);
    }

    [Fact]
    public void Every_session_lies_within_the_opening_hours() => Assert.All(
        ShippedCatalogue.Courses.SelectMany(course => course.Sessions),
        session => Assert.All(Centre.OpeningHours, opening => Assert.True(opening.Opens <= session.Starts && session.Ends <= opening.Closes, session.Title)));

    [Fact]
    public void Every_slug_of_the_centre_is_one_that_the_catalogue_uses()
    {
        var courses = ShippedCatalogue.Courses;
        Assert.Equal(courses.SelectMany(course => course.Sessions).Select(session => session.BayKind).ToHashSet(), Centre.Bays.Select(bay => bay.Kind).ToHashSet());
        Assert.Equal(
            courses.SelectMany(course => course.InstructorQualifications).ToHashSet(),
            Centre.Instructors.SelectMany(instructor => instructor.Qualifications).Select(held => held.Slug).ToHashSet());
        Assert.Equal(
            courses.SelectMany(course => course.Sessions).SelectMany(session => session.Kit).Select(need => need.KitType).ToHashSet(),
            Centre.Kit.Select(item => item.Type).ToHashSet());
    }

    [Fact]
    public void Bank_holidays_fall_on_weekdays_eight_a_year()
    {
        Assert.All(Centre.BankHolidays, holiday => Assert.False(holiday.On.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday, $"{holiday.On}"));
        Assert.Equal([(2026, 8), (2027, 8), (2028, 8)], Centre.BankHolidays.GroupBy(holiday => holiday.On.Year).Select(year => (year.Key, year.Count())));
    }

    [Theory]
    [InlineData("2026-04-03")] // Easter of 2026 is 5 April
    [InlineData("2026-04-06")]
    [InlineData("2026-12-28")]
    [InlineData("2027-03-26")] // Easter of 2027 is 28 March
    [InlineData("2027-12-27")]
    [InlineData("2027-12-28")]
    [InlineData("2028-01-03")]
    [InlineData("2028-04-17")] // Easter of 2028 is 16 April
    public void A_movable_or_substitute_day_is_there(string day) => Assert.Contains(Centre.BankHolidays, holiday => holiday.On == DateOnly.Parse(day, CultureInfo.InvariantCulture));

    [Fact]
    public void One_qualification_lapses_while_the_demo_runs_and_one_item_is_out_of_calibration()
    {
        var lapsing = Assert.Single(Centre.Instructors.SelectMany(instructor => instructor.Qualifications), held => held.ValidUntil < new DateOnly(2028, 12, 31));
        Assert.Equal(new DateOnly(2027, 1, 31), lapsing.ValidUntil);
        Assert.Equal("fusion-splicer", Assert.Single(Centre.Kit, item => item.CalibratedUntil < new DateOnly(2026, 11, 23)).Type);
    }

    [Fact]
    public void Every_provider_has_eight_engineers_of_whom_some_can_take_splicing_and_some_cannot()
    {
        Assert.Equal(3, Centre.Providers.Count);
        Assert.All(Centre.Providers, provider =>
        {
            Assert.Equal(8, provider.Engineers.Count);
            Assert.InRange(provider.Engineers.Count(engineer => Holds(engineer, "FTC-201", Days[0])), 1, 7);
        });
    }

    [Fact]
    public void A_certificate_held_expires_as_its_course_says() => Assert.All(
        Centre.Providers.SelectMany(provider => provider.Engineers).SelectMany(engineer => engineer.Certificates),
        held => Assert.Equal(Course(held.Course.Value).Validity.ExpiresOn(held.AchievedOn), held.ExpiresOn));

    [Fact]
    public void Every_address_is_one_that_cannot_exist() => Assert.All(
        [.. Centre.Instructors.Select(instructor => instructor.Email), .. Centre.Accounts.Select(account => account.Email),
            .. Centre.Providers.SelectMany(provider => provider.Engineers).Select(engineer => engineer.Email), .. Centre.Past!.Engineers.Select(each => each.Engineer.Email)],
        email => Assert.Matches(@"^[a-z.]+@[a-z.]+\.example\.org$", email));

    [Fact]
    public void The_six_engineers_of_the_spreadsheet_are_known_and_can_take_the_fundamentals_but_not_yet_splicing()
    {
        var rows = File.ReadAllLines(Shipped("northway-six-engineers.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        var known = Centre.Providers.Single(provider => provider.Code == "NORTHWAY").Engineers.ToDictionary(engineer => engineer.Email);
        Assert.Equal(6, rows.Count);
        Assert.All(rows, row =>
        {
            var engineer = known[row[2]];
            var born = engineer.BornOn.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
            Assert.Equal([engineer.FirstName, engineer.LastName, born, engineer.EmployeeReference], [row[0], row[1], row[3], row[4]]);
            Assert.True(Holds(engineer, "FTC-101", Days[0]) && Holds(engineer, "FTC-101", Days[2]));
            Assert.False(Holds(engineer, "FTC-201", Days[0]));
        });
    }

    [Theory]
    [InlineData("timeZone: Europe/London", "timeZone: Europe/Kirklees", "timeZone", "which this machine does not know")]
    [InlineData("instructor: RAM }", "instructor: RAMAN }", "accounts[2].instructor", "names no instructor")]
    [InlineData("provider: CALDER }", "provider: CALDERS }", "accounts[9].provider", "names no provider")]
    [InlineData("employeeReference: C201 }", "employeeReference: C200 }", "accounts[12].employeeReference", "names no engineer of Calder Valley Fibre")]
    [InlineData("code: CLS-2", "code: CLS-1", "bays[1].code", "stands twice")]
    [InlineData("FS-2402", "FS-2401", "kit", "FS-2401 twice")]
    [InlineData("kind: splitter-rack, capacity: 6 }\n  - { code: RACK-2", "knd: splitter-rack, capacity: 6 }\n  - { code: RACK-2", "bays[25].knd", "did you mean kind?")]
    [InlineData("provider: NORTHWAY, firstName: Hamza", "provider: NORTH, firstName: Hamza", "past.engineers[0].provider", "names no provider")]
    [InlineData("email: josh.greenwood@", "email: naomi.brearley@", "past.engineers[6].email", "stands twice")]
    [InlineData("weeksAgo: 9", "weeksAgo: 0", "past.cohorts[1].weeksAgo", "1 to 52")]
    [InlineData("weeksAgo: 11\n      capacity: 12\n      instructor: ELL", "weeksAgo: 11\n      capacity: 12\n      instructor: PUG", "past.cohorts[0].instructor", "has no account")]
    [InlineData("absent: [C179]", "absent: [C182]", "past.cohorts[0]", "not one of its engineers")]
    [InlineData("role: manager", "role: boss", "accounts[7].role", "not one of administrator")]
    public void A_fault_in_a_demo_file_is_told_with_its_field(string instead, string written, string field, string words)
    {
        Assert.Contains(instead, Text, StringComparison.Ordinal);
        var (centre, faults) = DemoFile.Read("centre.yaml", Text.Replace(instead, written, StringComparison.Ordinal));
        Assert.Null(centre);
        var fault = Assert.Single(faults, each => each.Field == field);
        Assert.All(faults, each => Assert.True(each.Field == field || each.Field.StartsWith("past.", StringComparison.Ordinal), each.Field));   // what hangs on it is told too
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.True(fault.Line > 1);
    }

    private static CourseSpec Course(string code) => ShippedCatalogue.Courses.Single(course => course.Code.Value == code);

    private static HashSet<string> Qualified(CourseSpec course, DateOnly day) =>
        [.. Centre.Instructors
            .Where(instructor => course.InstructorQualifications.All(needed => instructor.Qualifications.Any(held => held.Slug == needed && held.ValidFrom <= day && day <= held.ValidUntil)))
            .Select(instructor => instructor.Code)];

    private static int InstructorsNeeded(CourseSpec course) => course.Sessions.Max(session => session.InstructorsFor(course.DefaultCapacity));

    private static Dictionary<string, int> BaysNeeded(CourseSpec course) =>
        course.Sessions.GroupBy(session => session.BayKind).ToDictionary(kind => kind.Key, kind => kind.Max(session => session.BaysFor(course.DefaultCapacity)));

    private static Dictionary<string, int> KitNeeded(CourseSpec course) => course.Sessions
        .SelectMany(session => session.Kit.Select(need => (need.KitType, Items: session.ItemsFor(need, course.DefaultCapacity))))
        .GroupBy(need => need.KitType).ToDictionary(type => type.Key, type => type.Max(need => need.Items));

    private static int Usable(string type, DateOnly day) => Centre.Kit.Count(item => item.Type == type && day <= item.CalibratedUntil);

    private static bool Holds(DemoEngineer engineer, string course, DateOnly day) =>
        engineer.Certificates.Any(held => held.Course.Value == course && held.AchievedOn <= day && (held.ExpiresOn is not { } last || day <= last));

    private static string Shipped(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../db/demo", name);
}

using FibreCentre.Api.Yaml;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Features.Demo;

/// <summary>What lies behind a demo centre on the day it is made.</summary>
/// <param name="Engineers">Those who were on the cohorts, besides the ones with whom the demo is tried.</param>
internal sealed record DemoPast(IReadOnlyList<DemoAlumnus> Engineers, IReadOnlyList<DemoPastCohort> Cohorts)
{
    public static DemoPast Read(YamlMap map) => new(map.Maps("engineers", Alumnus), map.Maps("cohorts", Cohort));

    private static DemoAlumnus Alumnus(YamlMap map) => new(
        map.Text("provider"), new(map.Text("firstName"), map.Text("lastName"), map.Text("email"), map.Date("bornOn"), map.Text("employeeReference"), [], []));

    private static DemoPastCohort Cohort(YamlMap map) => new(
        map.Parsed<CourseCode>("course", "a course code such as FTC-101"), map.Integer("weeksAgo"), map.Integer("capacity"), map.Text("instructor"), map.Texts("engineers"))
    {
        Countersigner = map.OptionalText("countersigner"),
        Absent = map.Has("absent") ? map.Texts("absent") : [],
        Shortcomings = map.OptionalMaps("shortcomings", each => new DemoShortcoming(each.Text("engineer"), each.Text("criterion"), each.OptionalFlag("doneAgain"), each.Text("feedback"))),
        NotCountersigned = map.Has("notCountersigned") ? map.Texts("notCountersigned") : [],
        Appeals = map.OptionalMaps("appeals", each => new DemoAppeal(each.Text("engineer"), each.Text("unit"), each.Text("reasons"))),
    };
}

/// <param name="Provider">The code of who employs them.</param>
internal sealed record DemoAlumnus(string Provider, DemoEngineer Engineer);

/// <param name="WeeksAgo">1 is the week before the one in which the demo is made.</param>
/// <param name="Instructor">The code of who signs; has an account, and teaches it where nothing else is in the way.</param>
/// <param name="Engineers">Employee references, as in all that follows.</param>
internal sealed record DemoPastCohort(CourseCode Course, int WeeksAgo, int Capacity, string Instructor, IReadOnlyList<string> Engineers)
{
    /// <summary>The code of an instructor; null leaves it to a quality assurer, who then reviews none of it.</summary>
    public required string? Countersigner { get; init; }

    public required IReadOnlyList<string> Absent { get; init; }

    public required IReadOnlyList<DemoShortcoming> Shortcomings { get; init; }

    /// <summary>Whose provisional decisions nobody has countersigned yet.</summary>
    public required IReadOnlyList<string> NotCountersigned { get; init; }

    public required IReadOnlyList<DemoAppeal> Appeals { get; init; }
}

/// <summary>A criterion that was not met.</summary>
/// <param name="DoneAgain">And was met in a second attempt the same afternoon.</param>
internal sealed record DemoShortcoming(string Engineer, string Criterion, bool DoneAgain, string Feedback);

/// <summary>An appeal by the engineer's provider that nobody has taken yet.</summary>
internal sealed record DemoAppeal(string Engineer, string Unit, string Reasons);

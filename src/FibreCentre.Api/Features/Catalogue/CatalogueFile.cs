using FibreCentre.Api.Yaml;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Features.Catalogue;

/// <summary>Something wrong in a catalogue file, with the line and column from 1, the field's path (empty for the whole file) and, in the message, the fix.</summary>
internal sealed record CatalogueFault(string File, int Line, int Column, string Field, string Message);

/// <summary>
/// Reads course files: YAML with one key, <c>courses</c>, holding the fields of <see cref="CourseSpec"/> in camelCase. Finds every fault of every file at once;
/// a file with one gives no courses, so nothing can be half imported. Changes nothing.
/// </summary>
internal static class CatalogueFile
{
    /// <summary>Reads one file whose prerequisites may also name the courses published before.</summary>
    public static (IReadOnlyList<CourseSpec> Courses, IReadOnlyList<CatalogueFault> Faults) Read(
        string fileName, string text, IReadOnlyCollection<CourseSpec>? published = null) => ReadAll([(fileName, text)], published);

    /// <summary>Reads files that make one catalogue together: a prerequisite may stand in any of them. One fault in one file withholds the courses of all.</summary>
    public static (IReadOnlyList<CourseSpec> Courses, IReadOnlyList<CatalogueFault> Faults) ReadAll(
        IEnumerable<(string FileName, string Text)> files, IReadOnlyCollection<CourseSpec>? published = null)
    {
        var readings = files.Select(file => new FileReading(file.FileName, file.Text)).ToList();
        // Every course of the set, with the file it stands in and its position there.
        var places = readings.SelectMany(reading => reading.Courses.Select((course, index) => (Reading: reading, Course: course, Index: index))).ToList();
        foreach (var fault in CatalogueRules.Check([.. places.Select(place => place.Course)], published))
        {
            var (reading, _, index) = places[fault.Course];
            reading.ReportRule(fault with { Course = index });
        }
        var faults = readings.SelectMany(reading => reading.Faults).ToList();
        return (faults.Count > 0 ? [] : [.. places.Select(place => place.Course)], faults);
    }

    private sealed class FileReading
    {
        private readonly string _name;
        private readonly YamlReading _reading;

        public FileReading(string name, string text)
        {
            _name = name;
            _reading = new(YamlTree.Parse(text), "day", "starts", "ends", "atLeast", "atMost", "above", "below", "years", "kind", "course", "declaration");
            Courses = _reading.Read(file => file.Maps("courses", Course));
        }

        public IReadOnlyList<CourseSpec> Courses { get; }

        public IEnumerable<CatalogueFault> Faults =>
            _reading.Faults.Select(fault => new CatalogueFault(_name, fault.Line, fault.Column, fault.Field, fault.Message));

        public void ReportRule(RuleFault fault)
        {
            if (_reading.IsAsWritten(fault.Field)) _reading.Report(fault.Field, fault.Message);
        }
    }

    private static CourseSpec Course(YamlMap map) => new()
    {
        Code = Code(map, "code"),
        Title = map.Text("title"),
        Summary = map.Text("summary"),
        JoiningInstructions = map.Text("joiningInstructions"),
        PricePerPlace = map.Number("pricePerPlace"),
        DefaultCapacity = map.Integer("defaultCapacity"),
        MinimumSize = map.Integer("minimumSize"),
        InstructorQualifications = map.Texts("instructorQualifications"),
        Prerequisites = map.OptionalMaps("prerequisites", Prerequisite),
        Validity = map.Map("validity", Validity),
        Attendance = map.OptionalMap("attendance", Attendance),
        Sessions = map.Maps("sessions", Session),
        Units = map.Maps("units", Unit),
    };

    private static CourseCode Code(YamlMap map, string key) => map.Parsed<CourseCode>(key, "a course code such as FTC-210");

    private static SessionPattern Session(YamlMap map)
    {
        var (starts, ends) = (map.Time("starts"), map.Time("ends"));
        // With one of the two unread, an empty session at midnight overlaps nothing and causes no second fault.
        if (starts == default || ends == default) starts = ends = default;
        return new()
        {
            Day = map.Integer("day"),
            Starts = starts,
            Ends = ends,
            Title = map.Text("title"),
            BayKind = map.Text("bayKind"),
            TraineesPerInstructor = map.Integer("traineesPerInstructor"),
            TraineesPerBay = map.Integer("traineesPerBay"),
            Kit = map.OptionalMaps("kit", need => new KitNeed(need.Text("kitType"), need.Choice<KitPer>("per") ?? default, need.Integer("quantity"))),
        };
    }

    private static Prerequisite Prerequisite(YamlMap map)
    {
        switch (map.Choice("kind", ["holdsCertificate", "declares", "minimumAge"]))
        {
            case "holdsCertificate":
                return new HoldsCertificate(Code(map, "course"));
            case "declares":
                return new Declares(map.Text("declaration"));
            case "minimumAge":
                return new MinimumAge(map.Integer("years"));
            default:
                map.Forgive();
                return new MinimumAge(1);
        }
    }

    /// <summary>A certificate that never expires says so: <c>years: none</c>.</summary>
    private static Validity Validity(YamlMap map) =>
        new(map.IntegerOr("none", "years"), map.Integer("renewalWindowMonths"))
        {
            Anchor = map.OptionalChoice("anchor", otherwise: ExpiryAnchor.Expiry),
            LateRenewalYears = map.OptionalInteger("lateRenewalYears", otherwise: 0),
            Keys = map.OptionalMaps("keys", key => Code(key, "course")),
        };

    private static AttendanceRule Attendance(YamlMap map)
    {
        if (map.Choice<AttendanceKind>("kind") is { } kind) return new(kind, map.Has("percent") ? map.Integer("percent") : null);
        map.Forgive();
        return AttendanceRule.Usual;
    }

    private static CourseUnit Unit(YamlMap map) => new() { Code = map.Text("code"), Title = map.Text("title"), Criteria = map.Maps("criteria", Criterion) };

    private static Criterion Criterion(YamlMap map) => new()
    {
        Code = map.Text("code"),
        Text = map.Text("text"),
        // Where the kind is unread, the one that causes no second fault.
        Kind = map.Choice<CriterionKind>("kind") ?? (map.Has("limit") ? CriterionKind.Measured : CriterionKind.Observed),
        SafetyCritical = map.OptionalFlag("safetyCritical"),
        Limit = map.OptionalMap("limit", Limit),
        Trace = map.OptionalMap<TraceSource>("trace", source => Trace(source)!),
        Source = map.Text("source"),
        Edition = map.Text("edition"),
        ReviewOn = map.Date("reviewOn"),
    };

    /// <summary>Null where the measure is unread, so that nothing that hangs on it causes a second fault.</summary>
    private static TraceSource? Trace(YamlMap map)
    {
        var (measure, wavelength, direction, connectors) = (
            map.Choice<TraceMeasure>("measure"), map.Has("wavelength") ? map.Integer("wavelength") : (int?)null, map.OptionalChoice("direction", otherwise: TraceDirections.Each), map.Has("connectors") ? map.Choice<ConnectorPolish>("connectors") : null);
        return measure is { } read ? new() { Measure = read, Wavelength = wavelength, Direction = direction, Connectors = connectors } : null;
    }

    private static MeasureLimit Limit(YamlMap map) => new()
    {
        Unit = map.Text("unit"),
        AtLeast = map.OptionalNumber("atLeast"),
        AtMost = map.OptionalNumber("atMost"),
        Above = map.OptionalNumber("above"),
        Below = map.OptionalNumber("below"),
        Lowest = map.OptionalNumber("lowest"),
        Highest = map.OptionalNumber("highest"),
        Aggregation = map.OptionalChoice("aggregation", otherwise: Aggregation.Each),
        Readings = map.OptionalInteger("readings", otherwise: 1),
        Decimals = map.OptionalInteger("decimals", otherwise: 0),
    };
}

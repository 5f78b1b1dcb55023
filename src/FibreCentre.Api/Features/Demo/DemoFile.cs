using FibreCentre.Api.Yaml;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;

namespace FibreCentre.Api.Features.Demo;

/// <summary>
/// A whole demo centre as it stands in <c>db/demo/centre.yaml</c>; every person and every provider in it is invented. Dates are whole days in its zone.
/// </summary>
internal sealed record DemoCentre(
    string Name,
    string TimeZone,
    IReadOnlyList<DemoOpening> OpeningHours,
    IReadOnlyList<DemoBankHoliday> BankHolidays,
    IReadOnlyList<DemoBayKind> BayKinds,
    IReadOnlyList<DemoBay> Bays,
    IReadOnlyList<DemoInstructor> Instructors,
    IReadOnlyList<DemoKitItem> Kit,
    IReadOnlyList<DemoProvider> Providers,
    IReadOnlyList<DemoAccount> Accounts,
    DemoPast? Past);

/// <summary>One day of the week on which the centre is open, in civil time; other days it is closed.</summary>
internal sealed record DemoOpening(DayOfWeek Day, TimeOnly Opens, TimeOnly Closes);

internal sealed record DemoBankHoliday(DateOnly On, string Name);

/// <summary>What bays of a kind have in common; minutes around a session.</summary>
internal sealed record DemoBayKind(string Kind, string Title, int SetUp, int ClearAway, int Travel, PracticeUse Practice);

/// <summary>A bay for so many trainees at once.</summary>
internal sealed record DemoBay(string Code, string Name, string Kind, int Capacity, string? Arriving);

internal sealed record DemoInstructor(string Code, string FirstName, string LastName, string Email, IReadOnlyList<DemoQualification> Qualifications);

/// <summary>Held from the first day to the last, both included.</summary>
internal sealed record DemoQualification(string Slug, DateOnly ValidFrom, DateOnly ValidUntil);

/// <summary>Usable up to and including the day its calibration or inspection ends.</summary>
internal sealed record DemoKitItem(string Type, string SerialNumber, DateOnly CalibratedUntil);

internal sealed record DemoProvider(string Code, string Name, IReadOnlyList<DemoEngineer> Engineers);

internal sealed record DemoEngineer(
    string FirstName,
    string LastName,
    string Email,
    DateOnly BornOn,
    string EmployeeReference,
    IReadOnlyList<DemoDeclaration> Declarations,
    IReadOnlyList<DemoCertificate> Certificates);

/// <summary>A declaration made on a day; it stands up to and including its last day, or until withdrawn where there is none.</summary>
internal sealed record DemoDeclaration(string Declaration, DateOnly MadeOn, DateOnly? ValidUntil);

/// <summary>A certificate from before this system; it counts up to and including its last day, or for ever where there is none.</summary>
internal sealed record DemoCertificate(CourseCode Course, string Number, DateOnly AchievedOn, DateOnly? ExpiresOn, string Issuer);

/// <summary>A demo sign-in, without a password: those are made anew on the first run.</summary>
/// <param name="Instructor">Code of the instructor it belongs to, for that role.</param>
/// <param name="Provider">Code of the provider, for bookers and trainees.</param>
/// <param name="EmployeeReference">Which engineer of the provider, for trainees.</param>
internal sealed record DemoAccount(DemoRole Role, string Name, string Email, string? Instructor, string? Provider, string? EmployeeReference);

internal enum DemoRole { Administrator, Coordinator, Instructor, Iqa, Manager, ProviderBooker, Trainee }

/// <summary>Something wrong in a demo file, with line and column from 1 and, in the message, the fix.</summary>
internal sealed record DemoFault(string File, int Line, int Column, string Field, string Message);

/// <summary>Reads a demo centre, finding every fault at once. Changes nothing.</summary>
internal static class DemoFile
{
    /// <summary>The centre, or null and the faults.</summary>
    public static (DemoCentre? Centre, IReadOnlyList<DemoFault> Faults) Read(string fileName, string text)
    {
        var reading = new YamlReading(YamlTree.Parse(text));
        var centre = reading.Read(Centre);
        foreach (var (field, message) in DemoRules.Check(centre).Where(fault => reading.IsAsWritten(fault.Field))) reading.Report(field, message);
        var faults = reading.Faults.Select(fault => new DemoFault(fileName, fault.Line, fault.Column, fault.Field, fault.Message)).ToList();
        return (faults.Count > 0 ? null : centre, faults);
    }

    private static DemoCentre Centre(YamlMap map) => new(
        map.Text("name"),
        map.Text("timeZone"),
        map.Maps("openingHours", opening => new DemoOpening(opening.Choice<DayOfWeek>("day") ?? default, opening.Time("opens"), opening.Time("closes"))),
        map.Maps("bankHolidays", holiday => new DemoBankHoliday(holiday.Date("on"), holiday.Text("name"))),
        map.Maps("bayKinds", kind => new DemoBayKind(
            kind.Text("kind"), kind.Text("title"), kind.Integer("setUp"), kind.Integer("clearAway"), kind.Integer("travel"), kind.Choice<PracticeUse>("practice") ?? default)),
        map.Maps("bays", bay => new DemoBay(bay.Text("code"), bay.Text("name"), bay.Text("kind"), bay.Integer("capacity"), bay.OptionalText("arriving"))),
        map.Maps("instructors", Instructor),
        [.. map.Maps("kit", KitBatch).SelectMany(batch => batch)],
        map.Maps("providers", provider => new DemoProvider(provider.Text("code"), provider.Text("name"), provider.Maps("engineers", Engineer))),
        map.Maps("accounts", Account),
        map.OptionalMap("past", DemoPast.Read));

    private static DemoInstructor Instructor(YamlMap map) => new(
        map.Text("code"),
        map.Text("firstName"),
        map.Text("lastName"),
        map.Text("email"),
        map.Maps("qualifications", held => new DemoQualification(held.Text("slug"), held.Date("validFrom"), held.Date("validUntil"))));

    /// <summary>Items of one type that were calibrated together.</summary>
    private static IEnumerable<DemoKitItem> KitBatch(YamlMap map)
    {
        var (type, until) = (map.Text("type"), map.Date("calibratedUntil"));
        return map.Texts("serialNumbers").Select(serial => new DemoKitItem(type, serial, until));
    }

    private static DemoEngineer Engineer(YamlMap map) => new(
        map.Text("firstName"),
        map.Text("lastName"),
        map.Text("email"),
        map.Date("bornOn"),
        map.Text("employeeReference"),
        map.OptionalMaps("declarations", made => new DemoDeclaration(made.Text("declaration"), made.Date("madeOn"), made.OptionalDate("validUntil"))),
        map.OptionalMaps("certificates", held => new DemoCertificate(
            held.Parsed<CourseCode>("course", "a course code such as FTC-101"),
            held.Text("number"),
            held.Date("achievedOn"),
            held.OptionalDate("expiresOn"),
            held.Text("issuer"))));

    private static DemoAccount Account(YamlMap map) => new(
        map.Choice<DemoRole>("role") ?? default,
        map.Text("name"),
        map.Text("email"),
        map.OptionalText("instructor"),
        map.OptionalText("provider"),
        map.OptionalText("employeeReference"));
}

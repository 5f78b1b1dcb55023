using System.Globalization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Http;

namespace FibreCentre.Api.Features.Reporting;

/// <summary>The figures as a CSV file, for a council's report: UTF-8 with a byte-order mark.</summary>
internal static class FiguresSheet
{
    private static readonly string[] Headers =
    [
        "By", "Month, course or kind of bay", "Engineers qualified", "Certificates", "Renewals among them", "Cohorts", "Places", "Places taken", "Places taken %", "Assessments", "Passed", "Passed %",
        "First attempts", "Passed at the first", "Passed at the first %", "Places waited for", "Bay hours used", "Bay hours open", "Bays used %",
    ];

    public static string NameOf(CentreFigures figures) => $"figures-{Month(figures.From)}-{Month(figures.Until)}.csv";

    public static byte[] Write(CentreFigures figures) => CsvFile.Write(Headers, figures.Months.Select(month => Row("month", Month(month.Month), month.Yield, month.Bays))
        .Concat(figures.Courses.Select(course => Row("course", SheetCell.Harmless($"{course.Course} {course.Title}".TrimEnd()), course.Yield, null)))
        .Concat(figures.Kinds.Select(kind => Row("kind of bay", SheetCell.Harmless(kind.Title), null, kind.Bays)))
        .Append(Row("all", $"{Month(figures.From)} to {Month(figures.Until)}", figures.All, figures.Bays)));

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string[] Row(string by, string of, Yield? yield, BayUse? bays) =>
    [
        by, of, .. new[]
        {
            yield?.Qualified, yield?.Certificates, yield?.Renewals, yield?.Cohorts, yield?.Places, yield?.Taken, yield?.TakenPercent, yield?.Assessed, yield?.Passed, yield?.PassedPercent, yield?.FirstAttempts, yield?.FirstPassed, yield?.FirstPassedPercent, yield?.Waiting,
            bays?.UsedMinutes / 60m, bays?.OpenMinutes / 60m, bays?.Percent,
        }.Select(Figure),
    ];

    private static string Figure(decimal? figure) => figure?.ToString("0.#", CultureInfo.InvariantCulture) ?? "";
}

using System.Globalization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Http;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Features.Reporting;

/// <summary>The figures as a CSV file, for a council's report.</summary>
/// <param name="From">As for <see cref="ShowFigures"/>.</param>
/// <param name="Until">As for <see cref="ShowFigures"/>.</param>
public sealed record WriteFigures(DateOnly? From = null, DateOnly? Until = null) : IQuery<WrittenFigures>;

/// <param name="Octets">UTF-8 with a byte-order mark.</param>
public sealed record WrittenFigures(byte[] Octets, string FileName);

internal sealed class WriteFiguresValidator : AbstractValidator<WriteFigures>
{
    public WriteFiguresValidator()
    {
        RuleFor(request => request.From).WithinCentreDays();
        RuleFor(request => request.Until).WithinCentreDays();
    }
}

internal sealed class WriteFiguresHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<WriteFigures, Result<WrittenFigures>>
{
    private static readonly string[] Headers =
    [
        "By", "Month, course or kind of bay", "Engineers qualified", "Certificates", "Renewals among them", "Cohorts", "Places", "Places taken", "Places taken %", "Assessments", "Passed", "Passed %",
        "First attempts", "Passed at the first", "Passed at the first %", "Places waited for", "Bay hours used", "Bay hours open", "Bays used %",
    ];

    public async Task<Result<WrittenFigures>> Handle(WriteFigures request, CancellationToken cancellationToken)
    {
        var read = await FiguresReading.ReadAsync(db, clock, request.From, request.Until, cancellationToken);
        if (!read.Succeeded) return read.Error;
        var figures = read.Value;
        var rows = figures.Months.Select(month => Row("month", Month(month.Month), month.Yield, month.Bays))
            .Concat(figures.Courses.Select(course => Row("course", SheetCell.Harmless($"{course.Course} {course.Title}".TrimEnd()), course.Yield, null)))
            .Concat(figures.Kinds.Select(kind => Row("kind of bay", SheetCell.Harmless(kind.Title), null, kind.Bays)))
            .Append(Row("all", $"{Month(figures.From)} to {Month(figures.Until)}", figures.All, figures.Bays));
        return new WrittenFigures(CsvFile.Write(Headers, rows), $"figures-{Month(figures.From)}-{Month(figures.Until)}.csv");
    }

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

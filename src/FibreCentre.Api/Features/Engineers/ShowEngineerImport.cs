using System.Text.Json;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>One import: how far it is and what it came to.</summary>
public sealed record ShowEngineerImport(EngineerImportId Import) : IQuery<EngineerImportAnswer>;

/// <param name="State"><c>preview</c>, <c>importing</c>, <c>imported</c>, <c>partly-undone</c> or <c>undone</c>.</param>
/// <param name="RowsDone">Of <paramref name="Rows"/>; what a progress bar shows.</param>
/// <param name="Preview">How many rows are what: new, update, unchanged, duplicate, rejected.</param>
/// <param name="Undecided">Possible duplicates that nobody has decided about. They are left out.</param>
/// <param name="Outcome">How many rows came to what: created, updated, unchanged, left-out, rejected, undone.</param>
/// <param name="Kept">Rows that undoing could not take back.</param>
/// <param name="NotImported">How many lines the file with the reasons has.</param>
public sealed record EngineerImportAnswer(
    Guid Id, string FileName, string State, int Rows, int RowsDone, IReadOnlyDictionary<string, int> Preview, int Undecided, int ToImport, IReadOnlyDictionary<string, int> Outcome, int Kept, int NotImported,
    DateTimeOffset MadeAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? FinishedAt, DateTimeOffset? UndoneAt)
{
    public int Previewed(string result) => Preview.GetValueOrDefault(result);

    public int Ended(string outcome) => Outcome.GetValueOrDefault(outcome);
}

/// <summary>The provider's imports, newest first.</summary>
public sealed record ListEngineerImports : IQuery<ListedEngineerImports>;

public sealed record ListedEngineerImports(IReadOnlyList<EngineerImportLine> Imports);

public sealed record EngineerImportLine(Guid Id, string FileName, string State, int Rows, int RowsDone, DateTimeOffset MadeAt);

/// <summary>The rows of an import in the order of the file.</summary>
/// <param name="Only">Only rows that the preview found so, or that came to this, or were <c>kept</c>; null for all.</param>
/// <param name="After">The number of the last row of the page before; 0 for the first page.</param>
public sealed record ListEngineerImportRows(EngineerImportId Import, string? Only = null, int After = 0, int Limit = 50) : IQuery<ListedEngineerImportRows>;

/// <param name="Next">Send as <c>after</c> for the next page; null on the last one.</param>
public sealed record ListedEngineerImportRows(IReadOnlyList<EngineerImportRowLine> Rows, int? Next);

/// <param name="Line">As the spreadsheet counts.</param>
/// <param name="Notes">Why it was rejected, whom it resembles, what it changes, or why it was left out in the end.</param>
/// <param name="Choices">How it may be decided; empty when there is nothing to decide.</param>
/// <param name="Outcome">Null until it was imported.</param>
public sealed record EngineerImportRowLine(
    int Number, int Line, string Name, string Email, string DateOfBirth, string? EmployeeReference, string Result, IReadOnlyList<string> Notes, Guid? Resembles, int? ResemblesRow, string? Choice,
    IReadOnlyList<string> Choices, string? Outcome, Guid? TraineeId, string? KeptBecause);

/// <summary>The rows that were not imported, as they stood in the file, with the reason at the end of each.</summary>
internal sealed record WriteRejectedRows(EngineerImportId Import) : IQuery<RejectedRows>;

internal sealed record RejectedRows(string FileName, byte[] Octets);

internal sealed class ListEngineerImportRowsValidator : AbstractValidator<ListEngineerImportRows>
{
    public ListEngineerImportRowsValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 500).WithMessage("Ask for 1 to 500 rows.");
        RuleFor(request => request.Only).Must(only => only is null || Known.Contains(only)).WithMessage($"Choose one of {string.Join(", ", Known)}.");
    }

    private static IReadOnlyList<string> Known { get; } =
        [.. Enum.GetNames<ImportResult>().Concat(Enum.GetNames<ImportOutcome>()).Select(SnakeCase.Kebab).Distinct(), "kept"];
}

internal static class EngineerImportAnswers
{
    public static async Task<EngineerImportAnswer> OfAsync(CentreDbContext db, EngineerImport import, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var groups = await db.EngineerImportRows.Where(row => row.Import == import.Id)
            .GroupBy(row => new { row.Result, row.Choice, row.Outcome, Kept = row.KeptBecause != null }).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        return new(
            import.Id.Value, import.FileName, SnakeCase.Kebab(import.State.ToString()), import.RowCount, import.RowsDone,
            groups.GroupBy(each => SnakeCase.Kebab(each.Key.Result.ToString())).ToDictionary(each => each.Key, each => each.Sum(group => group.Count)),
            groups.Where(each => each.Key is { Result: ImportResult.Duplicate, Choice: null }).Sum(each => each.Count),
            groups.Where(each => each.Key.Result is ImportResult.New or ImportResult.Update || each.Key.Choice is ImportChoice.New or ImportChoice.Same).Sum(each => each.Count),
            groups.Where(each => each.Key.Outcome is not null).GroupBy(each => SnakeCase.Kebab(each.Key.Outcome!.Value.ToString())).ToDictionary(each => each.Key, each => each.Sum(group => group.Count)),
            groups.Where(each => each.Key.Kept).Sum(each => each.Count), await NotImported(db, import.Id).CountAsync(cancellationToken),
            time.Civil(import.MadeAt), Civil(import.ConfirmedAt), Civil(import.FinishedAt), Civil(import.UndoneAt));

        DateTimeOffset? Civil(DateTimeOffset? instant) => instant is { } at ? time.Civil(at) : null;
    }

    /// <summary>Rows that came to nothing, or will as they stand: what the file with the reasons holds.</summary>
    public static IQueryable<EngineerImportRow> NotImported(CentreDbContext db, EngineerImportId import) => db.EngineerImportRows.AsNoTracking().Where(row => row.Import == import
        && (row.Outcome == ImportOutcome.Rejected || row.Outcome == ImportOutcome.LeftOut
            || (row.Outcome == null && (row.Result == ImportResult.Rejected || (row.Result == ImportResult.Duplicate && (row.Choice == null || row.Choice == ImportChoice.LeaveOut))))));
}

internal sealed class ShowEngineerImportHandler(CentreDbContext db) : IRequestHandler<ShowEngineerImport, Result<EngineerImportAnswer>>
{
    public async Task<Result<EngineerImportAnswer>> Handle(ShowEngineerImport request, CancellationToken cancellationToken) =>
        await db.EngineerImports.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Import, cancellationToken) is { } import
            ? await EngineerImportAnswers.OfAsync(db, import, cancellationToken) : PeopleErrors.ImportNotFound();
}

internal sealed class ListEngineerImportsHandler(CentreDbContext db) : IRequestHandler<ListEngineerImports, Result<ListedEngineerImports>>
{
    private const int Most = 20;

    public async Task<Result<ListedEngineerImports>> Handle(ListEngineerImports request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var imports = await db.EngineerImports.AsNoTracking().OrderByDescending(each => each.MadeAt).ThenBy(each => each.Id).Take(Most).ToListAsync(cancellationToken);
        return new ListedEngineerImports([.. imports.Select(each => new EngineerImportLine(each.Id.Value, each.FileName, SnakeCase.Kebab(each.State.ToString()), each.RowCount, each.RowsDone, time.Civil(each.MadeAt)))]);
    }
}

internal sealed class ListEngineerImportRowsHandler(CentreDbContext db) : IRequestHandler<ListEngineerImportRows, Result<ListedEngineerImportRows>>
{
    public async Task<Result<ListedEngineerImportRows>> Handle(ListEngineerImportRows request, CancellationToken cancellationToken)
    {
        if (!await db.EngineerImports.AnyAsync(each => each.Id == request.Import, cancellationToken)) return PeopleErrors.ImportNotFound();
        var rows = db.EngineerImportRows.AsNoTracking().Where(row => row.Import == request.Import && row.Number > request.After);
        if (request.Only is { } only)
        {
            var outcome = Parsed<ImportOutcome>(only);
            var result = Parsed<ImportResult>(only);
            rows = only == "kept" ? rows.Where(row => row.KeptBecause != null) : rows.Where(row => (outcome != null && row.Outcome == outcome) || (row.Outcome == null && result != null && row.Result == result));
        }
        var page = await rows.OrderBy(row => row.Number).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return new ListedEngineerImportRows([.. page.Take(request.Limit).Select(Line)], page.Count > request.Limit ? page[request.Limit - 1].Number : null);
    }

    private static EngineerImportRowLine Line(EngineerImportRow row)
    {
        var details = JsonSerializer.Deserialize<EngineerDetails>(row.Details)!;
        return new(
            row.Number, row.Line, $"{details.GivenName} {details.FamilyName}".Trim(), details.Email, details.DateOfBirth, details.EmployeeReference, SnakeCase.Kebab(row.Result.ToString()), row.Notes, row.Resembles?.Value,
            row.ResemblesRow, row.Choice is { } choice ? SnakeCase.Kebab(choice.ToString()) : null,
            row.Outcome is null ? [.. Enum.GetValues<ImportChoice>().Where(row.MayBe).Select(each => SnakeCase.Kebab(each.ToString()))] : [],
            row.Outcome is { } outcome ? SnakeCase.Kebab(outcome.ToString()) : null, row.Trainee?.Value, row.KeptBecause);
    }

    private static T? Parsed<T>(string kebab) where T : struct, Enum => Enum.TryParse<T>(kebab.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value) ? value : null;
}

internal sealed class WriteRejectedRowsHandler(CentreDbContext db) : IRequestHandler<WriteRejectedRows, Result<RejectedRows>>
{
    public async Task<Result<RejectedRows>> Handle(WriteRejectedRows request, CancellationToken cancellationToken)
    {
        if (await db.EngineerImports.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Import, cancellationToken) is not { } import) return PeopleErrors.ImportNotFound();
        var rows = await EngineerImportAnswers.NotImported(db, import.Id).OrderBy(row => row.Number).Select(row => new { row.Raw, row.Result, row.Choice, row.Outcome, row.Notes }).ToListAsync(cancellationToken);
        return new RejectedRows($"{Path.GetFileNameWithoutExtension(import.FileName)}-not-imported.csv", RejectedLines.Write(import.Header, import.Delimiter, rows.Select(row => (
            row.Raw, string.Join(' ', row is { Result: ImportResult.Duplicate, Outcome: null } ? row.Notes.Append(row.Choice == ImportChoice.LeaveOut ? "Left out." : "Say whether it is the same person.") : row.Notes)))));
    }
}

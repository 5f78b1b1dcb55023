using System.Text.Json;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>Reads a file of engineers and keeps what it would do, row by row. Nobody is recorded until it is confirmed.</summary>
internal sealed record PreviewEngineers(string FileName, byte[] File) : ICommand<EngineerImportAnswer>;

internal sealed class PreviewEngineersHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<PreviewEngineers, Result<EngineerImportAnswer>>
{
    private const int LongestName = 200;

    public async Task<Result<EngineerImportAnswer>> Handle(PreviewEngineers request, CancellationToken cancellationToken)
    {
        var read = EngineerSheet.ReadFile(request.File);
        if (!read.Succeeded) return read.Error;
        var now = clock.GetUtcNow();
        var provider = new ProviderId(actor.ProviderId!.Value);
        var time = await db.TimeAsync(cancellationToken);
        var judge = new RowJudge(
            await db.Trainees.AsNoTracking().Where(each => each.Provider == provider).ToListAsync(cancellationToken),
            await db.CatalogueAsync(cancellationToken), time.DayOf(now));
        var import = new EngineerImport
        {
            Id = EngineerImportId.New(now), Provider = provider, FileName = Named(request.FileName), Delimiter = read.Value.Delimiter.ToString(), Header = read.Value.Header, RowCount = read.Value.Lines.Count,
            MadeBy = actor.Account, MadeAt = now,
        };
        db.Add(import);
        foreach (var (index, line) in read.Value.Lines.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var judged = judge.Judge(index + 1, line.Row);
            db.Add(new EngineerImportRow
            {
                Import = import.Id, Provider = provider, Number = index + 1, Line = line.Row.Line, Raw = line.Raw, Details = JsonSerializer.Serialize(line.Row.Engineer),
                Result = judged.Result, Notes = judged.Notes, Resembles = judged.Resembles, ResemblesRow = judged.ResemblesRow, EmailTaken = judged.EmailTaken,
            });
        }
        await db.SaveChangesAsync(cancellationToken);
        return await EngineerImportAnswers.OfAsync(db, import, cancellationToken);
    }

    private static string Named(string name)
    {
        var plain = new string([.. name.Where(letter => !char.IsControl(letter))]).Trim();
        return plain.Length == 0 ? "engineers.csv" : plain.Length <= LongestName ? plain : plain[..LongestName];
    }
}

/// <summary>Says of possible duplicates whether they are new people, the same people, or are to be left out.</summary>
public sealed record DecideDuplicates(EngineerImportId Import, IReadOnlyList<DecidedRow> Rows) : ICommand<EngineerImportAnswer>
{
    Guid? ICommand.Subject => Import.Value;
}

/// <param name="Number">Of the row, as the preview counts.</param>
/// <param name="Choice"><c>new</c>: somebody else, to be recorded; <c>same</c>: the same person, whose record takes over what the row says; <c>leave-out</c>.</param>
public sealed record DecidedRow(int Number, ImportChoice Choice);

internal sealed class DecideDuplicatesValidator : AbstractValidator<DecideDuplicates>
{
    public DecideDuplicatesValidator() =>
        RuleFor(request => request.Rows).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Say which rows are decided, and how.")
            .Must(rows => rows.Count <= EngineerSheet.MostRows).WithMessage($"Decide at most {EngineerSheet.MostRows:N0} rows at a time.").Must(rows => rows is null || rows.DistinctBy(row => row.Number).Count() == rows.Count).WithMessage("Name each row once.");
}

internal sealed class DecideDuplicatesHandler(CentreDbContext db) : IRequestHandler<DecideDuplicates, Result<EngineerImportAnswer>>
{
    public async Task<Result<EngineerImportAnswer>> Handle(DecideDuplicates request, CancellationToken cancellationToken)
    {
        if (await db.LockedAsync(request.Import, cancellationToken) is not { } import) return PeopleErrors.ImportNotFound();
        if (import.State != EngineerImportState.Preview) return PeopleErrors.ImportStarted();
        var numbers = request.Rows.Select(row => row.Number).ToList();
        var rows = await db.EngineerImportRows.Where(row => row.Import == import.Id && numbers.Contains(row.Number)).ToDictionaryAsync(row => row.Number, cancellationToken);
        if (request.Rows.Where(each => rows.GetValueOrDefault(each.Number) is not { } row || !row.MayBe(each.Choice)).Select(each => each.Number).ToList() is { Count: > 0 } wrong) return PeopleErrors.CannotDecide(wrong);
        foreach (var decided in request.Rows) rows[decided.Number].Decide(decided.Choice);
        await db.SaveChangesAsync(cancellationToken);
        return await EngineerImportAnswers.OfAsync(db, import, cancellationToken);
    }
}

/// <summary>Starts the import. A job does the work; asking for the import tells how far it is.</summary>
public sealed record ConfirmEngineerImport(EngineerImportId Import) : ICommand<EngineerImportAnswer>
{
    Guid? ICommand.Subject => Import.Value;
}

internal sealed class ConfirmEngineerImportHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ConfirmEngineerImport, Result<EngineerImportAnswer>>
{
    public async Task<Result<EngineerImportAnswer>> Handle(ConfirmEngineerImport request, CancellationToken cancellationToken)
    {
        if (await db.LockedAsync(request.Import, cancellationToken) is not { } import) return PeopleErrors.ImportNotFound();
        var hasWork = await db.EngineerImportRows.AnyAsync(row => row.Import == import.Id
            && (row.Result == ImportResult.New || row.Result == ImportResult.Update || row.Choice == ImportChoice.New || row.Choice == ImportChoice.Same), cancellationToken);
        var confirmed = import.Confirm(hasWork, clock.GetUtcNow());
        if (!confirmed.Succeeded) return confirmed.Error;
        await db.SaveChangesAsync(cancellationToken);
        return await EngineerImportAnswers.OfAsync(db, import, cancellationToken);
    }
}

internal static class EngineerImportLock
{
    /// <summary>The import with its row locked: deciding, confirming, importing and undoing go one after another. Null when there is none.</summary>
    public static Task<EngineerImport?> LockedAsync(this CentreDbContext db, EngineerImportId import, CancellationToken cancellationToken) =>
        db.EngineerImports.FromSql($"select * from engineer_import where id = {import.Value} for update").SingleOrDefaultAsync(cancellationToken);
}

namespace FibreCentre.Domain.Providers;

public readonly record struct EngineerImportId(Guid Value)
{
    public static EngineerImportId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

public enum EngineerImportState { Preview, Importing, Imported, PartlyUndone, Undone }

/// <summary>What the preview makes of a row.</summary>
public enum ImportResult { New, Update, Unchanged, Duplicate, Rejected }

/// <summary>What the booker makes of a possible duplicate: another person, the same person, or nobody to import.</summary>
public enum ImportChoice { New, Same, LeaveOut }

/// <summary>What became of a row.</summary>
public enum ImportOutcome { Created, Updated, Unchanged, LeftOut, Rejected, Undone }

/// <summary>One file of engineers: looked at first, imported once, undone while nothing depends on it.</summary>
public sealed class EngineerImport
{
    public required EngineerImportId Id { get; init; }

    public required ProviderId Provider { get; init; }

    public required string FileName { get; init; }

    /// <summary>A comma, a semicolon or a tab.</summary>
    public required string Delimiter { get; init; }

    /// <summary>The file's first line as it stood there.</summary>
    public required string Header { get; init; }

    public EngineerImportState State { get; private set; } = EngineerImportState.Preview;

    public required int RowCount { get; init; }

    /// <summary>How many rows have an outcome.</summary>
    public int RowsDone { get; private set; }

    public required Guid MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public DateTimeOffset? UndoneAt { get; private set; }

    public Result<EngineerImport> Confirm(bool hasWork, DateTimeOffset now)
    {
        if (State != EngineerImportState.Preview) return PeopleErrors.ImportStarted();
        if (!hasWork) return PeopleErrors.NothingToImport();
        (State, ConfirmedAt) = (EngineerImportState.Importing, now);
        return this;
    }

    /// <summary>Some more rows have their outcome; with the last of them the import is finished.</summary>
    public void Progress(int rows, DateTimeOffset now)
    {
        RowsDone += rows;
        if (RowsDone >= RowCount) (State, FinishedAt) = (EngineerImportState.Imported, now);
    }

    public Result<EngineerImport> BeginUndo() => State switch
    {
        EngineerImportState.Undone => PeopleErrors.NothingToUndo(),
        EngineerImportState.Imported or EngineerImportState.PartlyUndone => this,
        _ => PeopleErrors.ImportNotFinished(),
    };

    /// <param name="kept">How many rows something depends on.</param>
    public void Undo(int kept, DateTimeOffset now) => (State, UndoneAt) = (kept == 0 ? EngineerImportState.Undone : EngineerImportState.PartlyUndone, now);
}

/// <summary>One row of the file, what was made of it, and what became of it.</summary>
public sealed class EngineerImportRow
{
    public required EngineerImportId Import { get; init; }

    public required ProviderId Provider { get; init; }

    /// <summary>Counted from 1 over the rows that name somebody.</summary>
    public required int Number { get; init; }

    /// <summary>As the spreadsheet counts: the header is line 1.</summary>
    public required int Line { get; init; }

    /// <summary>The line as it stood in the file.</summary>
    public required string Raw { get; init; }

    /// <summary>What was read of it, as JSON.</summary>
    public required string Details { get; init; }

    public required ImportResult Result { get; init; }

    /// <summary>Why it was rejected, whom it resembles, what it changes, or why it was left out in the end: a sentence each.</summary>
    public required List<string> Notes { get; init; }

    /// <summary>The known engineer whom it resembles; null when it resembles another row, or nobody.</summary>
    public TraineeId? Resembles { get; init; }

    /// <summary>The earlier row of the file that it resembles.</summary>
    public int? ResemblesRow { get; init; }

    /// <summary>Whether its e-mail address is taken by the one it resembles, so that it cannot be somebody new.</summary>
    public bool EmailTaken { get; init; }

    public ImportChoice? Choice { get; private set; }

    public ImportOutcome? Outcome { get; private set; }

    /// <summary>Whom it created or changed.</summary>
    public TraineeId? Trainee { get; private set; }

    /// <summary>What the engineer was before and after, as JSON; <c>Before</c> is null for one that was created.</summary>
    public string? Before { get; private set; }

    public string? After { get; private set; }

    /// <summary>Why undoing left it as it is; null when it did not, or was not asked to.</summary>
    public string? KeptBecause { get; private set; }

    public bool MayBe(ImportChoice choice) => Result == ImportResult.Duplicate && !(choice == ImportChoice.New && EmailTaken);

    public void Decide(ImportChoice choice) => Choice = choice;

    public void End(ImportOutcome outcome, TraineeId? trainee = null, string? before = null, string? after = null) => (Outcome, Trainee, Before, After) = (outcome, trainee, before, after);

    /// <param name="because">In a sentence.</param>
    public void LeaveOut(string because)
    {
        Outcome = ImportOutcome.LeftOut;
        Notes.Add(because);
    }

    public void Undone() => (Outcome, KeptBecause) = (ImportOutcome.Undone, null);

    public void Keep(string because) => KeptBecause = because;
}

using System.Text.Json;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>
/// Imports the next rows of the confirmed import that waits longest, and says how many there were; none when nothing waits. People and outcomes are one
/// transaction, so a row that has its outcome was imported and one that has none was not, whenever the product is stopped.
/// </summary>
internal sealed record ImportNextRows(int Most) : ICommand<int>, IHousekeeping;

internal sealed class ImportNextRowsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ImportNextRows, Result<int>>
{
    public async Task<Result<int>> Handle(ImportNextRows request, CancellationToken cancellationToken)
    {
        // Another instance takes another import, or nothing.
        if (await db.EngineerImports.FromSql($"select * from engineer_import where state = 'importing' order by confirmed_at limit 1 for update skip locked").SingleOrDefaultAsync(cancellationToken) is not { } import) return 0;
        var now = clock.GetUtcNow();
        var rows = await db.EngineerImportRows.Where(row => row.Import == import.Id && row.Outcome == null).OrderBy(row => row.Number).Take(request.Most).ToListAsync(cancellationToken);
        var earlier = await EarlierAsync(import, rows, cancellationToken);
        var work = new Work(import, rows, await KnownAsync(import, rows, earlier.Values, cancellationToken), earlier, (await db.TimeAsync(cancellationToken)).DayOf(now), now);
        foreach (var row in rows)
            if (work.Import(row) is { } made) db.AddRange(new Resource(made.Id.AsResource, ResourceKind.Trainee), made);
        import.Progress(rows.Count, now);
        await db.SaveChangesAsync(cancellationToken);
        return rows.Count;
    }

    /// <summary>The provider's engineers whom these rows may mean, as they are now; locked, since they may be changed.</summary>
    private async Task<List<Trainee>> KnownAsync(EngineerImport import, List<EngineerImportRow> rows, IEnumerable<TraineeId> earlier, CancellationToken cancellationToken)
    {
        var emails = rows.Select(row => Work.DetailsOf(row).Email).ToArray();
        await db.LockPeopleAsync(import.Provider, emails, cancellationToken);
        var ids = rows.Select(row => row.Resembles?.Value).OfType<Guid>().Concat(earlier.Select(each => each.Value)).ToArray();
        await db.Database.ExecuteSqlAsync($"select from trainee where provider_id = {import.Provider.Value} and (id = any ({ids}) or email = any ({emails}::citext[])) order by id for no key update", cancellationToken);
        var found = (await db.Database.SqlQuery<Guid>($"""select id as "Value" from trainee where provider_id = {import.Provider.Value} and (id = any ({ids}) or email = any ({emails}::citext[]))""").ToListAsync(cancellationToken)).ConvertAll(id => new TraineeId(id));
        return await db.Trainees.Where(each => found.Contains(each.Id)).ToListAsync(cancellationToken);
    }

    /// <summary>Whom earlier rows came to that these ones repeat.</summary>
    private async Task<Dictionary<int, TraineeId>> EarlierAsync(EngineerImport import, List<EngineerImportRow> rows, CancellationToken cancellationToken)
    {
        var numbers = rows.Select(row => row.ResemblesRow).OfType<int>().ToList();
        return numbers.Count == 0 ? [] : await db.EngineerImportRows.Where(row => row.Import == import.Id && numbers.Contains(row.Number) && row.Trainee != null).ToDictionaryAsync(row => row.Number, row => row.Trainee!.Value, cancellationToken);
    }

    private sealed class Work(EngineerImport import, IReadOnlyList<EngineerImportRow> rows, List<Trainee> known, Dictionary<int, TraineeId> earlier, DateOnly today, DateTimeOffset now)
    {
        private readonly Dictionary<string, Trainee> _byEmail = known.ToDictionary(each => each.Email, StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<TraineeId, Trainee> _byId = known.ToDictionary(each => each.Id);
        private readonly Dictionary<int, EngineerImportRow> _byNumber = rows.ToDictionary(row => row.Number);

        public static EngineerDetails DetailsOf(EngineerImportRow row) => JsonSerializer.Deserialize<EngineerDetails>(row.Details)!;

        /// <summary>Gives the row its outcome; returns the engineer that it makes.</summary>
        public Trainee? Import(EngineerImportRow row)
        {
            if (row.Result == ImportResult.Rejected)
            {
                row.End(ImportOutcome.Rejected);
                return null;
            }
            var details = DetailsOf(row);
            var taken = _byEmail.GetValueOrDefault(details.Email);
            if (row.Result != ImportResult.Duplicate)
            {
                if (taken is null) return Make(row, details);
                return Resemblance.IsAnother(Likeness.Of(taken), details.Likeness) ? LeaveOut(row, $"Left out: {Resemblance.AnothersAddress(taken.Name)} It came to be so after the preview.") : Change(row, taken, details);
            }
            // What nobody decided is left out, and so is what cannot be done any more as it was decided.
            switch (row.Choice)
            {
                case ImportChoice.New: return taken is null ? Make(row, details) : LeaveOut(row, $"Left out: after it was decided the e-mail address came to be {taken.Name}'s, so nobody else can be recorded with it.");
                case ImportChoice.Same:
                    if (Same(row) is not { } same) return LeaveOut(row, "Left out: the person it was said to be was not imported, or is not your engineer any more.");
                    return taken is null || taken == same ? Change(row, same, details) : LeaveOut(row, $"Left out: after it was decided the e-mail address came to be {taken.Name}'s, and it was said to be {same.Name}'s.");
                case ImportChoice.LeaveOut: return LeaveOut(row, "Left out, as you decided.");
                default: return LeaveOut(row, "Left out: nobody said whether it is the same person.");
            }
        }

        private static Trainee? LeaveOut(EngineerImportRow row, string because)
        {
            row.LeaveOut(because);
            return null;
        }

        private Trainee? Same(EngineerImportRow row)
        {
            var id = row.Resembles ?? (row.ResemblesRow is not { } number ? null : _byNumber.GetValueOrDefault(number)?.Trainee ?? (earlier.TryGetValue(number, out var before) ? before : null));
            return id is { } meant ? _byId.GetValueOrDefault(meant) : null;
        }

        private Trainee Make(EngineerImportRow row, EngineerDetails details)
        {
            var made = EngineerChanges.Made(details, import.Provider, today, now);
            (_byEmail[made.Email], _byId[made.Id]) = (made, made);
            row.End(ImportOutcome.Created, made.Id, null, EngineerRecord.Of(made).ToJson());
            return made;
        }

        private Trainee? Change(EngineerImportRow row, Trainee engineer, EngineerDetails details)
        {
            if (EngineerChanges.Of(engineer, details, today).Count == 0)
            {
                row.End(ImportOutcome.Unchanged, engineer.Id);
                return null;
            }
            var before = EngineerRecord.Of(engineer).ToJson();
            _byEmail.Remove(engineer.Email);
            EngineerChanges.Apply(engineer, details, today, now);
            _byEmail[engineer.Email] = engineer;
            row.End(ImportOutcome.Updated, engineer.Id, before, EngineerRecord.Of(engineer).ToJson());
            return null;
        }
    }
}

/// <summary>Forgets files that were never confirmed after a week, and what is known of imported ones after a year: their rows are people.</summary>
internal sealed record ForgetOldImports : ICommand<int>, IHousekeeping;

internal sealed class ForgetOldImportsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ForgetOldImports, Result<int>>
{
    public async Task<Result<int>> Handle(ForgetOldImports request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (looked, done) = (now.AddDays(-7), now.AddYears(-1));
        var old = await db.EngineerImports.Where(import => (import.State == EngineerImportState.Preview && import.MadeAt < looked) || import.FinishedAt < done).Select(import => import.Id).ToListAsync(cancellationToken);
        await db.EngineerImportRows.Where(row => old.Contains(row.Import)).ExecuteDeleteAsync(cancellationToken);
        return await db.EngineerImports.Where(import => old.Contains(import.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}

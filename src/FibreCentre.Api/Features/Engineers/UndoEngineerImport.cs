using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>
/// Takes back what an import did: engineers it made go, those it changed become what they were. One on whom something depends, or who was changed since,
/// stays, and the row says why.
/// </summary>
public sealed record UndoEngineerImport(EngineerImportId Import) : ICommand<EngineerImportAnswer>
{
    Guid? ICommand.Subject => Import.Value;
}

internal sealed class UndoEngineerImportHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<UndoEngineerImport, Result<EngineerImportAnswer>>
{
    public async Task<Result<EngineerImportAnswer>> Handle(UndoEngineerImport request, CancellationToken cancellationToken)
    {
        if (await db.LockedAsync(request.Import, cancellationToken) is not { } import) return PeopleErrors.ImportNotFound();
        var begun = import.BeginUndo();
        if (!begun.Succeeded) return begun.Error;
        var people = (await db.EngineerImportRows.Where(row => row.Import == import.Id && (row.Outcome == ImportOutcome.Created || row.Outcome == ImportOutcome.Updated)).OrderBy(row => row.Number).ToListAsync(cancellationToken))
            .GroupBy(row => row.Trainee!.Value).ToList();
        if (people.Count == 0) return PeopleErrors.NothingToUndo();

        var ids = people.Select(each => each.Key.Value).ToArray();
        // Nobody books, edits or moves one of them meanwhile.
        await db.Database.ExecuteSqlAsync($"select from trainee where id = any ({ids}) order by id for update", cancellationToken);
        var made = people.Where(IsMade).Select(each => each.Key).ToList();
        var changed = people.Where(each => !IsMade(each)).Select(each => each.Key).ToList();
        var engineers = (await db.Trainees.AsNoTracking().Where(each => made.Contains(each.Id)).ToListAsync(cancellationToken))
            .Concat(await db.Trainees.Where(each => changed.Contains(each.Id)).ToListAsync(cancellationToken)).ToDictionary(each => each.Id);
        var depends = (await db.Database.SqlQuery<Dependent>($"""select person as "Person", what as "What" from what_depends_on({ids})""").ToListAsync(cancellationToken)).ToLookup(each => new TraineeId(each.Person), each => each.What);
        // Whoever names reads the clock, and may then have waited for the cohort.
        var since = import.ConfirmedAt!.Value - LongestWait;
        // Booked long before or not: what counts is when the engineer was named for it, for what the import brought may be why it was possible.
        var named = (await db.Places.Where(place => place.Trainee != null && changed.Contains(place.Trainee.Value) && (place.NamedAt ?? place.BookedAt) > since).Select(place => place.Trainee!.Value).Distinct().ToListAsync(cancellationToken)).ToHashSet();

        var gone = new List<Guid>();
        foreach (var person in people)
        {
            var engineer = engineers.GetValueOrDefault(person.Key);
            var because = engineer is null || engineer.Provider != import.Provider ? "Is not your engineer any more."
                : EngineerRecord.Of(engineer).ToJson() != person.Last().After ? "Was changed since the import."
                : IsMade(person) ? Why(depends[person.Key])
                : named.Contains(person.Key) ? "Was named for a place since the import." : null;
            foreach (var row in person)
                if (because is null) row.Undone();
                else row.Keep(because);
            if (because is not null) continue;
            if (IsMade(person)) gone.Add(person.Key.Value);
            else EngineerRecord.FromJson(person.First().Before!).Restore(engineer!);
        }
        import.Undo(people.Count(person => person.First().Outcome != ImportOutcome.Undone), clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await RemoveAsync([.. gone], cancellationToken);
        return await EngineerImportAnswers.OfAsync(db, import, cancellationToken);
    }

    /// <summary>Longer nobody who names somebody waits: each lock is given up after ten seconds, and there are few.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private async Task RemoveAsync(Guid[] people, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"delete from declaration where trainee_id = any ({people})", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from outside_certificate where trainee_id = any ({people})", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from employment where trainee_id = any ({people})", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from trainee where id = any ({people})", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from resource where id = any ({people})", cancellationToken);
    }

    private static bool IsMade(IEnumerable<EngineerImportRow> rows) => rows.Any(row => row.Before is null);

    /// <summary>The first thing that depends on somebody, in words; null when nothing does.</summary>
    private static string? Why(IEnumerable<string> tables) => tables.ToHashSet() switch
    {
        { Count: 0 } => null,
        var all when all.Contains("place") => "Has a place, or had one.",
        var all when all.Contains("account") => "Can sign in.",
        var all when all.Contains("waiting_engineer") => "Is on a waiting list, or was.",
        _ => "Has records at the centre.",
    };

    internal sealed record Dependent(Guid Person, string What);
}

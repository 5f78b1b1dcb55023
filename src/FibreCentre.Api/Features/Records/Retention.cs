using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Records;

/// <summary>What is kept how long, and what is over.</summary>
public sealed record ListRetention : IQuery<ListedRetention>;

/// <param name="Due">People of whom nothing has been heard for as long as <c>people</c> says: for somebody to erase, never erased by themselves.</param>
public sealed record ListedRetention(IReadOnlyList<RetentionLine> Classes, IReadOnlyList<PersonDue> Due);

/// <param name="Months">After which it goes.</param>
/// <param name="Over">Rows that go with the next night.</param>
public sealed record RetentionLine(string Code, string What, int Months, int Revision, int Over);

public sealed record PersonDue(Guid Id, string Name, string Provider, DateOnly LastHeardOf);

/// <summary>Keeps a class of data longer or shorter.</summary>
/// <param name="Months">From 1 to 240.</param>
/// <param name="Seen">The revision the editor looked at; null to change it whatever it is now.</param>
public sealed record ChangeRetention(string Code, int Months, int? Seen = null) : ICommand<RetentionLine>;

/// <summary>Takes away what is over. Once a night.</summary>
internal sealed record ApplyRetention : ICommand<IReadOnlyDictionary<string, int>>, IHousekeeping;

/// <summary>A class of data.</summary>
/// <param name="From">A table and a condition that hold for what is over; $1 is the moment before which it is.</param>
/// <param name="Sql">Takes it away; null where a person decides.</param>
internal sealed record RetentionClass(string Code, string What, string From, string? Sql);

internal static class RetentionClasses
{
    public static readonly IReadOnlyList<RetentionClass> All =
    [
        Rows("messages", "Messages that were sent or dropped", "message", "finished_at < $1 and not exists (select from message d where d.digest_id = t.id and d.finished_at >= $1)"),
        Rows("answers", "Answers to invitations that staff have seen", "invitation_reply", "received_at < $1 and (not to_see or seen_at is not null)"),
        Rows("deliveries", "Deliveries to webhooks", "webhook_delivery", "finished_at < $1"),
        Rows("entries", "What devices at a bay sent, once it is settled", "bay_entry", "received_at < $1 and state in ('applied', 'settled')"),
        new("notes", "Assessors' notes beside marks", "criterion_mark t join attempt a on a.id = t.attempt_id where t.note is not null and a.decided_at < $1",
            "update criterion_mark t set note = null from attempt a where a.id = t.attempt_id and t.note is not null and a.decided_at < $1"),
        Rows("outside-certificates", "Certificates from elsewhere that have expired", "outside_certificate", "expires_on < $1::date"),
        new("people", "People of whom nothing has been heard", $"({People}) t where t.heard < $1", null),
    ];

    /// <summary>When each person was last heard of: booked, present, signed off or certified.</summary>
    public const string People = """
        select p.id, p.given_name || ' ' || p.family_name as name, r.name as provider,
          greatest(p.created_at, p.moved_at, (select max(x.booked_at) from place x where x.trainee_id = p.id), (select max(x.marked_at) from attendance x where x.trainee_id = p.id),
            (select max(x.signed_at) from ledger_entry x where x.trainee_id = p.id), (select max(x.expires_on)::timestamptz from certificate x where x.trainee_id = p.id)) as heard
        from trainee p join provider r on r.id = p.provider_id where p.erased_at is null
        """;

    private static RetentionClass Rows(string code, string what, string table, string over) => new(code, what, $"{table} t where {over}", $"delete from {table} t where {over}");
}

internal sealed class ChangeRetentionValidator : AbstractValidator<ChangeRetention>
{
    public ChangeRetentionValidator() => RuleFor(request => request.Months).InclusiveBetween(1, 240).WithMessage("Enter from 1 to 240 months.");
}

internal sealed class ListRetentionHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListRetention, Result<ListedRetention>>
{
    private const int MostPeople = 100;

    public async Task<Result<ListedRetention>> Handle(ListRetention request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var kept = await db.RetentionAsync(cancellationToken);
        var lines = new List<RetentionLine>();
        foreach (var each in RetentionClasses.All) lines.Add(await db.LineAsync(each, kept[each.Code], now, cancellationToken));
        var before = now.AddMonths(-kept["people"].Months);
        var due = await db.Database.SqlQueryRaw<PersonRow>($"select t.id as \"Id\", t.name as \"Name\", t.provider as \"Provider\", t.heard::date as \"Heard\" from ({RetentionClasses.People}) t where t.heard < {{0}} order by t.heard, t.id limit {MostPeople}", before).ToListAsync(cancellationToken);
        return new ListedRetention(lines, [.. due.Select(each => new PersonDue(each.Id, each.Name, each.Provider, each.Heard))]);
    }

    internal sealed record PersonRow(Guid Id, string Name, string Provider, DateOnly Heard);
}

internal sealed class ChangeRetentionHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ChangeRetention, Result<RetentionLine>>
{
    public async Task<Result<RetentionLine>> Handle(ChangeRetention request, CancellationToken cancellationToken)
    {
        if (RetentionClasses.All.FirstOrDefault(each => each.Code == request.Code) is not { } found) return RecordErrors.RetentionNotFound();
        var now = clock.GetUtcNow();
        var changed = await db.Database.ExecuteSqlAsync(
            $"update retention_class set months = {request.Months}, revision = revision + 1, changed_at = {now} where code = {request.Code} and ({request.Seen}::int is null or revision = {request.Seen}::int)", cancellationToken);
        if (changed == 0) return RecordErrors.RetentionChanged();
        return await db.LineAsync(found, (await db.RetentionAsync(cancellationToken))[found.Code], now, cancellationToken);
    }
}

internal sealed class ApplyRetentionHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ApplyRetention, Result<IReadOnlyDictionary<string, int>>>
{
    public async Task<Result<IReadOnlyDictionary<string, int>>> Handle(ApplyRetention request, CancellationToken cancellationToken)
    {
        var (now, kept, gone) = (clock.GetUtcNow(), await db.RetentionAsync(cancellationToken), new Dictionary<string, int>());
        foreach (var each in RetentionClasses.All.Where(each => each.Sql is not null)) gone[each.Code] = await db.RunAsync(each.Sql!, cancellationToken, now.AddMonths(-kept[each.Code].Months));
        return gone;
    }
}

internal static class RetentionReading
{
    internal sealed record Row(string Code, int Months, int Revision);

    public static async Task<IReadOnlyDictionary<string, Row>> RetentionAsync(this CentreDbContext db, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<Row>($"select code as \"Code\", months as \"Months\", revision as \"Revision\" from retention_class").ToListAsync(cancellationToken)).ToDictionary(row => row.Code);

    public static async Task<RetentionLine> LineAsync(this CentreDbContext db, RetentionClass of, Row kept, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = db.Numbered($"select count(*)::int from {of.From}", now.AddMonths(-kept.Months));
        return new(of.Code, of.What, kept.Months, kept.Revision, (int)(await command.ExecuteScalarAsync(cancellationToken))!);
    }
}

internal static class RecordErrors
{
    public static Error RetentionNotFound() => new(ErrorKind.NotFound, "retention-not-found", "No such class of data", "Take a code from the list.");

    public static Error RetentionChanged() => new(ErrorKind.Conflict, "retention-changed", "Somebody else changed this", "Nothing was saved. Look at it again, then repeat your change.");
}

using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FibreCentre.Api.Features.Audit;

/// <summary>Looks at everything that must always be true and says which rows break it. Nothing is changed.</summary>
public sealed record CheckInvariants : IQuery<CheckedInvariants>;

/// <param name="Broken">How many of them are not kept.</param>
public sealed record CheckedInvariants(DateTimeOffset At, int Broken, IReadOnlyList<CheckedInvariant> Invariants);

/// <param name="Code">Never changes.</param>
/// <param name="Rows">Those that break it, a hundred at most.</param>
public sealed record CheckedInvariant(string Code, string Sentence, bool Holds, IReadOnlyList<string> Rows);

/// <summary>The nightly audit: administrators are told when something is broken, once a day.</summary>
internal sealed record ReportInvariants : ICommand<CheckedInvariants>, IHousekeeping;

internal static class InvariantReading
{
    private const int MostRows = 100;

    public static async Task<CheckedInvariants> CheckInvariantsAsync(this CentreDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var invariants = new List<CheckedInvariant>();
        // Each is one statement and so sees one moment; nobody is kept waiting by it.
        foreach (var invariant in Invariants.All)
        {
            await using var command = new NpgsqlCommand($"select * from ({invariant.Sql}) broken limit {MostRows}", db.Connection);
            if (invariant.Sql.Contains("$1", StringComparison.Ordinal)) command.Parameters.Add(new() { Value = now });
            var rows = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) rows.Add(reader.GetString(0));
            invariants.Add(new(invariant.Code, invariant.Sentence, rows.Count == 0, rows));
        }
        return new((await db.TimeAsync(cancellationToken)).Civil(now), invariants.Count(each => !each.Holds), invariants);
    }
}

internal sealed class CheckInvariantsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<CheckInvariants, Result<CheckedInvariants>>
{
    public async Task<Result<CheckedInvariants>> Handle(CheckInvariants request, CancellationToken cancellationToken) => await db.CheckInvariantsAsync(clock.GetUtcNow(), cancellationToken);
}

internal sealed class ReportInvariantsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ReportInvariants, Result<CheckedInvariants>>
{
    /// <summary>What such a letter is about: the audit itself, which is no row.</summary>
    private static readonly Guid Audit = Guid.Parse("a0d17000-0000-7000-8000-000000000000");

    public async Task<Result<CheckedInvariants>> Handle(ReportInvariants request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await db.CheckInvariantsAsync(now, cancellationToken);
        if (found.Broken == 0) return found;
        var day = $"{DateOnly.FromDateTime(found.At.DateTime):yyyy-MM-dd}";
        var administrators = await db.Database.SqlQuery<Guid>($"select id as \"Value\" from identity.account where {Roles.Administrator} = any (roles)").ToListAsync(cancellationToken);
        var letters = administrators.ConvertAll(account => Message.To(account, null, MessageKind.InvariantsBroken, Audit, now, now, day));
        var keys = letters.ConvertAll(letter => letter.Key);
        var told = await db.Messages.Where(message => keys.Contains(message.Key)).Select(message => message.Key).ToListAsync(cancellationToken);
        db.AddRange(letters.Where(letter => !told.Contains(letter.Key)));
        await db.SaveChangesAsync(cancellationToken);
        return found;
    }
}

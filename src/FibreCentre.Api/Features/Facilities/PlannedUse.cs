using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Facilities;

/// <summary>What a bay, instructor or kit item is planned for: a session, or practice.</summary>
/// <param name="What">Such as <c>FTC-210-261207-A, Splicing</c>, or <c>Practice</c>.</param>
/// <param name="SessionId">Null for practice.</param>
/// <param name="During">Of the session or practice itself, without the time around it.</param>
public sealed record PlannedUse(string What, Guid? SessionId, Guid? CohortId, CivilSlot During)
{
    internal string InWords => $"{What}, {CohortErrors.Day(DateOnly.FromDateTime(During.Starts.DateTime))} {CohortErrors.Time(TimeOnly.FromDateTime(During.Starts.DateTime))}";
}

/// <summary>When something is out of use.</summary>
/// <param name="State"><c>in-force</c>, or <c>proposed</c> while sessions in the way are not settled.</param>
public sealed record OutOfUse(Guid Id, string Kind, CivilSlot During, string Reason, string State);

internal static class PlannedUses
{
    /// <summary>Sessions and practice by resource, in the order of time.</summary>
    /// <param name="until">Null is without end.</param>
    public static async Task<ILookup<ResourceId, PlannedUse>> OfAsync(CentreDbContext db, IEnumerable<ResourceId> resources, DateTimeOffset from, DateTimeOffset? until, CentreTime time, CancellationToken cancellationToken)
    {
        var ids = resources.Select(each => each.Value).ToArray();
        var rows = await db.Database.SqlQuery<Row>($"""
            select r.resource_id as "Resource", coalesce(c.code || ', ' || s.title, 'Practice') as "What", s.id as "Session", s.cohort_id as "Cohort", lower(coalesce(s.during, p.during)) as "Starts", upper(coalesce(s.during, p.during)) as "Ends"
            from reservation r
              left join session s on s.id = r.session_id
              left join cohort c on c.id = s.cohort_id
              left join practice p on p.id = r.practice_id
            where r.resource_id = any ({ids}) and r.purpose in ('session', 'practice') and r.during && tstzrange({from}, {until})
            order by "Starts"
            """).ToListAsync(cancellationToken);
        return rows.ToLookup(row => new ResourceId(row.Resource), row => new PlannedUse(row.What, row.Session, row.Cohort, CivilSlot.Of(new(row.Starts, row.Ends), time)));
    }

    /// <summary>Waits for whoever plans with it just now, and lets nobody begin: what is planned is read only after it.</summary>
    public static Task LockAsync(CentreDbContext db, ResourceId resource, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select from resource where id = {resource.Value} for update", cancellationToken);

    /// <summary>What something is still planned for from a day on, a line each; empty where it stays in use.</summary>
    public static async Task<IReadOnlyList<string>> AfterAsync(CentreDbContext db, ResourceId resource, DateOnly? from, CentreTime time, CancellationToken cancellationToken) =>
        from is not { } day ? [] : [.. (await OfAsync(db, [resource], time.At(day, TimeOnly.MinValue), null, time, cancellationToken))[resource].Select(each => each.InWords)];

    /// <summary>Takes something out of use for good from a day on, or puts it back into use; the caller saves.</summary>
    /// <param name="first">What to do before, where something is still planned with it.</param>
    /// <returns>Why it cannot be; null when it is done.</returns>
    public static async Task<Error?> RetireAsync(CentreDbContext db, IRetirable what, DateOnly? from, DateTimeOffset now, string first, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        if (what.Retire(from, time.DayOf(now)) is { } refused) return refused;
        await LockAsync(db, what.Id, cancellationToken);
        return await AfterAsync(db, what.Id, from, time, cancellationToken) is { Count: > 0 } planned ? FacilityErrors.StillPlanned(what.Name, planned, first) : null;
    }

    /// <summary>Outages by resource that touch a span of time, in its order.</summary>
    public static async Task<ILookup<ResourceId, OutOfUse>> OutagesAsync(CentreDbContext db, IEnumerable<ResourceId> resources, DateTimeOffset from, DateTimeOffset until, CentreTime time, CancellationToken cancellationToken)
    {
        var ids = resources.Select(each => each.Value).ToArray();
        var outages = await db.Outages.FromSql($"select * from outage where resource_id = any ({ids}) and state <> 'withdrawn' and during && tstzrange({from}, {until})").AsNoTracking().ToListAsync(cancellationToken);
        return outages.OrderBy(each => each.During.Start)
            .ToLookup(each => each.Resource!.Value, each => new OutOfUse(each.Id.Value, SnakeCase.Kebab(each.Kind.ToString()), CivilSlot.Of(each.During, time), each.Reason, SnakeCase.Kebab(each.State.ToString())));
    }

    internal sealed record Row(Guid Resource, string What, Guid? Session, Guid? Cohort, DateTimeOffset Starts, DateTimeOffset Ends);
}

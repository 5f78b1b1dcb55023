using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Persistence;

/// <summary>Which part of the centre is asked for; null is all of that kind.</summary>
internal sealed record FacilitiesAsked(string? BayKind = null, IReadOnlyList<string>? Qualifications = null, IReadOnlyList<string>? KitTypes = null)
{
    public static readonly FacilitiesAsked All = new();
}

/// <summary>Reads the centre's bays, instructors and kit with everything they are taken for in a window of time.</summary>
internal static class FacilitiesInWindow
{
    /// <summary>How far ahead of the wished day alternatives are looked for.</summary>
    public const int AlternativeDays = 42;

    /// <summary>From Monday of the first day's week to Sunday of the last day's, so that instructors' hours are known for every week touched.</summary>
    public static async Task<CentreFacilities> FacilitiesAsync(
        this CentreDbContext db, WorkingCalendar calendar, DateOnly firstDay, DateOnly lastDay, CancellationToken cancellationToken, FacilitiesAsked? asked = null)
    {
        asked ??= FacilitiesAsked.All;
        var (bays, kit, instructors) = (db.Bays.AsNoTracking(), db.KitItems.AsNoTracking(), db.Instructors.AsNoTracking());
        if (asked.BayKind is { } kind) bays = bays.Where(bay => bay.BayKind == kind);
        if (asked.KitTypes is { } types) kit = kit.Where(item => types.Contains(item.KitType));
        if (asked.Qualifications is { } held) instructors = instructors.Where(instructor => held.All(name => instructor.Qualifications.Any(each => each.Name == name)));
        var window = new TimeSlot(calendar.Time.At(CentreFacilities.Monday(firstDay), TimeOnly.MinValue), calendar.Time.At(CentreFacilities.Monday(lastDay).AddDays(7), TimeOnly.MinValue));
        var (theBays, theInstructors, theKit) = (await bays.ToListAsync(cancellationToken), await instructors.AsSplitQuery().ToListAsync(cancellationToken), await kit.ToListAsync(cancellationToken));
        Guid[]? only = asked == FacilitiesAsked.All ? null : [.. theBays.Select(bay => bay.Id.Value), .. theInstructors.Select(each => each.Id.Value), .. theKit.Select(item => item.Id.Value)];
        return new(calendar, theBays, theInstructors, theKit, await TakenAsync(db, window, only, cancellationToken), await db.BayKinds.AsNoTracking().ToListAsync(cancellationToken));
    }

    /// <summary>What is reserved, and what is only proposed to be out of use.</summary>
    private static async Task<List<Taken>> TakenAsync(CentreDbContext db, TimeSlot window, Guid[]? only, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select r.resource_id, lower(r.during), upper(r.during), coalesce(c.code, case when r.purpose in ('leave', 'practice') then r.purpose else r.purpose || ': ' || o.reason end), r.session_id, s.cohort_id,
              case when r.resource_kind = 'instructor' then lower(coalesce(s.during, p.during)) end, case when r.resource_kind = 'instructor' then upper(coalesce(s.during, p.during)) end
            from reservation r
              left join session s on s.id = r.session_id
              left join cohort c on c.id = s.cohort_id
              left join outage o on o.id = r.outage_id
              left join practice p on p.id = r.practice_id
            where r.during && $1 and r.resource_kind <> 'trainee' and ($2::uuid[] is null or r.resource_id = any ($2))
            union all
            select o.resource_id, lower(o.during), upper(o.during), case o.kind when 'leave' then 'proposed leave' else 'a proposed ' || o.kind || ': ' || o.reason end, null, null, null, null
            from outage o where o.during && $1 and o.state = 'proposed' and o.resource_id is not null and ($2::uuid[] is null or o.resource_id = any ($2))
            """, db.Connection)
        {
            Parameters = { new() { Value = window.ToRange(), NpgsqlDbType = NpgsqlDbType.TimestampTzRange }, new() { Value = (object?)only ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var taken = new List<Taken>();
        while (await reader.ReadAsync(cancellationToken))
            taken.Add(new(
                new(reader.GetGuid(0)), new(reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2)), reader.GetString(3),
                reader.IsDBNull(4) ? null : new SessionId(reader.GetGuid(4)), reader.IsDBNull(5) ? null : new CohortId(reader.GetGuid(5)),
                reader.IsDBNull(6) ? null : new TimeSlot(reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<DateTimeOffset>(7))));
        return taken;
    }

    /// <summary>First days after the wished one on which everything fits: at most three, nearest first.</summary>
    public static IReadOnlyList<DateOnly> Alternatives(CourseSpec course, DateOnly wished, int trainees, CentreFacilities centre) =>
        [.. Enumerable.Range(1, AlternativeDays).Select(wished.AddDays)
            .Where(day => SessionLayout.Lay(course, day, centre.Calendar) is { Succeeded: true, Value: var laid }
                && Proposing.For(course, laid, trainees, centre).All(proposal => proposal.Shortfalls.Count == 0))
            .Take(3)];

    /// <summary>The last day anything of the alternatives could touch.</summary>
    public static DateOnly LastDayToRead(CourseSpec course, DateOnly firstDay) => firstDay.AddDays(AlternativeDays + (course.Days * 3) + 14);
}

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
        var window = new TimeSlot(calendar.Time.At(CentreFacilities.Monday(firstDay), TimeOnly.MinValue), calendar.Time.At(CentreFacilities.Monday(lastDay).AddDays(7), TimeOnly.MinValue));
        var (kinds, bays, instructors, kit) = await RegisterAsync(db, asked, cancellationToken);
        Guid[]? only = asked == FacilitiesAsked.All ? null : [.. bays.Select(bay => bay.Id.Value), .. instructors.Select(each => each.Id.Value), .. kit.Select(item => item.Id.Value)];
        return new(calendar, bays, instructors, kit, await TakenAsync(db, window, only, instructors.Select(each => each.Id).ToHashSet(), cancellationToken), kinds);
    }

    /// <summary>What there is, in one round trip: going back and forth costs more here than anything that is read.</summary>
    private static async Task<(List<BayKind> Kinds, List<Bay> Bays, List<Instructor> Instructors, List<KitItem> Kit)> RegisterAsync(CentreDbContext db, FacilitiesAsked asked, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(db.Connection)
        {
            BatchCommands =
            {
                new("select slug, title, set_up_minutes, clear_away_minutes, travel_minutes, practice from bay_kind"),
                new("select id, code, name, bay_kind, capacity, retired_on from bay where $1 is null or bay_kind = $1") { Parameters = { new() { Value = (object?)asked.BayKind ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } } },
                new("select id, code, name, email, max_minutes_day, max_minutes_week, left_on from instructor"),
                new("select instructor_id, id, qualification, valid_from, valid_until from instructor_qualification"),
                new("select instructor_id, weekday, starts, ends from instructor_hours"),
                new("select id, kit_type, serial_number, calibrated_until, inspected_until, retired_on from kit_item where $1 is null or kit_type = any ($1)")
                { Parameters = { new() { Value = (object?)asked.KitTypes?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var kinds = await AllAsync(() => new BayKind
        {
            Slug = reader.GetString(0), Title = reader.GetString(1), SetUpMinutes = reader.GetInt32(2), ClearAwayMinutes = reader.GetInt32(3), TravelMinutes = reader.GetInt32(4),
            Practice = Enum.Parse<PracticeUse>(reader.GetString(5), ignoreCase: true),
        });
        var bays = await AllAsync(() => new Bay { Id = Id(0), Code = reader.GetString(1), Name = reader.GetString(2), BayKind = reader.GetString(3), Capacity = reader.GetInt32(4), RetiredOn = Day(5) });
        var instructors = await AllAsync(() => new Instructor { Id = Id(0), Code = reader.GetString(1), Name = reader.GetString(2), Email = reader.GetString(3), MaxMinutesDay = Number(4), MaxMinutesWeek = Number(5), LeftOn = Day(6) });
        var qualifications = (await AllAsync(() => (Instructor: Id(0), Held: new Qualification(reader.GetGuid(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), Day(4))))).ToLookup(each => each.Instructor, each => each.Held);
        var hours = (await AllAsync(() => (Instructor: Id(0), Spell: new WorkingHours((DayOfWeek)(reader.GetInt32(1) % 7), reader.GetFieldValue<TimeOnly>(2), reader.GetFieldValue<TimeOnly>(3))))).ToLookup(each => each.Instructor, each => each.Spell);
        var kit = await AllAsync(() => new KitItem { Id = Id(0), KitType = reader.GetString(1), SerialNumber = reader.GetString(2), CalibratedUntil = Day(3), InspectedUntil = Day(4), RetiredOn = Day(5) });
        foreach (var instructor in instructors)
        {
            foreach (var held in qualifications[instructor.Id]) instructor.Hold(held);
            instructor.Work([.. hours[instructor.Id]]);
        }
        if (asked.Qualifications is { Count: > 0 } wanted) instructors.RemoveAll(instructor => wanted.Any(name => !instructor.Qualifications.Any(each => each.Name == name)));
        return (kinds, bays, instructors, kit);

        async Task<List<T>> AllAsync<T>(Func<T> row)
        {
            var all = new List<T>();
            while (await reader.ReadAsync(cancellationToken)) all.Add(row());
            await reader.NextResultAsync(cancellationToken);
            return all;
        }

        ResourceId Id(int column) => new(reader.GetGuid(column));

        DateOnly? Day(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateOnly>(column);

        int? Number(int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);
    }

    /// <summary>
    /// What is reserved, and what is only proposed to be out of use. Sessions come by themselves, in rows without a resource: each serves several reservations, and a join would look every one of them up again.
    /// </summary>
    /// <param name="only">Null is all.</param>
    private static async Task<List<Taken>> TakenAsync(CentreDbContext db, TimeSlot window, Guid[]? only, HashSet<ResourceId> instructors, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select r.resource_id, r.starts, r.ends, case when o.id is null or r.purpose = 'leave' then r.purpose else r.purpose || ': ' || o.reason end, r.session_id, null::uuid, lower(p.during), upper(p.during)
            from reservation r
              left join outage o on o.id = r.outage_id
              left join practice p on p.id = r.practice_id and r.resource_kind = 'instructor'
            where r.starts < $3 and r.ends > $2 and r.resource_kind <> 'trainee' and ($1::uuid[] is null or r.resource_id = any ($1))
            union all
            select o.resource_id, lower(o.during), upper(o.during), case o.kind when 'leave' then 'proposed leave' else 'a proposed ' || o.kind || ': ' || o.reason end, null, null, null, null
            from outage o where o.during && tstzrange($2, $3) and o.state = 'proposed' and o.resource_id is not null and ($1::uuid[] is null or o.resource_id = any ($1))
            union all
            -- A bay and whoever teaches in it are kept for longer than the session, by hours at most.
            select null, lower(s.during), upper(s.during), c.code, s.id, s.cohort_id, null, null
            from session s join cohort c on c.id = s.cohort_id where s.during && tstzrange($2 - interval '1 day', $3 + interval '1 day')
            """, db.Connection)
        {
            Parameters = { new() { Value = (object?)only ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid }, new() { Value = window.Start }, new() { Value = window.End } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sessions = new Dictionary<SessionId, (CohortId Cohort, string Code, TimeSlot During)>();
        var rows = new List<(ResourceId Resource, TimeSlot During, string Why, SessionId? Session, TimeSlot? Work)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (during, what, session) = (Slot(1), reader.GetString(3), reader.IsDBNull(4) ? (SessionId?)null : new(reader.GetGuid(4)));
            if (reader.IsDBNull(0)) sessions.Add(session!.Value, (new(reader.GetGuid(5)), what, during));
            else rows.Add((new(reader.GetGuid(0)), during, what, session, reader.IsDBNull(6) ? null : Slot(6)));
        }
        return rows.ConvertAll(row => row.Session is { } id && sessions.TryGetValue(id, out var session)
            ? new Taken(row.Resource, row.During, session.Code, id, session.Cohort, instructors.Contains(row.Resource) ? session.During : null)
            : new Taken(row.Resource, row.During, row.Why, row.Session, null, row.Work));

        TimeSlot Slot(int column) => new(reader.GetFieldValue<DateTimeOffset>(column), reader.GetFieldValue<DateTimeOffset>(column + 1));
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

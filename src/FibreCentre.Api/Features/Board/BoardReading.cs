using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Features.Board;

/// <summary>A session with what of its cohort the board shows.</summary>
internal sealed record SessionRead(
    Guid Id, int Number, string Title, string BayKind, TimeSlot During, Guid CohortId, string CohortCode, string Course, string CourseTitle, CourseVersionId CourseVersion, string State, int Capacity,
    int PlacesTaken, int MinimumSize);

internal sealed record TakenRead(Guid Resource, string Purpose, string? Note, TimeSlot During);

/// <summary>Kit of a session that is out of calibration on its day.</summary>
internal sealed record LapsedKit(string KitType, string SerialNumber);

/// <summary>Everything of a window of time that the board is made of, read in one round trip.</summary>
internal sealed class BoardReading
{
    private readonly Dictionary<Guid, List<Guid>> _bays = [], _instructors = [];
    private readonly Dictionary<Guid, List<Qualification>> _qualifications = [];
    private readonly Dictionary<Guid, List<LapsedKit>> _kit = [];

    public List<BoardRow> Bays { get; } = [];

    public List<BoardRow> Instructors { get; } = [];

    public List<SessionRead> Sessions { get; } = [];

    public List<TakenRead> Taken { get; } = [];

    public IReadOnlyList<Guid> BaysOf(Guid session) => _bays.GetValueOrDefault(session) ?? [];

    public IReadOnlyList<Guid> InstructorsOf(Guid session) => _instructors.GetValueOrDefault(session) ?? [];

    public IReadOnlyList<Qualification> QualificationsOf(Guid instructor) => _qualifications.GetValueOrDefault(instructor) ?? [];

    public IReadOnlyList<LapsedKit> LapsedKitOf(Guid session) => _kit.GetValueOrDefault(session) ?? [];

    /// <param name="zone">The centre's, in which a day of calibration is a day.</param>
    public static async Task<BoardReading> OfAsync(CentreDbContext db, TimeSlot window, string zone, CancellationToken cancellationToken)
    {
        var during = window.ToRange();
        await using var batch = new NpgsqlBatch(db.Connection)
        {
            BatchCommands =
            {
                new("select b.id, b.code, b.name, b.bay_kind, b.capacity, k.title from bay b join bay_kind k on k.slug = b.bay_kind where b.retired_on is null or b.retired_on > (lower($1) at time zone $2)::date order by b.bay_kind, b.code") { Parameters = { new() { Value = during }, new() { Value = zone } } },
                new("select id, code, name from instructor where left_on is null or left_on > (lower($1) at time zone $2)::date order by name, code") { Parameters = { new() { Value = during }, new() { Value = zone } } },
                new("select instructor_id, id, qualification, valid_from, valid_until from instructor_qualification"),
                new("""
                    select s.id, s.number, s.title, s.bay_kind, s.during, c.id, c.code, c.course_code, c.title, c.course_version_id, c.state, c.capacity, c.places_taken, c.minimum_size
                    from session s join cohort c on c.id = s.cohort_id where s.during && $1 and c.state <> 'cancelled' order by lower(s.during), c.code, s.number
                    """) { Parameters = { new() { Value = during } } },
                new("""
                    select r.resource_id, r.resource_kind, r.session_id, r.purpose, coalesce(r.note, case when r.purpose <> 'leave' then o.reason end), r.during
                    from reservation r left join outage o on o.id = r.outage_id where r.starts < upper($1) and r.ends > lower($1) and r.resource_kind in ('bay', 'instructor')
                    """) { Parameters = { new() { Value = during } } },
                new("""
                    select r.session_id, k.kit_type, k.serial_number from reservation r join kit_item k on k.id = r.resource_id
                    where r.starts < upper($1) and r.ends > lower($1) and r.resource_kind = 'kit' and r.session_id is not null and least(k.calibrated_until, k.inspected_until) < (lower(r.during) at time zone $2)::date order by k.kit_type, k.serial_number
                    """) { Parameters = { new() { Value = during }, new() { Value = zone } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var read = new BoardReading();
        while (reader.Read()) read.Bays.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), reader.GetString(5)));
        await reader.NextResultAsync(cancellationToken);
        while (reader.Read()) read.Instructors.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), null, null));
        await reader.NextResultAsync(cancellationToken);
        while (reader.Read())
            Of(read._qualifications, reader.GetGuid(0)).Add(new(reader.GetGuid(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateOnly>(4)));
        await reader.NextResultAsync(cancellationToken);
        while (reader.Read())
            read.Sessions.Add(new(
                reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), Slot(reader, 4), reader.GetGuid(5), reader.GetString(6), reader.GetString(7), reader.GetString(8),
                new(reader.GetGuid(9)), reader.GetString(10), reader.GetInt32(11), reader.GetInt32(12), reader.GetInt32(13)));
        await reader.NextResultAsync(cancellationToken);
        while (reader.Read())
        {
            if (reader.IsDBNull(2)) read.Taken.Add(new(reader.GetGuid(0), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), Slot(reader, 5)));
            else Of(reader.GetString(1) == "bay" ? read._bays : read._instructors, reader.GetGuid(2)).Add(reader.GetGuid(0));
        }
        await reader.NextResultAsync(cancellationToken);
        while (reader.Read()) Of(read._kit, reader.GetGuid(0)).Add(new(reader.GetString(1), reader.GetString(2)));
        return read;
    }

    private static TimeSlot Slot(NpgsqlDataReader reader, int column) => reader.GetFieldValue<NpgsqlRange<DateTime>>(column).ToSlot();

    private static List<T> Of<T>(Dictionary<Guid, List<T>> all, Guid key) => all.TryGetValue(key, out var list) ? list : all[key] = [];
}

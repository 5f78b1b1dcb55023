using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Persistence.HotPath;

/// <summary>Everything booking has to know, in one round trip. The cohort's row is locked by the first statement and read by the ones after it.</summary>
internal sealed class BookingFacts(CentreDbContext db, PublishedCourses courses)
{
    internal sealed record Session(SessionId Id, DateTime Starts, DateTime Ends);

    internal sealed record Engineer(TraineeId Id, string Email, string Name, EngineerFacts Facts, bool HasPlace, string? BusyWith);

    internal sealed record Read(CohortToBook Cohort, string CohortCode, CourseVersionId Version, IReadOnlyList<Session> Sessions, IReadOnlyList<Engineer> Engineers, string TimeZone, IReadOnlySet<string> Catalogue);

    /// <param name="provider">For whom: its own allocation and agreed price count, and its engineers are found. Null sees the list price and everybody's.</param>
    /// <param name="emails">Of engineers described rather than named by id; those already known are found by them.</param>
    /// <param name="lockPeople">Whether the engineers are to be named: those described are read once nobody else is recording them, and until the end nobody rejects or takes back what the known ones hold.</param>
    /// <param name="leaving">A cohort whose sessions do not stand in the way, since the engineers would give it up.</param>
    /// <returns>Null when there is no such cohort.</returns>
    public async Task<Read?> ReadAsync(CohortId cohort, ProviderId? provider, IReadOnlyList<Guid> trainees, IReadOnlyList<string> emails, bool lockCohort, CancellationToken cancellationToken, CohortId? leaving = null, bool lockPeople = false)
    {
        await using var batch = new NpgsqlBatch(db.Connection);
        var opening = db.RoundTrips.TakeOpening(batch);
        var locks = new List<NpgsqlBatchCommand>();
        if (lockCohort) locks.Add(new("select lock_cohort($1)") { Parameters = { new() { Value = cohort.Value } } });
        if (lockPeople && provider is { } employer && emails.Count > 0) locks.Add(PeopleLock.Of(employer, emails));
        foreach (var each in locks) batch.BatchCommands.Add(each);
        batch.BatchCommands.Add(new("""
            select c.state, c.capacity, c.places_taken, c.booking_closes_at, coalesce(p.price, c.price_per_place), c.first_day, c.last_day, c.course_version_id, c.code, (select time_zone from centre),
              c.places_kept, c.names_due_at, a.id, a.places - a.used, (select array_agg(code) from course)
            from cohort c
              left join allocation a on a.cohort_id = c.id and a.provider_id = $2 and a.released_at is null
              left join price_agreement p on p.provider_id = $2 and p.course_code = c.course_code and c.first_day between p.valid_from and p.valid_until and p.ended_at is null
            where c.id = $1
            """) { Parameters = { new() { Value = cohort.Value }, Or(provider) } });
        batch.BatchCommands.Add(new("select id, lower(during), upper(during) from session where cohort_id = $1 order by number") { Parameters = { new() { Value = cohort.Value } } });
        batch.BatchCommands.Add(new($$"""
            select t.id, t.email::text, t.given_name || ' ' || t.family_name, t.date_of_birth,
              (select coalesce(array_agg(d.kind order by d.kind), '{}') from declaration d where d.trainee_id = t.id),
              (select coalesce(array_agg(coalesce(d.valid_until, 'infinity') order by d.kind), '{}') from declaration d where d.trainee_id = t.id),
              exists (select from place p where p.cohort_id = $3 and p.trainee_id = t.id and p.state <> 'cancelled'),
              (select min(coalesce(c.code, 'practice in a bay')) from session s
                 join reservation r on r.resource_id = t.id and r.during && s.during
                 left join session other on other.id = r.session_id
                 left join cohort c on c.id = other.cohort_id
               where s.cohort_id = $3 and (r.practice_id is not null or (other.cohort_id <> $3 and other.cohort_id is distinct from $5)))
            from trainee t where (t.id = any ($1) or t.email = any ($2::citext[])) and ($4::uuid is null or t.provider_id = $4)
            {{(lockPeople ? "order by t.id for key share of t" : "")}}
            """) { Parameters = { ArrayParameter.Of(trainees), ArrayParameter.Of(emails), new() { Value = cohort.Value }, Or(provider), new() { Value = (object?)leaving?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid } } });
        batch.BatchCommands.Add(new("""
            select held.trainee_id, held.course_code, held.number, held.achieved_on, held.expires_on, held.verified, held.rejected
            from (select trainee_id, course_code, number, achieved_on, expires_on, state <> 'unverified' as verified, case when state = 'rejected' then rejection_reason end as rejected from outside_certificate
                  union all
                  select trainee_id, course_code, number, achieved_on, expires_on, null, null from certificate where revoked_at is null) held   -- its own the centre verifies no more
            where held.trainee_id in (select t.id from trainee t where (t.id = any ($1) or t.email = any ($2::citext[])) and ($3::uuid is null or t.provider_id = $3))
            """) { Parameters = { ArrayParameter.Of(trainees), ArrayParameter.Of(emails), Or(provider) } });

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (var skipped = 0; skipped < opening.ResultSets; skipped++) await reader.NextResultAsync(cancellationToken);
        opening.RefuseRepetition();
        foreach (var _ in locks) await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var state = Enum.Parse<CohortState>(reader.GetString(0), ignoreCase: true);
        var (capacity, taken, closes, price) = (reader.GetInt32(1), reader.GetInt32(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetDecimal(4));
        var (firstDay, lastDay, version, code, zone) =
            (reader.GetFieldValue<DateOnly>(5), reader.GetFieldValue<DateOnly>(6), new CourseVersionId(reader.GetGuid(7)), reader.GetString(8), reader.GetString(9));
        var (kept, namesDue) = (reader.GetInt32(10), reader.GetFieldValue<DateTimeOffset>(11));
        var catalogue = reader.GetFieldValue<string[]>(14).ToHashSet();
        var allocation = reader.IsDBNull(12) ? (AllocationLeft?)null : new(new(reader.GetGuid(12)), reader.GetInt32(13));

        await reader.NextResultAsync(cancellationToken);
        var sessions = new List<Session>();
        while (await reader.ReadAsync(cancellationToken)) sessions.Add(new(new(reader.GetGuid(0)), reader.GetDateTime(1), reader.GetDateTime(2)));

        await reader.NextResultAsync(cancellationToken);
        var people = new List<(TraineeId Id, string Email, string Name, DateOnly Born, Dictionary<string, DateOnly?> Declared, bool HasPlace, string? BusyWith)>();
        while (await reader.ReadAsync(cancellationToken))
            people.Add((new(reader.GetGuid(0)), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), Declarations(reader), reader.GetBoolean(6), reader.IsDBNull(7) ? null : reader.GetString(7)));

        await reader.NextResultAsync(cancellationToken);
        var certificates = new List<(Guid Trainee, bool IsOwn, HeldCertificate Held)>();
        while (await reader.ReadAsync(cancellationToken))
            certificates.Add((reader.GetGuid(0), reader.IsDBNull(5), new(new(reader.GetString(1)), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateOnly>(4))
            {
                Verified = reader.IsDBNull(5) || reader.GetBoolean(5), RejectedBecause = reader.IsDBNull(6) ? null : reader.GetString(6),
            }));
        await reader.DisposeAsync();

        var held = certificates.GroupBy(each => (each.Trainee, each.IsOwn, OutsideCertificate.Key(each.Held.Course, each.Held.Number))).SelectMany(same => Twins(same.Select(each => each.Held)), (same, each) => (same.Key.Trainee, Held: each)).ToLookup(each => each.Trainee, each => each.Held);
        var course = await courses.OfAsync(version, db, cancellationToken);
        return new(
            new(cohort, state, capacity, taken, kept, allocation, closes, namesDue, price, firstDay, lastDay, course.Spec), code, version, sessions,
            people.ConvertAll(each => new Engineer(each.Id, each.Email, each.Name, new(each.Born, each.Declared, [.. held[each.Id.Value]]), each.HasPlace, each.BusyWith)), zone, catalogue);
    }

    /// <summary>Recorded more than once, in several spellings of one number: rejected once it is rejected.</summary>
    private static IEnumerable<HeldCertificate> Twins(IEnumerable<HeldCertificate> same)
    {
        var all = same.ToList();
        var rejected = all.Find(each => each.RejectedBecause is not null)?.RejectedBecause;
        return all.Select(each => each with { RejectedBecause = rejected });
    }

    private static NpgsqlParameter Or(ProviderId? provider) => new() { Value = (object?)provider?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    /// <summary>PostgreSQL's infinity arrives as the greatest day there is.</summary>
    private static Dictionary<string, DateOnly?> Declarations(NpgsqlDataReader reader) => reader.GetFieldValue<string[]>(4)
        .Zip(reader.GetFieldValue<DateOnly[]>(5), (kind, until) => (kind, until)).ToDictionary(each => each.kind, each => each.until == DateOnly.MaxValue ? (DateOnly?)null : each.until);
}

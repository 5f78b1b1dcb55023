using System.Globalization;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using MediatR;
using Npgsql;

namespace FibreCentre.Api.Features.Notices;

/// <summary>
/// Writes the reminders that fall due within a day, from the rules and from what is so now. Done again and again it changes nothing, except that what has
/// moved is reminded of at its new moment; whether there is still anything to remind of is asked once more when it is sent.
/// </summary>
internal sealed record PlanReminders : ICommand<int>, IHousekeeping;

internal sealed class PlanRemindersHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<PlanReminders, Result<int>>
{
    public async Task<Result<int>> Handle(PlanReminders request, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(db.Connection);
        foreach (var facts in ReminderFacts.All)
            batch.BatchCommands.Add(new(Planned(facts)) { Parameters = { new() { Value = clock.GetUtcNow() }, new() { Value = SnakeCase.Kebab(facts.Kind.ToString()) }, new() { Value = MovedAway.All } } });
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// What is worth telling until some moment is told until then, at once where its own has passed. Anything else that should have been told within the last day
    /// is still told, after a stop of the server, unless it became a fact only after the moment: that is written down as skipped, so that nobody wonders.
    /// </summary>
    private static string Planned(ReminderFact fact) => $"""
        with planned as (
          select r.kind, f.key || '/' || r.id || '/' || r.kind as key, f.provider_id, f.trainee_id, f.place_id, f.account_id, f.subject_id, f.day, f.known_at >= due.at and f.until is null as skipped,
            case when f.until is null then due.at else greatest(due.at, $1) end as due_at
          from reminder_rule r
            cross join centre c
            cross join lateral (select ($1 at time zone c.time_zone)::date as today) t
            cross join lateral ({fact.Sql}) f
            cross join lateral (select case when r.hours_before is null then ((f.day - r.days_before) + r.at) at time zone c.time_zone
              else greatest(f.until - r.hours_before * interval '1 hour', f.known_at + (f.until - f.known_at) / 2) end as at) due
          where r.kind = $2 and r.enabled and due.at <= $1 + interval '1 day'
            and case when f.until is null then greatest(due.at, f.known_at) > $1 - interval '1 day' else f.until > $1 end),
        moved as (
          update message m set due_at = p.due_at from planned p where m.key = p.key and m.state = 'pending' and m.due_at <> p.due_at and greatest(m.due_at, p.due_at) > $1 and not p.skipped),
        revived as (
          update message m set state = 'pending', due_at = p.due_at, attempts = 0, note = null, finished_at = null from planned p where m.key = p.key and m.state = 'skipped' and m.note = any ($3) and not p.skipped)
        insert into message (kind, key, provider_id, trainee_id, place_id, account_id, subject_id, day, due_at, message_id, created_at, state, note, finished_at)
        select kind, key, provider_id, trainee_id, place_id, account_id, subject_id, day, due_at, replace(gen_random_uuid()::text, '-', ''), $1,
          case when skipped then 'skipped' else 'pending' end, case when skipped then 'It came up only after the moment for it.' end, case when skipped then $1 end
        from planned p where not exists (select from message m where m.key = p.key)
        on conflict (key) do nothing
        """;
}

/// <summary>What a kind of reminder is about.</summary>
/// <param name="Sql">
/// Rows of key, provider_id, trainee_id, place_id, account_id, subject_id, day (what days are counted from), known_at (since when it is so) and until (what hours are
/// counted from, and till when it is worth telling late; null where it is not); r is the rule, $1 now, t.today the centre's day, c the centre.
/// </param>
internal sealed record ReminderFact(MessageKind Kind, string Sql);

/// <summary>Why a reminder was skipped when what it is about had moved: it waits again where that moves back.</summary>
internal static class MovedAway
{
    public const string Session = "The session moved to another day.", End = "It ends at another moment now.", Names = "Names are due at another moment now.";

    public static readonly string[] All = [Session, End, Names];
}

internal static class ReminderFacts
{
    private const string None = "null::uuid", Never = "null::timestamptz";

    /// <summary>Of a moment as it stands in keys: whoever was told of one end is told of another.</summary>
    public static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd'T'HHmm", CultureInfo.InvariantCulture);

    private static string StampOf(string column) => $"to_char({column} at time zone 'UTC', 'YYYYMMDD\"T\"HH24MI')";

    private static string Bare(string column) => $"replace({column}::text, '-', '')";

    private static string Ending(string waitingEntry) => $"""
        select {Bare("b.id")} || '/' || {Bare("b.booked_by")} || '/' || {StampOf("b.held_until")} as key, b.provider_id, {None} as trainee_id, {None} as place_id, b.booked_by as account_id, b.id as subject_id,
          (b.held_until at time zone c.time_zone)::date as day, b.booked_at as known_at, b.held_until as until
        from booking b where b.held_until > $1 and b.lapsed_at is null and b.waiting_entry_id is {waitingEntry}
        """;

    public static readonly IReadOnlyList<ReminderFact> All =
    [
        new(MessageKind.Reminder, $"""
            select distinct replace(p.id::text, '-', '') || '/' || replace(p.trainee_id::text, '-', '') || '/' || d.day as key, p.provider_id, p.trainee_id, p.id as place_id, {None} as account_id, {None} as subject_id,
              d.day, p.booked_at as known_at, {Never} as until
            from (select distinct s.cohort_id, (lower(s.during) at time zone c.time_zone)::date as day from session s
                  where s.during && tstzrange((t.today + r.days_before - 1)::timestamp at time zone c.time_zone, (t.today + r.days_before + 2)::timestamp at time zone c.time_zone)) d
              join place p on p.cohort_id = d.cohort_id and p.state = 'confirmed' and p.trainee_id is not null
            """),
        // Once a place, however often its cohort moves: what to bring stays the same.
        new(MessageKind.Joining, $"""
            select replace(p.id::text, '-', '') || '/' || replace(p.trainee_id::text, '-', '') as key, p.provider_id, p.trainee_id, p.id as place_id, {None} as account_id, {None} as subject_id,
              o.first_day as day, p.booked_at as known_at, (o.first_day + 1)::timestamp at time zone c.time_zone as until
            from cohort o join place p on p.cohort_id = o.id and p.state = 'confirmed' and p.trainee_id is not null
            where o.first_day between t.today and t.today + r.days_before + 1 and o.state in ('open', 'confirmed', 'running')
            """),
        new(MessageKind.CertificateExpiring, $"""
            with expiring as (
              select h.id, h.trainee_id, h.provider_id, h.expires_on, h.known_at from (
                select id, trainee_id, course_code, expires_on, issued_at as known_at from certificate where revoked_at is null
                union all select id, trainee_id, course_code, expires_on, '-infinity' from outside_certificate where state = 'verified') v
                join lateral (select v.id, v.trainee_id, w.provider_id, v.expires_on, v.known_at from trainee w where w.id = v.trainee_id) h on true
              where v.expires_on between t.today + r.days_before - 1 and t.today + r.days_before + 1
                and not exists (select from certificate n where n.trainee_id = v.trainee_id and n.course_code = v.course_code and n.revoked_at is null and (n.expires_on is null or n.expires_on > v.expires_on)))
            select replace(id::text, '-', '') || '/' || expires_on as key, provider_id, trainee_id, null::uuid as place_id, null::uuid as account_id, id as subject_id, expires_on as day, known_at, {Never} as until from expiring
            union all
            select replace(e.id::text, '-', '') || '/' || replace(a.id::text, '-', '') || '/' || e.expires_on, e.provider_id, null, null, a.id, e.id, e.expires_on, e.known_at, null
            from expiring e join identity.account a on a.provider_id = e.provider_id and 'booker' = any (a.roles)
            """),
        new(MessageKind.AssessmentOutstanding, $"""
            select distinct replace(o.id::text, '-', '') || '/' || replace(a.id::text, '-', '') || '/' || o.last_day as key, null::uuid as provider_id, null::uuid as trainee_id, null::uuid as place_id, a.id as account_id, o.id as subject_id,
              o.last_day as day, '-infinity'::timestamptz as known_at, {Never} as until
            from cohort o join session s on s.cohort_id = o.id join reservation v on v.session_id = s.id and v.resource_kind = 'instructor' join identity.account a on a.instructor_id = v.resource_id
            where o.last_day between t.today + r.days_before - 1 and t.today + r.days_before + 1 and o.state not in ('draft', 'cancelled')
              and exists (select from place p where p.cohort_id = o.id and p.state = 'confirmed' and p.trainee_id is not null
                and exists (select from attendance m where m.place_id = p.id and m.mark <> 'absent') and not exists (select from attempt m where m.place_id = p.id and m.decided_at is not null))
            """),
        new(MessageKind.CheckDue, $"""
            select replace(k.id::text, '-', '') || '/' || replace(a.id::text, '-', '') || '/' || k.until as key, null::uuid as provider_id, null::uuid as trainee_id, null::uuid as place_id, a.id as account_id, k.id as subject_id,
              k.until as day, '-infinity'::timestamptz as known_at, {Never} as until
            from (select id, least(calibrated_until, inspected_until) as until from kit_item where retired_on is null or retired_on > t.today) k
              join identity.account a on 'coordinator' = any (a.roles)
            where k.until between t.today + r.days_before - 1 and t.today + r.days_before + 1
            """),
        new(MessageKind.HoldEnding, Ending("null")),
        new(MessageKind.OfferEnding, Ending("not null")),
        new(MessageKind.NamesDue, $"""
            select distinct {Bare("b.id")} || '/' || {Bare("b.booked_by")} || '/' || {StampOf("o.names_due_at")} as key, b.provider_id, {None} as trainee_id, {None} as place_id, b.booked_by as account_id, b.id as subject_id,
              (o.names_due_at at time zone c.time_zone)::date as day, b.booked_at as known_at, o.names_due_at as until
            from cohort o join place p on p.cohort_id = o.id and p.state = 'confirmed' and p.trainee_id is null join booking b on b.id = p.booking_id
            where o.names_due_at > $1 and o.names_due_at < $1 + (r.days_before + 3) * interval '1 day'
            """),
        new(MessageKind.PracticeTomorrow, $"""
            select {Bare("p.id")} || '/' || {Bare("p.booked_by")} as key, p.provider_id, {None} as trainee_id, {None} as place_id, p.booked_by as account_id, p.id as subject_id,
              (lower(p.during) at time zone c.time_zone)::date as day, p.booked_at as known_at, {Never} as until
            from practice p
            where p.state = 'booked' and p.during && tstzrange((t.today + r.days_before - 1)::timestamp at time zone c.time_zone, (t.today + r.days_before + 2)::timestamp at time zone c.time_zone)
            """),
        new(MessageKind.Digest, $"""
            select {Bare("a.id")} || '/' || d.day as key, null::uuid as provider_id, {None} as trainee_id, {None} as place_id, a.id as account_id, a.id as subject_id, d.day, '-infinity'::timestamptz as known_at, {Never} as until
            from notice_preference n join identity.account a on a.id = n.account_id cross join lateral (values (t.today), (t.today + 1)) d(day) where n.digest
            """),
    ];
}

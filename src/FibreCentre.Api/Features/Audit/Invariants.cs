namespace FibreCentre.Api.Features.Audit;

/// <summary>Something that is always true of the centre's data, whatever happens at once and in whatever order.</summary>
/// <param name="Code">Never changes.</param>
/// <param name="Sentence">What is true.</param>
/// <param name="Sql">The rows of which it is not, one text each; <c>$1</c> is the moment of the audit, which some give the clock's jobs five minutes of.</param>
internal sealed record Invariant(string Code, string Sentence, string Sql);

internal static class Invariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("nothing-in-two-places", "No bay, kit item, instructor or trainee is in two places at once.", """
            select 'reservations ' || a.id || ' and ' || b.id from reservation a join reservation b on b.resource_id = a.resource_id and b.during && a.during and a.id < b.id
            """),
        new("places-taken", "A cohort's count of places taken is the number of its places.", """
            select 'cohort ' || c.id from cohort c where c.places_taken <> (select count(*) from place p where p.cohort_id = c.id and p.state <> 'cancelled')
            """),
        new("places-kept", "A cohort's count of places kept is what its live allocations have left.", """
            select 'cohort ' || c.id from cohort c
            where c.places_kept <> (select coalesce(sum(a.places - (select count(*) from place p where p.allocation_id = a.id and p.state <> 'cancelled')), 0) from allocation a where a.cohort_id = c.id and a.released_at is null)
            """),
        new("never-oversold", "No cohort has more places taken and kept than it has capacity.", """
            select 'cohort ' || c.id from cohort c
            where c.capacity < (select count(*) from place p where p.cohort_id = c.id and p.state <> 'cancelled')
              + (select coalesce(sum(a.places - a.used), 0) from allocation a where a.cohort_id = c.id and a.released_at is null)
            """),
        new("allocations", "What is used of an allocation is the number of places drawn from it, by its own provider on its own cohort, and never more than it has.", """
            select 'allocation ' || a.id from allocation a
            where a.used > a.places or a.used <> (select count(*) from place p where p.allocation_id = a.id and p.state <> 'cancelled')
              or exists (select from place p where p.allocation_id = a.id and (p.cohort_id <> a.cohort_id or p.provider_id <> a.provider_id))
            """),
        new("named-and-reserved", "Every named place has its trainee's time for every session of its cohort.", """
            select 'place ' || p.id || ', session ' || s.id from place p join session s on s.cohort_id = p.cohort_id
            where p.state <> 'cancelled' and p.trainee_id is not null
              and not exists (select from reservation r where r.place_id = p.id and r.session_id = s.id and r.resource_id = p.trainee_id and r.during = s.during)
            """),
        new("reserved-and-named", "Nobody's time is taken but by a place that is theirs.", """
            select 'reservation ' || r.id from reservation r join place p on p.id = r.place_id where p.state = 'cancelled' or p.trainee_id is distinct from r.resource_id
            """),
        new("sessions-served", "What serves a session is kept for it at least from its start to its end.", """
            select 'reservation ' || r.id from reservation r join session s on s.id = r.session_id where not (r.during @> s.during)
            """),
        new("outages", "What is out of use in force is kept out of use for just as long, and nothing else is.", """
            select 'outage ' || o.id from outage o
            where o.resource_id is not null and (o.state = 'in-force') <> exists (select from reservation r where r.outage_id = o.id and r.resource_id = o.resource_id and r.during = o.during and r.purpose = o.kind)
            union all
            select 'outage ' || o.id from outage o where o.kind = 'centre-closure' and o.state <> 'in-force' and exists (select from centre_closure c where c.id = o.id)
            """),
        new("practice", "Whoever practises has the bay and their own time for it, and the supervisor where there is one; nobody else has.", """
            select 'practice ' || p.id from practice p
            where p.state = 'booked' and (
              not exists (select from reservation r where r.practice_id = p.id and r.resource_id = p.bay_id and r.during @> p.during)
              or not exists (select from reservation r where r.practice_id = p.id and r.resource_id = p.trainee_id and r.during = p.during)
              or (p.supervisor_id is not null and not exists (select from reservation r where r.practice_id = p.id and r.resource_id = p.supervisor_id and r.during @> p.during)))
            union all
            select 'practice ' || p.id from practice p where p.state = 'released' and exists (select from reservation r where r.practice_id = p.id)
            """),
        new("calendars", "What stands in the calendars of cohorts, bays, instructors and the centre is the timetable.", """
            select 'session ' || s.id || ' in the calendar of ' || calendar.of from session s join cohort c on c.id = s.cohort_id
              cross join lateral (select unnest(array[s.cohort_id, '00000000-0000-0000-0000-000000000000']) as of union all select r.resource_id from reservation r where r.session_id = s.id and r.resource_kind in ('bay', 'instructor')) calendar
            where not exists (select from timetable_entry e where e.subject_id = calendar.of and e.session_id = s.id and case when c.state = 'cancelled' then e.withdrawn else not e.withdrawn and e.during = s.during end)
            union all
            select 'entry ' || e.uid from timetable_entry e join session s on s.id = e.session_id
            where not e.withdrawn and e.subject_id not in (s.cohort_id, '00000000-0000-0000-0000-000000000000') and not exists (select from reservation r where r.session_id = s.id and r.resource_id = e.subject_id)
            union all
            select 'session ' || s.id from session s where s.served_by <> array(select r.resource_id from reservation r where r.session_id = s.id and r.resource_kind in ('bay', 'instructor') order by 1)
            union all
            select 'practice ' || p.id || ' in the calendar of ' || calendar.of from practice p cross join unnest(array[p.bay_id, p.supervisor_id, p.trainee_id, '00000000-0000-0000-0000-000000000000']) as calendar (of)
            where calendar.of is not null and not exists (select from timetable_entry e where e.subject_id = calendar.of and e.practice_id = p.id and e.during = p.during and e.withdrawn = (p.state = 'released'))
            """),
        new("instructors-hours", "No instructor is to teach more than their most hours of a day or a week to come.", """
            select 'instructor ' || i.id || ' on ' || d.day from instructor i cross join centre c
              cross join lateral (select distinct (lower(r.during) at time zone c.time_zone)::date as day from reservation r where r.resource_id = i.id and r.purpose in ('session', 'practice') and upper(r.during) > $1::timestamptz) d
            where taught_minutes(i.id, d.day, d.day + 1, c.time_zone) > i.max_minutes_day
              or taught_minutes(i.id, date_trunc('week', d.day)::date, date_trunc('week', d.day)::date + 7, c.time_zone) > i.max_minutes_week
            """),
        new("charges", "A booked place has cost its price; one given up nothing but a fee between nothing and its price, less what was waived of it; one held, or given back before its booking was ordered, nothing.", """
            select 'place ' || p.id from place p
              join booking b on b.id = p.booking_id
              cross join lateral (
                select count(*) as lines, coalesce(sum(c.amount) filter (where c.kind = 'place'), 0) as charged, coalesce(sum(c.amount) filter (where c.kind = 'credit'), 0) as credited,
                  coalesce(sum(c.amount) filter (where c.kind = 'cancellation'), 0) as fee, coalesce(sum(c.amount) filter (where c.kind = 'waiver'), 0) as waived,
                  count(*) filter (where c.booking_id <> p.booking_id or c.provider_id <> p.provider_id) as elsewhere
                from charge c where c.place_id = p.id) owed
            where owed.elsewhere > 0 or case
              when p.state = 'held' then owed.lines > 0
              when p.state <> 'cancelled' then owed.charged <> p.price or owed.charged <> owed.charged + owed.credited + owed.fee + owed.waived
              when owed.lines = 0 then b.purchase_order is not null and b.held_until is null and not exists (select from charge o where o.booking_id = b.id and o.kind = 'place'
                and (o.at >= p.cancelled_at or (o.at > b.booked_at and o.at >= p.cancelled_at - interval '5 minutes')))   -- whoever orders reads the clock, then waits for the lock
              else owed.charged <> p.price or owed.credited <> -p.price or owed.fee > p.price or owed.waived not between -owed.fee and 0 end
            """),
        new("free-as-promised", "Nobody is charged for giving a place up on a day on which that was free as promised, and no promise falls short of the course's terms.", """
            select 'place ' || p.id from place p join charge c on c.place_id = p.id cross join centre z where c.kind = 'cancellation' and (c.at at time zone z.time_zone)::date <= p.free_until
            union all
            select 'place ' || p.id from place p join cohort c on c.id = p.cohort_id join course_version v on v.id = c.course_version_id
            where p.state in ('held', 'confirmed') and p.free_until < c.first_day - coalesce((v.spec #>> '{terms,freeCancellationDays}')::int, 14)
            """),
        new("booking-and-places", "The places of a booking are held while it is, booked once it is, and gone when it has lapsed; a hold holds something.", """
            select 'booking ' || b.id from booking b
            where exists (select from place p where p.booking_id = b.id and case
                when b.lapsed_at is not null then p.state <> 'cancelled' when b.held_until is not null then p.state in ('confirmed', 'completed') else p.state = 'held' end)
              or (b.held_until is not null and b.lapsed_at is null and not exists (select from place p where p.booking_id = b.id and p.state = 'held'))
              or exists (select from place p where p.booking_id = b.id and (p.cohort_id <> b.cohort_id or p.provider_id <> b.provider_id))
            """),
        new("holds-end", "No hold and no offer outlives its time.", """
            select 'booking ' || b.id from booking b where b.held_until < $1::timestamptz - interval '5 minutes' and b.lapsed_at is null
            """),
        new("offers", "What a waiting list says is offered is what lies in open offers, and no more than is wanted.", """
            select 'waiting entry ' || w.id from waiting_entry w
            where w.ended_at is null and (w.offered > w.places or w.offered <> (
              select count(*) from booking b join place p on p.booking_id = b.id where b.waiting_entry_id = w.id and b.held_until is not null and b.lapsed_at is null and p.state = 'held'))
            """),
        new("turns", "What came from a waiting list is on the cohort waited for and its provider's.", """
            select 'booking ' || b.id from booking b join waiting_entry w on w.id = b.waiting_entry_id where b.cohort_id <> w.cohort_id or b.provider_id <> w.provider_id
            """),
        new("nobody-waits-for-free-places", "Nobody who could have a free place waits for one.", """
            select 'waiting entry ' || w.id from waiting_entry w join cohort c on c.id = w.cohort_id left join allocation a on a.cohort_id = c.id and a.provider_id = w.provider_id and a.released_at is null
              cross join lateral (select c.capacity - c.places_taken - c.places_kept + coalesce(a.places - a.used, 0) as free, w.places - w.offered as wanted) n
            where w.ended_at is null and n.wanted > 0 and n.free >= case when w.together then n.wanted else 1 end and c.state in ('open', 'confirmed') and $1::timestamptz < least(c.names_due_at, c.booking_closes_at)
              and not exists (select from waiting_engineer e where e.waiting_entry_id = w.id)
            """),
        new("waiting-ends", "Nobody waits for a cohort that takes no bookings.", """
            select 'waiting entry ' || w.id from waiting_entry w join cohort c on c.id = w.cohort_id
            where w.ended_at is null and (c.state not in ('open', 'confirmed') or c.booking_closes_at < $1::timestamptz - interval '5 minutes')
            """),
        new("names", "No booked place is without a name once names are due.", """
            select 'place ' || p.id from place p join cohort c on c.id = p.cohort_id
            where p.trainee_id is null and (p.state = 'completed' or (p.state = 'confirmed' and c.state in ('open', 'confirmed') and c.names_due_at < $1::timestamptz - interval '5 minutes'))
            """),
        new("allocations-end", "No allocation keeps places past its release.", """
            select 'allocation ' || a.id from allocation a where a.released_at is null and a.release_at < $1::timestamptz - interval '5 minutes'
            """),
        new("invited", "Every named place on a cohort still to come has a live calendar entry for every session.", """
            select 'place ' || p.id || ', session ' || s.id from place p join cohort c on c.id = p.cohort_id join session s on s.cohort_id = c.id
            where p.state = 'confirmed' and p.trainee_id is not null and c.state in ('open', 'confirmed')
              and not exists (select from invitation i where i.session_id = s.id and i.trainee_id = p.trainee_id and i.place_id = p.id and not i.withdrawn)
            """),
        new("withdrawn", "No calendar entry lives on without a place.", """
            select 'invitation ' || i.id from invitation i join place p on p.id = i.place_id where not i.withdrawn and (p.state = 'cancelled' or p.trainee_id is distinct from i.trainee_id)
            """),
        new("letters", "Every letter is about something that is there.", """
            select 'message ' || m.id from message m
            where m.subject_id is not null and m.kind <> 'invariants-broken' and not exists (select from booking b where b.id = m.subject_id)
              and not exists (select from cohort c where c.id = m.subject_id) and not exists (select from waiting_entry w where w.id = m.subject_id)
              and not exists (select from outage o where o.id = m.subject_id) and not exists (select from practice p where p.id = m.subject_id)
              and not exists (select from kit_item k where k.id = m.subject_id) and not exists (select from ledger_saved_head h where h.id = m.subject_id)
              and not exists (select from certificate h where h.id = m.subject_id) and not exists (select from outside_certificate h where h.id = m.subject_id)
              and not exists (select from considered_decision h where h.decision_id = m.subject_id) and not exists (select from appeal h where h.id = m.subject_id)
            """),
        new("ledger-words", "Words kept beside a line of the ledger are those whose hash was signed.", """
            select 'line ' || e.number from ledger_text t join ledger_entry e on e.id = t.entry_id cross join lateral (select e.content::jsonb as said) c
            where encode(sha256(t.salt || convert_to(t.words, 'UTF8')), 'hex') is distinct from coalesce(c.said ->> 'feedbackHash', c.said ->> 'reasonHash', c.said ->> 'holderHash')
            """),
        new("evidence-signed", "What a decision says it rests on is what is kept as its evidence, hash for hash.", """
            select 'line ' || e.number from ledger_entry e
            where e.kind = 'decision' and array(select x ->> 'hash' from jsonb_array_elements(coalesce(nullif(e.content::jsonb -> 'evidence', 'null'), '[]')) x order by 1)
              is distinct from array(select v.hash from evidence v where v.decision_id = e.id order by 1)
            """),
        new("evidence-belongs", "Evidence is about the unit, the trainee and the provider of the decision that rests on it, and none rests on what was taken back.", """
            select 'evidence ' || v.id from evidence v join ledger_entry e on e.id = v.decision_id join attempt a on a.id = e.attempt_id
            where (v.place_id, v.unit_code, v.trainee_id, v.provider_id) is distinct from (a.place_id, a.unit_code, a.trainee_id, a.provider_id) or v.withdrawn_at is not null or v.added_at > e.signed_at
            """),
        new("traces-explained", "Where a signed mark is other than its traces said, there is a reason for it.", """
            select 'line ' || e.number || ', ' || (c ->> 'code') from ledger_entry e cross join lateral jsonb_array_elements(coalesce(nullif(e.content::jsonb -> 'criteria', 'null'), '[]')) c
            where e.kind = 'decision' and c ->> 'proposed' <> c ->> 'outcome'
              and not exists (select from trace_override o where o.attempt_id = e.attempt_id and o.criterion = c ->> 'code' and o.proposed = c ->> 'proposed' and o.decided = c ->> 'outcome')
            """),
        new("traces-are-evidence", "What is confirmed as a trace is evidence of that kind, and what traces say is said only where there are such.", """
            select 'trace ' || t.evidence_id from trace t join evidence v on v.id = t.evidence_id where v.kind <> 'trace'
            union all
            select 'finding ' || f.criterion || ' of place ' || f.place_id from trace_finding f
            where not exists (select from trace t join evidence v on v.id = t.evidence_id where v.place_id = f.place_id and v.unit_code = f.unit_code)
            """),
        new("issued", "A certificate says what its line of the ledger says, and is revoked where a line says so and nowhere else.", """
            select 'certificate ' || c.number from certificate c join ledger_entry e on e.id = c.ledger_entry_id cross join lateral (select e.content::jsonb as said) l
            where row(l.said ->> 'number', l.said ->> 'course', (l.said ->> 'achievedOn')::date, (l.said ->> 'expiresOn')::date) is distinct from row(c.number, c.course_code, c.achieved_on, c.ends_on)
              or (c.revoked_at is not null) <> exists (select from ledger_entry r where r.kind = 'revocation' and r.trainee_id = c.trainee_id and r.content::jsonb ->> 'number' = c.number)
            """),
        new("certified", "A certificate in force names whom its line of the ledger names, and rests on decisions none of which was corrected.", """
            select 'certificate ' || c.number from certificate c left join ledger_text t on t.entry_id = c.ledger_entry_id
            where c.revoked_at is null and (t.words <> c.holder_name
              or exists (select from attempt a join ledger_entry d on d.attempt_id = a.id join ledger_entry x on x.decision_id = d.id and x.kind = 'correction'
                where a.place_id = c.place_id and not exists (select from attempt n where n.place_id = a.place_id and n.unit_code = a.unit_code and n.number > a.number and n.decided_at is not null)))
            """),
        new("sample", "Every decision that a draw has passed was looked at by that draw, and taken just when its seed says so.", """
            select 'decision ' || e.id from sampling_draw w join ledger_entry e on e.number > coalesce(w.after, 0) and e.number <= w.until left join considered_decision c on c.decision_id = e.id
            where e.kind = 'decision' and (c.draw_id is distinct from w.id
              or c.drawn <> ((('x' || encode(substring(sha256(w.seed || uuid_send(e.id)) from 1 for 7), 'hex'))::bit(56)::bigint) * 100 < (c.percent::bigint << 56)))
            """),
        new("reviews", "Only what was drawn is reviewed, step after step, by somebody who had no part in it; what was overturned was corrected by the reviewer.", """
            select 'review of ' || r.decision_id || ', step ' || r.step from quality_review r join ledger_entry d on d.id = r.decision_id left join quality_review b on b.decision_id = r.decision_id and b.step = r.step - 1
            where not exists (select from considered_decision c where c.decision_id = r.decision_id and c.drawn) or (r.step = 1) <> (b.step is null) or b.kind in ('agreed', 'overturned')
              or (r.kind = 'answered' and b.kind is distinct from 'queried') or (r.kind <> 'answered' and b.kind = 'queried' and r.at < b.at + interval '7 days') or (r.kind = 'answered') <> (r.said_by = d.signed_by)
              or (r.kind <> 'answered' and (exists (select from ledger_entry c where c.decision_id = d.id and c.kind = 'countersignature' and c.signed_by = r.said_by) or exists (select from identity.account a where a.id = r.said_by and a.trainee_id = d.trainee_id)))
              or (r.kind = 'overturned' and not exists (select from ledger_entry x where x.id = r.correction and x.kind = 'correction' and x.decision_id = d.id and x.signed_by = r.said_by))
            """),
        new("appeals", "How an appeal ended stands in the ledger, signed by whoever took it and had no part in the decision; what was upheld is corrected.", """
            select 'appeal ' || a.id from appeal a left join ledger_entry e on e.id = a.ledger_entry_id
            where (a.outcome is not null and (e.kind = 'appeal' and e.decision_id = a.decision_id and e.signed_by = a.taken_by and e.content::jsonb ->> 'outcome' = a.outcome) is not true)
              or (a.outcome = 'upheld' and not exists (select from ledger_entry x where x.decision_id = a.decision_id and x.kind = 'correction'))
              or a.taken_by = a.decision_by or exists (select from ledger_entry c where c.decision_id = a.decision_id and c.kind = 'countersignature' and c.signed_by = a.taken_by)
              or exists (select from quality_review r where r.decision_id = a.decision_id and r.said_by = a.taken_by) or exists (select from identity.account t where t.id = a.taken_by and t.trainee_id = a.trainee_id)
            union all
            select 'line ' || e.number from ledger_entry e where e.kind = 'appeal' and not exists (select from appeal a where a.ledger_entry_id = e.id)
            """),
        new("on-the-wire", "No message is on the wire for longer than a transmission may take.", """
            select 'message ' || m.id from message m where m.state = 'transmitting' and m.claimed_at < $1::timestamptz - interval '10 minutes'
            """),
        new("transfers", "A place given up for another cohort has its successor, on a cohort of the same course.", """
            select 'place ' || p.id from place p join cohort c on c.id = p.cohort_id
            where p.ended_because = 'transferred' and not exists (select from place n join cohort d on d.id = n.cohort_id where n.transferred_from = p.id and d.course_code = c.course_code and n.provider_id = p.provider_id)
            """),
        new("cancelled-cohorts", "A cancelled cohort has no places, allocations, waiting entries or reservations.", """
            select 'cohort ' || c.id from cohort c
            where c.state = 'cancelled' and (exists (select from place p where p.cohort_id = c.id and p.state <> 'cancelled') or exists (select from allocation a where a.cohort_id = c.id and a.released_at is null)
              or exists (select from waiting_entry w where w.cohort_id = c.id and w.ended_at is null) or exists (select from session s join reservation r on r.session_id = s.id where s.cohort_id = c.id))
            """),
        new("made-keys", "A key made with another is its owner's, may no more than it, makes none itself and is gone with it.", """
            select 'key ' || k.id from identity.api_key k join identity.api_key m on m.id = k.made_with
            where k.account_id <> m.account_id or not k.scopes <@ m.scopes or 'keys' = any (k.scopes) or k.expires_at > m.expires_at or (m.revoked_at is not null and k.revoked_at is null)
            """),
        new("cohorts-follow-the-clock", "A cohort that has begun takes no bookings.", """
            select 'cohort ' || c.id from cohort c where c.state in ('open', 'confirmed') and c.booking_closes_at < $1::timestamptz - interval '5 minutes'
            """),
    ];
}

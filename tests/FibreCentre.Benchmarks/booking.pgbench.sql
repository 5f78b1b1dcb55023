-- What one booking through HTTP sends to the database: the key's owner, then one transaction.
select nextval('bench_engineer') as engineer \gset
select k.account_id, k.scopes, k.expires_at, k.revoked_at, k.last_used_at, a.display_name, a.roles, a.provider_id, a.lockout_end
  from identity.api_key k join identity.account a on a.id = k.account_id where k.hash = decode(md5(:engineer::text) || md5(:engineer::text), 'hex');
begin;
select set_config('app.scope', 'provider', true), set_config('app.provider_id', md5('provider')::uuid::text, true), set_config('app.trainee_id', '', true), set_config('app.actor_id', md5('account')::uuid::text, true), set_config('app.secret', '', true);
insert into idempotency_key (actor_id, key, request_hash, created_at) values (md5('account')::uuid, 'pgbench-' || :engineer, decode(md5(:engineer::text), 'hex'), now()) on conflict do nothing;
select lock_cohort(md5('c' || (:engineer % 240 + 1))::uuid);
select c.state, c.capacity, c.places_taken, c.booking_closes_at, coalesce(p.price, c.price_per_place), c.first_day, c.last_day, c.course_version_id, c.code, (select time_zone from centre),
    c.places_kept, c.names_due_at, a.id, a.places - a.used, (select array_agg(code) from course)
  from cohort c
    left join allocation a on a.cohort_id = c.id and a.provider_id = md5('provider')::uuid and a.released_at is null
    left join price_agreement p on p.provider_id = md5('provider')::uuid and p.course_code = c.course_code and c.first_day between p.valid_from and p.valid_until and p.ended_at is null
  where c.id = md5('c' || (:engineer % 240 + 1))::uuid;
select id, lower(during), upper(during) from session where cohort_id = md5('c' || (:engineer % 240 + 1))::uuid order by number;
select t.id, t.email::text, t.given_name || ' ' || t.family_name, t.date_of_birth,
    (select coalesce(array_agg(d.kind order by d.kind), '{}') from declaration d where d.trainee_id = t.id),
    (select coalesce(array_agg(coalesce(d.valid_until, 'infinity') order by d.kind), '{}') from declaration d where d.trainee_id = t.id),
    exists (select from place p where p.cohort_id = md5('c' || (:engineer % 240 + 1))::uuid and p.trainee_id = t.id and p.state <> 'cancelled'),
    (select min(coalesce(c.code, 'practice in a bay')) from session s
       join reservation r on r.resource_id = t.id and r.during && s.during
       left join session other on other.id = r.session_id
       left join cohort c on c.id = other.cohort_id
     where s.cohort_id = md5('c' || (:engineer % 240 + 1))::uuid and (r.practice_id is not null or (other.cohort_id <> md5('c' || (:engineer % 240 + 1))::uuid and other.cohort_id is distinct from null::uuid)))
  from trainee t where (t.id = any (array[md5('t' || :engineer)::uuid]) or t.email = any ('{}'::citext[])) and t.provider_id = md5('provider')::uuid;
select held.trainee_id, held.course_code, held.number, held.achieved_on, held.expires_on, held.verified, held.rejected
  from (select trainee_id, course_code, number, achieved_on, expires_on, state <> 'unverified' as verified, case when state = 'rejected' then rejection_reason end as rejected from outside_certificate
        union all select trainee_id, course_code, number, achieved_on, expires_on, null, null from certificate where revoked_at is null) held
  where held.trainee_id in (select t.id from trainee t where (t.id = any (array[md5('t' || :engineer)::uuid]) or t.email = any ('{}'::citext[])) and t.provider_id = md5('provider')::uuid);
insert into booking (id, reference, provider_id, cohort_id, purchase_order, booked_by, booked_at)
  values (md5('pb' || :engineer)::uuid, 'B-PG' || :engineer, md5('provider')::uuid, md5('c' || (:engineer % 240 + 1))::uuid, 'PO-BENCH', md5('account')::uuid, now());
insert into place (id, booking_id, provider_id, cohort_id, trainee_id, allocation_id, state, price, free_until, booked_at, named_at, transferred_from)
  select seat.id, md5('pb' || :engineer)::uuid, md5('provider')::uuid, md5('c' || (:engineer % 240 + 1))::uuid, seat.trainee, seat.allocation, 'confirmed', 150, current_date, now(), case when seat.trainee is not null then now() end, seat.came_from
  from unnest(array[md5('pp' || :engineer)::uuid], array[md5('t' || :engineer)::uuid], array[null::uuid], array[null::uuid]) as seat (id, trainee, allocation, came_from) order by seat.trainee;
insert into charge (provider_id, booking_id, place_id, kind, amount, at, made_by)
  select md5('provider')::uuid, md5('pb' || :engineer)::uuid, seat.id, 'place', 150, now(), md5('account')::uuid from unnest(array[md5('pp' || :engineer)::uuid]) as seat (id);
insert into reservation (id, resource_id, resource_kind, during, purpose, session_id, provider_id, place_id)
  select gen_random_uuid(), seat.trainee, 'trainee', s.during, 'session', s.id, md5('provider')::uuid, seat.id
  from unnest(array[md5('pp' || :engineer)::uuid], array[md5('t' || :engineer)::uuid]) as seat (id, trainee) cross join session s where s.cohort_id = md5('c' || (:engineer % 240 + 1))::uuid order by seat.trainee, s.id;
with invited as (
  insert into invitation (id, provider_id, trainee_id, session_id, place_id, uid, reply_token, created_at, changed_at)
  select gen_random_uuid(), md5('provider')::uuid, md5('t' || :engineer)::uuid, s.id, md5('pp' || :engineer)::uuid, gen_random_uuid()::text, md5(random()::text), now(), now() from session s where s.cohort_id = md5('c' || (:engineer % 240 + 1))::uuid
  on conflict (trainee_id, session_id) do update set withdrawn = false, sequence = invitation.sequence + 1, place_id = excluded.place_id, changed_at = excluded.changed_at
  returning id, provider_id, trainee_id, session_id, place_id, sequence)
insert into message (kind, key, provider_id, trainee_id, place_id, invitation_id, due_at, message_id, created_at)
  select 'invitation', replace(i.id::text, '-', '') || '/' || i.sequence || '/Invitation', i.provider_id, i.trainee_id, i.place_id, i.id, paced.due, replace(gen_random_uuid()::text, '-', ''), now()
  from invited i join trainee t on t.id = i.trainee_id and t.told_by = 'invitations' join (select id, now() + interval '1 day' from session where cohort_id = md5('c' || (:engineer % 240 + 1))::uuid) as paced (session, due) on paced.session = i.session_id
  union all
  select 'overview', replace(i.place_id::text, '-', '') || '/Overview', i.provider_id, i.trainee_id, i.place_id, null, now(), replace(gen_random_uuid()::text, '-', ''), now()
  from invited i join trainee t on t.id = i.trainee_id where i.session_id = (select id from session where cohort_id = md5('c' || (:engineer % 240 + 1))::uuid order by number limit 1) and (t.told_by = 'feed' or false);
insert into webhook_delivery (provider_id, webhook_id, message_id, event, payload, due_at, created_at)
  select w.provider_id, w.id, gen_random_uuid(), 'booking.made', '{}', now(), now() from webhook w where w.provider_id = md5('provider')::uuid and w.removed_at is null and 'booking.made' = any (w.events);
insert into audit_entry (at, actor_id, scope, provider_id, action, subject, correlation_id) values (now(), md5('account')::uuid, 'provider', md5('provider')::uuid, 'BookPlaces', md5('c' || (:engineer % 240 + 1))::uuid, md5(random()::text));
update idempotency_key set answer = '{"reference": "B"}' where actor_id = md5('account')::uuid and key = 'pgbench-' || :engineer;
commit;

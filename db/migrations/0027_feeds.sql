-- Calendar addresses for trainees, instructors, bays, cohorts and the whole centre, and what is in those calendars.

select set_config('app.scope', 'staff', true);

-- ---- Who has an address, and to what ----

alter table calendar_feed
  alter column provider_id drop not null,                   -- null: the centre's own people's
  alter column trainee_id drop not null,                    -- null: not a trainee's own
  add column kind           text not null default 'trainee' check (kind in ('trainee', 'instructor', 'bay', 'cohort', 'centre')),
  add column subject_id     uuid,                           -- whose calendar it is; the nil id is the centre's
  add column account_id     uuid,                           -- who made it; null only where that was before accounts were noted
  add column renewed_at     timestamptz,                    -- since when its present address counts
  add column served_version text,                           -- of what was last sent in full: the rows it was made from,
  add column served_etag    text,                           -- the hash of its bytes,
  add column served_length  int,                            -- how many they are,
  add column served_at      timestamptz;                    -- and when they first were so
update calendar_feed f set subject_id = f.trainee_id, renewed_at = f.created_at,
  account_id = (select a.id from identity.account a where a.trainee_id = f.trainee_id order by a.created_at limit 1);
alter table calendar_feed
  alter column kind drop default,
  alter column subject_id set not null,
  alter column renewed_at set not null,
  add constraint calendar_feed_of_a_trainee check (case when kind = 'trainee' then trainee_id = subject_id and provider_id is not null else trainee_id is null and account_id is not null end),
  add constraint calendar_feed_of_a_provider check (provider_id is null or kind in ('trainee', 'cohort')),
  add constraint calendar_feed_served check (num_nonnulls(served_version, served_etag, served_length, served_at) in (0, 4)),
  add foreign key (provider_id) references provider;
create unique index calendar_feed_one_of_a_kind on calendar_feed (account_id, kind, subject_id) where revoked_at is null;

-- ---- What is in the centre's own calendars ----

-- A session or practice in the calendar of its cohort, of the centre, and of each bay and instructor that serves or served it; practice also in
-- that of its trainee. Whose sessions a trainee's are, the invitations say. Kept by triggers, whatever changes the timetable.
create table timetable_entry (
  subject_id  uuid not null,                                -- a cohort, bay, instructor or trainee; the nil id is the centre
  session_id  uuid references session on delete cascade,
  practice_id uuid references practice,
  bay_id      uuid references bay,                          -- where practice is; a session's bays are told by the session
  uid         text not null unique default replace(gen_random_uuid()::text, '-', ''),
  sequence    int not null default 0,                       -- rises with every change of the row, so that their sum and number tell two states of a calendar apart
  withdrawn   boolean not null default false,               -- it takes place no more, or not there or not with that person
  during      tstzrange not null,                           -- once withdrawn, as it was then
  starts_at   timestamptz not null generated always as (lower(during)) stored,
  created_at  timestamptz not null default now(),
  changed_at  timestamptz not null default now(),
  check (num_nonnulls(session_id, practice_id) = 1 and (practice_id is null) = (bay_id is null)),
  unique (subject_id, session_id),
  unique (subject_id, practice_id)
);
create index timetable_entry_calendar on timetable_entry (subject_id, starts_at) include (sequence);
create index timetable_entry_session on timetable_entry (session_id) where session_id is not null;
create index timetable_entry_practice on timetable_entry (practice_id) where practice_id is not null;

-- The bays and instructors of a session, beside it: a calendar of two hundred sessions need not look up thousands of reservations.
alter table session add column served_by uuid[] not null default '{}';

-- Rises with every change of the invitation, and of the session's time and bays: see timetable_entry.sequence.
alter table invitation add column touched int not null default 0;

-- Rises when something is renamed that stands in many calendars. One row.
create table calendar_edition (
  id         int primary key default 1 check (id = 1),
  number     int not null default 0,
  changed_at timestamptz not null default now()
);
insert into calendar_edition default values;

create function new_calendar_edition() returns trigger language plpgsql as $$
begin
  update calendar_edition set number = number + 1, changed_at = now();
  return null;
end $$;
create trigger calendars_name_bay after update of name on bay for each statement execute function new_calendar_edition();
create trigger calendars_name_instructor after update of name on instructor for each statement execute function new_calendar_edition();
create trigger calendars_name_centre after update of name, address, time_zone on centre for each statement execute function new_calendar_edition();
create trigger calendars_name_session after update on session for each row when (old.title <> new.title) execute function new_calendar_edition();
create trigger calendars_name_cohort after update on cohort for each row
  when ((old.code, old.course_code) is distinct from (new.code, new.course_code)) execute function new_calendar_edition();

create function touch_invitation() returns trigger language plpgsql as $$
begin
  new.touched := old.touched + 1;
  return new;
end $$;
create trigger touched before update on invitation for each row
  when ((old.sequence, old.withdrawn, old.changed_at) is distinct from (new.sequence, new.withdrawn, new.changed_at)) execute function touch_invitation();

create function enter_session() returns trigger language plpgsql as $$
begin
  insert into timetable_entry (subject_id, session_id, during)
  values (new.cohort_id, new.id, new.during), ('00000000-0000-0000-0000-000000000000', new.id, new.during);
  return null;
end $$;
create trigger calendars_follow_new_session after insert on session for each row execute function enter_session();

create function move_entries() returns trigger language plpgsql as $$
begin
  update timetable_entry set during = new.during, sequence = sequence + 1, changed_at = now() where session_id = new.id and not withdrawn;
  update invitation set touched = touched + 1 where session_id = new.id;
  return null;
end $$;
create trigger calendars_follow_session after update on session for each row when (old.during is distinct from new.during) execute function move_entries();

create function withdraw_or_confirm_entries() returns trigger language plpgsql as $$
begin
  update timetable_entry e set withdrawn = e.withdrawn or new.state = 'cancelled', sequence = e.sequence + 1, changed_at = now()
  from session s where s.cohort_id = new.id and e.session_id = s.id and not e.withdrawn;
  return null;
end $$;
create trigger calendars_follow_cohort after update on cohort for each row
  when (old.state <> new.state and (old.state = 'draft' or new.state = 'cancelled')) execute function withdraw_or_confirm_entries();

-- A bay or an instructor comes to a session or leaves it: an entry of its own, and a change for everybody else's.
create function serve_session() returns trigger language plpgsql as $$
declare subject record;
begin
  for subject in
    select r.session_id, r.resource_id, r.resource_kind, r.comes from (values
      (case when tg_op <> 'INSERT' then old.session_id end, case when tg_op <> 'INSERT' then old.resource_id end, case when tg_op <> 'INSERT' then old.resource_kind end, false),
      (case when tg_op <> 'DELETE' then new.session_id end, case when tg_op <> 'DELETE' then new.resource_id end, case when tg_op <> 'DELETE' then new.resource_kind end, true)) r (session_id, resource_id, resource_kind, comes)
    where r.session_id is not null
  loop
    if subject.comes then
      insert into timetable_entry as e (subject_id, session_id, during) select subject.resource_id, s.id, s.during from session s where s.id = subject.session_id
      on conflict (subject_id, session_id) do update set withdrawn = false, during = excluded.during, sequence = e.sequence + 1, changed_at = now() where e.withdrawn;
    else
      update timetable_entry e set withdrawn = true, sequence = e.sequence + 1, changed_at = now() where e.session_id = subject.session_id and e.subject_id = subject.resource_id and not e.withdrawn;
    end if;
    update timetable_entry e set sequence = e.sequence + 1, changed_at = now() where e.session_id = subject.session_id and e.subject_id <> subject.resource_id and not e.withdrawn;
    if subject.resource_kind = 'bay' then update invitation set touched = touched + 1 where session_id = subject.session_id; end if;
    update session s set served_by = array(select r.resource_id from reservation r where r.session_id = s.id and r.resource_kind in ('bay', 'instructor') order by 1) where s.id = subject.session_id;
  end loop;
  return null;
end $$;
create trigger calendars_follow_new_service after insert on reservation for each row
  when (new.purpose = 'session' and new.resource_kind in ('bay', 'instructor')) execute function serve_session();
create trigger calendars_follow_service_gone after delete on reservation for each row
  when (old.purpose = 'session' and old.resource_kind in ('bay', 'instructor')) execute function serve_session();
create trigger calendars_follow_service after update on reservation for each row
  when (old.purpose = 'session' and old.resource_kind in ('bay', 'instructor') and (old.resource_id, old.session_id) is distinct from (new.resource_id, new.session_id)) execute function serve_session();

-- Practice is booked and released by trainees and bookers, who see nobody's entries: the centre writes them for it.
create function follow_practice() returns trigger language plpgsql as $$
declare asker text := current_setting('app.scope', true);
begin
  perform set_config('app.scope', 'staff', true);
  if tg_op = 'INSERT' then
    insert into timetable_entry (subject_id, practice_id, bay_id, during, withdrawn)
    select subject, new.id, new.bay_id, new.during, new.state = 'released'
    from unnest(array[new.bay_id, new.supervisor_id, new.trainee_id, '00000000-0000-0000-0000-000000000000']) subject where subject is not null;
  else
    update timetable_entry set withdrawn = true, sequence = sequence + 1, changed_at = now() where practice_id = new.id and not withdrawn;
  end if;
  perform set_config('app.scope', coalesce(asker, ''), true);
  return null;
end $$;
create trigger calendars_follow_new_practice after insert on practice for each row execute function follow_practice();
create trigger calendars_follow_practice after update on practice for each row when (old.state = 'booked' and new.state = 'released') execute function follow_practice();

-- What is there already.
update session s set served_by = array(select r.resource_id from reservation r where r.session_id = s.id and r.resource_kind in ('bay', 'instructor') order by 1);
insert into timetable_entry (subject_id, session_id, during, withdrawn)
select subject, s.id, s.during, c.state = 'cancelled'
from session s join cohort c on c.id = s.cohort_id cross join unnest(array[s.cohort_id, '00000000-0000-0000-0000-000000000000'] || s.served_by) subject;
insert into timetable_entry (subject_id, practice_id, bay_id, during, withdrawn)
select subject, p.id, p.bay_id, p.during, p.state = 'released'
from practice p cross join unnest(array[p.bay_id, p.supervisor_id, p.trainee_id, '00000000-0000-0000-0000-000000000000']) subject where subject is not null;

-- ---- Who sees what ----

alter table timetable_entry enable row level security;
alter table timetable_entry force row level security;
create policy staff on timetable_entry using ((select app_scope()) = 'staff');
-- Whoever presents a live address sees what stands in that one calendar. Of everything else, nothing: no result, no person, no other calendar.
create policy holder on timetable_entry for select using ((select app_scope()) = 'feed' and subject_id = (select f.subject_id from calendar_feed f));
create policy holder on invitation for select using ((select app_scope()) = 'feed' and trainee_id = (select f.trainee_id from calendar_feed f));
drop policy the_centres on reservation;
create policy the_centres on reservation for select using ((select app_scope()) in ('provider', 'trainee') and provider_id is null and purpose = 'session');

-- What whoever presents an address is told first: whether it is live, and what tells two states of its calendar apart. Of the centre's own people and of
-- bookers it is live for as long as they are that. One statement that says itself for whom it runs, since most polls need no other.
create function seen_calendar(hash text, at timestamptz, staff text[])
returns table (id uuid, kind text, subject_id uuid, served_etag text, served_length int, served_at timestamptz, served_version text, last_fetched_at timestamptz, time_zone text,
  entries bigint, entry_changes bigint, invitations bigint, invitation_changes bigint, edition int)
language plpgsql volatile rows 1 as $$
begin
  perform set_config('app.scope', 'feed', true), set_config('app.secret', hash, true);
  return query
    select f.id, f.kind, f.subject_id, f.served_etag, f.served_length, f.served_at, f.served_version, f.last_fetched_at, c.time_zone, e.rows, e.changes, i.rows, i.changes, d.number
    from calendar_feed f cross join centre c cross join calendar_edition d
      -- Of what is past, what still shows: nothing is moved to before that.
      cross join lateral (select count(*), coalesce(sum(t.sequence), 0) from timetable_entry t where t.subject_id = f.subject_id and t.starts_at >= at - interval '32 days') e (rows, changes)
      cross join lateral (select count(*), coalesce(sum(v.touched), 0) from invitation v where v.trainee_id = f.trainee_id) i (rows, changes)
    where f.token_hash = hash and f.revoked_at is null and (f.kind = 'trainee' or exists (
      select from identity.account a where a.id = f.account_id and case when f.provider_id is null then a.roles && staff else a.provider_id = f.provider_id and 'booker' = any (a.roles) end));
end $$;

grant select, insert, update on timetable_entry to fibrecentre_app;
grant select, update on calendar_edition to fibrecentre_app;

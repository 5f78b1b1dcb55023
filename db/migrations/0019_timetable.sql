-- Kinds of bay with the time around a session, instructors' hours, kit that is checked, everything that puts a resource out of use, and practice.

select set_config('app.scope', 'staff', true);

create table bay_kind (
  slug               text primary key check (slug ~ '^[a-z][a-z0-9-]{1,38}$'),
  title              text not null check (length(title) between 1 and 80),
  set_up_minutes     int not null default 0 check (set_up_minutes between 0 and 240),        -- before a session, in the bay
  clear_away_minutes int not null default 0 check (clear_away_minutes between 0 and 240),    -- after it, in the bay
  travel_minutes     int not null default 0 check (travel_minutes between 0 and 240),        -- an instructor's way there, and the same back
  practice           text not null default 'none' check (practice in ('none', 'alone', 'supervised'))
);
insert into bay_kind (slug, title) select distinct bay_kind, initcap(replace(bay_kind, '-', ' ')) from bay;
alter table bay
  add foreign key (bay_kind) references bay_kind,
  add column retired_on date;                -- from this day on it is not planned with

alter table instructor
  add column max_minutes_day  int check (max_minutes_day between 30 and 1440),     -- of sessions and supervised practice; null: no limit
  add column max_minutes_week int check (max_minutes_week between 30 and 10080),   -- Monday to Sunday
  add column left_on date;
-- When somebody works. Nobody's hours: the centre's.
create table instructor_hours (
  instructor_id uuid not null references instructor,
  weekday       int not null check (weekday between 1 and 7),   -- ISO: 1 is Monday
  starts        time not null,
  ends          time not null,
  primary key (instructor_id, weekday, starts),
  check (starts < ends)
);

alter table kit_item
  add column inspected_until date,           -- last day its inspection counts; null: needs none
  add column retired_on date;
create table kit_check (
  id          uuid primary key,
  kit_item_id uuid not null references kit_item,
  kind        text not null check (kind in ('calibration', 'inspection')),
  done_on     date not null,
  valid_until date not null,
  reference   text not null check (length(reference) between 1 and 80),   -- the certificate's or report's number
  recorded_by uuid,
  recorded_at timestamptz not null,
  check (done_on <= valid_until)
);
create index kit_check_item on kit_check (kit_item_id, done_on);
create trigger kit_check_only_grows before update or delete or truncate on kit_check for each statement execute function refuse_change();
alter table kit_check enable always trigger kit_check_only_grows;

-- A bay closed, an instructor on leave, kit broken or away for calibration, the centre shut. While it is proposed, it has moved nothing and
-- keeps nothing; once it is in force its resource is reserved for it, or the centre's calendar says shut.
create table outage (
  id            uuid primary key,
  kind          text not null check (kind in ('closure', 'leave', 'breakdown', 'maintenance', 'calibration', 'centre-closure')),
  resource_id   uuid,                        -- null: the whole centre
  resource_kind text,
  during        tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during) and not upper_inf(during)),
  reason        text not null check (length(reason) between 1 and 200),
  state         text not null check (state in ('proposed', 'in-force', 'withdrawn')),
  made_by       uuid not null,
  made_at       timestamptz not null,
  decided_by    uuid,
  decided_at    timestamptz,
  revision      int not null default 1,
  foreign key (resource_id, resource_kind) references resource (id, kind),
  check ((kind = 'centre-closure') = (resource_id is null) and (resource_id is null) = (resource_kind is null)),
  check (case kind when 'closure' then resource_kind = 'bay' when 'leave' then resource_kind = 'instructor' when 'calibration' then resource_kind = 'kit'
    when 'centre-closure' then true else resource_kind in ('bay', 'kit') end),
  check ((state = 'proposed') = (decided_at is null))
);
create index outage_during on outage using gist (during) where state <> 'withdrawn';

create table practice (
  id            uuid primary key,
  provider_id   uuid not null references provider,
  trainee_id    uuid not null,
  bay_id        uuid not null references bay,
  supervisor_id uuid references instructor,   -- null: practised alone
  during        tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  state         text not null check (state in ('booked', 'released')),
  booked_by     uuid not null,
  booked_at     timestamptz not null,
  released_at   timestamptz,
  foreign key (trainee_id, provider_id) references trainee (id, provider_id),
  unique (id, provider_id),
  check ((state = 'released') = (released_at is not null))
);
create index practice_trainee on practice (trainee_id);
create index practice_during on practice using gist (during);
alter table practice enable row level security;
alter table practice force row level security;
create policy own on practice using (
  (select app_scope()) = 'staff'
  or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id()))
  or ((select app_scope()) = 'trainee' and trainee_id = (select app_trainee_id())));

-- The limits of practice, the centre's to set.
alter table centre
  add column practice_hours_a_week int not null default 4 check (practice_hours_a_week between 0 and 40),     -- for each person
  add column practice_lead_hours   int not null default 24 check (practice_lead_hours between 0 and 336),     -- booked at least so long before
  add column practice_days_ahead   int not null default 28 check (practice_days_ahead between 1 and 180);     -- and not longer before than this

alter table reservation
  add column outage_id uuid references outage,
  add column practice_id uuid references practice,
  drop constraint reservation_purpose_check,
  drop constraint reservation_check2,         -- a trainee's time is a place's; or now, practice's
  add constraint reservation_purpose check (purpose in ('session', 'practice', 'closure', 'leave', 'breakdown', 'maintenance', 'calibration')),
  add constraint reservation_for_one check (num_nonnulls(session_id, outage_id, practice_id) = 1 and (practice_id is not null) = (purpose = 'practice')),
  add constraint reservation_of_a_trainee check (case when resource_kind = 'trainee' then (place_id is null) <> (practice_id is null) else place_id is null end),
  add foreign key (practice_id, provider_id) references practice (id, provider_id);
create index reservation_outage on reservation (outage_id) where outage_id is not null;
create index reservation_practice on reservation (practice_id) where practice_id is not null;

-- An instructor's most hours a day and a week hold whoever plans: the row lock orders two who plan the same instructor at once. Deferred, so
-- that a whole cohort can move in one command.
create function instructor_within_hours() returns trigger language plpgsql as $$
declare
  most_day int; most_week int; zone text; monday date; day date; taught numeric;
begin
  if new.resource_kind <> 'instructor' or new.purpose not in ('session', 'practice') then return null; end if;
  select max_minutes_day, max_minutes_week into most_day, most_week from instructor where id = new.resource_id for no key update;
  if most_day is null and most_week is null then return null; end if;
  select time_zone into zone from centre;
  day := (lower(new.during) at time zone zone)::date;
  monday := date_trunc('week', day)::date;
  if most_day is not null then
    taught := taught_minutes(new.resource_id, day, day + 1, zone);
    if taught > most_day then
      raise exception 'instructor % would teach % minutes on %', new.resource_id, taught, day using errcode = 'check_violation', constraint = 'instructor_within_hours';
    end if;
  end if;
  if most_week is not null then
    taught := taught_minutes(new.resource_id, monday, monday + 7, zone);
    if taught > most_week then
      raise exception 'instructor % would teach % minutes from %', new.resource_id, taught, monday using errcode = 'check_violation', constraint = 'instructor_within_hours';
    end if;
  end if;
  return null;
end $$;
-- Of sessions and supervised practice themselves, without the way there.
create function taught_minutes(instructor uuid, first_day date, day_after date, zone text) returns numeric language sql stable as $$
  select coalesce(sum(extract(epoch from upper(w.during) - lower(w.during)) / 60), 0)
  from reservation r
    left join session s on s.id = r.session_id
    left join practice p on p.id = r.practice_id
    cross join lateral (select coalesce(s.during, p.during) as during) w
  where r.resource_id = taught_minutes.instructor and r.during && tstzrange(taught_minutes.first_day::timestamp at time zone zone, taught_minutes.day_after::timestamp at time zone zone)
    and w.during is not null and lower(w.during) >= taught_minutes.first_day::timestamp at time zone zone and lower(w.during) < taught_minutes.day_after::timestamp at time zone zone
$$;
create constraint trigger instructor_within_hours after insert or update of resource_id, during on reservation
  deferrable initially deferred for each row when (new.resource_kind = 'instructor') execute function instructor_within_hours();

-- What is told to instructors, and to whoever practises.
do $$
declare kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'message_kind_check');
begin
  alter table message drop constraint message_kind_check;
  execute 'alter table message add constraint message_kind_check ' || replace(kinds, '''invitation''::text', '''invitation''::text, ''roster-changed''::text, ''practice-booked''::text, ''practice-tomorrow''::text, ''practice-off''::text');
end $$;

grant select, insert, update on bay_kind, outage, practice to fibrecentre_app;
grant select, insert, update, delete on instructor_hours to fibrecentre_app;
grant delete on instructor_qualification to fibrecentre_app;
grant select, insert on kit_check to fibrecentre_app;

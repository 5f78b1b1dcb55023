-- Two colleagues at one form: whoever saves second is shown what the first has saved.
do $$
declare t text;
begin
  foreach t in array array['centre', 'bay_kind', 'bay', 'kit_item', 'instructor'] loop
    execute format('alter table %I add column revision int not null default 1', t);
  end loop;
end $$;

-- And two at the calendar: one changes the hours while the other plans by the ones before. Whoever plans says by which revision of the centre; here, under the
-- lock that shut days are kept by, it is looked whether that still holds. If not the transaction fails as one to be run again, and sees the hours as they are.
-- Whoever changes the hours locks the centre first, and so finds what was planned before.
create or replace function refuse_on_shut_days() returns trigger language plpgsql as $$
declare zone text; revision int; why text;
begin
  select c.time_zone, c.revision into zone, revision from centre c for share;
  if nullif(current_setting('app.hours_seen', true), '')::int <> revision then
    raise exception 'the hours of the centre have changed meanwhile' using errcode = 'serialization_failure';
  end if;
  select s.reason into why from centre_closure s where (lower(new.during) at time zone zone)::date between s.first_day and s.last_day limit 1;
  if why is not null then
    raise exception 'the centre is shut then: %', why using errcode = 'check_violation', constraint = 'centre_is_shut';
  end if;
  return new;
end $$;

-- Which bay a session lost or gained, and when: news of the day on a screen, as another time is. A draft is nobody's news.
create table session_bay_change (
  id         bigint generated always as identity primary key,
  session_id uuid not null references session,
  bay_id     uuid not null references bay,
  came       boolean not null,               -- false: it went
  at         timestamptz not null default now()
);
create index session_bay_change_at on session_bay_change (at);

create function keep_session_bay_change() returns trigger language plpgsql as $$
declare kept reservation := case tg_op when 'DELETE' then old else new end;
begin
  insert into session_bay_change (session_id, bay_id, came)
  select s.id, kept.resource_id, tg_op = 'INSERT' from session s join cohort c on c.id = s.cohort_id where s.id = kept.session_id and c.state not in ('draft', 'cancelled');
  return null;
end $$;
create trigger session_bay_came after insert on reservation for each row when (new.resource_kind = 'bay' and new.session_id is not null) execute function keep_session_bay_change();
create trigger session_bay_went after delete on reservation for each row when (old.resource_kind = 'bay' and old.session_id is not null) execute function keep_session_bay_change();

grant select, insert on session_bay_change to fibrecentre_app;

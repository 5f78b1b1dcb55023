-- The board hears of changes, and screens in the entrance show the day.

-- What changed is said as the Monday of each week it lies in, on the channel 'board'; '*' stands for every week. Nothing else is said:
-- whoever listens reads the board again, as whoever it is. The same week said twice in a transaction is one notice.
create function say_board_changed(during tstzrange) returns void language sql volatile as $$
  select pg_notify('board', to_char(week, 'YYYY-MM-DD'))
  from centre c, generate_series(
    date_trunc('week', lower(during) at time zone c.time_zone),
    date_trunc('week', (upper(during) - interval '1 microsecond') at time zone c.time_zone),
    interval '7 days') week
$$;

create function board_changed() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then perform say_board_changed(old.during); end if;
  if tg_op <> 'DELETE' then perform say_board_changed(new.during); end if;
  return null;
end $$;

create function board_changed_for_cohort() returns trigger language plpgsql as $$
begin
  perform say_board_changed(s.during) from session s where s.cohort_id = new.id;
  return null;
end $$;

create function board_changed_throughout() returns trigger language plpgsql as $$
begin
  perform pg_notify('board', '*');
  return null;
end $$;

-- A row each and with a condition, so that what happens all day costs nothing: a booking writes trainees' reservations and the cohort's
-- counters, and neither starts a function here. It must not, for a second reason: commits that notify wait for one another, and bookings
-- may not. Whoever listens looks at the counters of the weeks it watches instead (decision 19).
create trigger board_hears_of_session after insert or update or delete on session for each row execute function board_changed();
create trigger board_hears_of_new_reservation after insert on reservation for each row when (new.resource_kind <> 'trainee') execute function board_changed();
create trigger board_hears_of_reservation after update or delete on reservation for each row when (old.resource_kind <> 'trainee') execute function board_changed();
create trigger board_hears_of_cohort after update on cohort for each row
  when ((old.state, old.capacity, old.minimum_size, old.code) is distinct from (new.state, new.capacity, new.minimum_size, new.code)) execute function board_changed_for_cohort();

do $$
declare t text;
begin
  foreach t in array array['bay', 'instructor', 'instructor_qualification', 'kit_item', 'centre_closure'] loop
    execute format('create trigger board_hears_of_%s after insert or update or delete on %I for each statement execute function board_changed_throughout()', t, t);
  end loop;
end $$;

-- When a session's time was before it was changed, and when that was: what a screen shows as news of the day. Kept by the database, whatever changes the session.
create table session_change (
  id         bigint generated always as identity primary key,
  session_id uuid not null references session,
  at         timestamptz not null default now(),
  was        tstzrange not null
);
create index session_change_at on session_change (at);

create function keep_session_change() returns trigger language plpgsql as $$
begin
  insert into session_change (session_id, was) values (old.id, old.during);
  return null;
end $$;
create trigger session_change_kept after update on session for each row when (old.during is distinct from new.during) execute function keep_session_change();

-- What is cancelled is news too; that it is, the cohort says.
create function keep_cancelled_sessions() returns trigger language plpgsql as $$
begin
  insert into session_change (session_id, was) select s.id, s.during from session s where s.cohort_id = new.id;
  return null;
end $$;
create trigger cancelled_sessions_kept after update on cohort for each row when (new.state = 'cancelled' and old.state <> 'cancelled') execute function keep_cancelled_sessions();

-- A screen in the entrance. Its address is its credential, as a calendar's is: only the SHA-256 of the token is kept.
create table wall_screen (
  id                uuid primary key,
  name              text not null check (length(name) between 1 and 60),
  token_hash        text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  names_instructors boolean not null,
  made_by           uuid not null,
  made_at           timestamptz not null,
  renewed_at        timestamptz not null,    -- since when its present address counts
  revoked_at        timestamptz,
  last_seen_at      timestamptz
);
alter table wall_screen enable row level security;
alter table wall_screen force row level security;
create policy staff on wall_screen using ((select app_scope()) = 'staff');
create policy holder on wall_screen for select using ((select app_scope()) = 'screen' and token_hash = (select app_secret()) and revoked_at is null);
-- Through a live screen's address, which bays and instructors serve a session, and nothing of trainees, closures or leave.
create policy a_screen on reservation for select using (
  (select app_scope()) = 'screen' and provider_id is null and purpose = 'session' and (select exists (select from wall_screen)));

grant select, insert on session_change to fibrecentre_app;
grant select, insert, update on wall_screen to fibrecentre_app;

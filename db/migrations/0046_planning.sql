-- Drafts of the timetable, and what they pay for. For staff alone.

select set_config('app.scope', 'staff', true);

-- A version of the weights, as it was written; the latest counts, and a run keeps the one it used.
create table planning_weights (
  number               int primary key check (number >= 1),
  finish_early         int not null check (finish_early between 0 and 100),
  lateness             int not null check (lateness between 0 and 500),
  days_on_site         int not null check (days_on_site between 0 and 500),
  gaps                 int not null check (gaps between 0 and 100),
  change_of_bay        int not null check (change_of_bay between 0 and 500),
  change_of_instructor int not null check (change_of_instructor between 0 and 500),
  even_load            int not null check (even_load between 0 and 100),
  moving_announced     int not null check (moving_announced between 0 and 5000),
  made_by              uuid,                  -- null: what a new centre starts with
  made_at              timestamptz not null
);
insert into planning_weights values (1, 2, 20, 30, 1, 10, 20, 1, 1000, null, now());

create table planning_run (
  id          uuid primary key,
  draft_of    uuid not null references planning_run,   -- the first of the drafts of one plan; for that one itself
  asked       jsonb not null,                 -- cohorts wanted, outages, sessions that stay
  weights     int not null references planning_weights,
  seed        int not null,
  seconds     int not null check (seconds between 1 and 60),
  asked_by    uuid not null,
  asked_at    timestamptz not null,
  state       text not null check (state in ('waiting', 'running', 'done', 'stopped', 'failed', 'accepted', 'dropped')),
  started_at  timestamptz,
  finished_at timestamptz,
  stop_asked  boolean not null,
  holder      uuid,                           -- who works on it
  lease_until timestamptz,                    -- and until when nobody else takes it up
  share       double precision not null check (share between 0 and 1),
  cost        bigint,
  unplaced    int check (unplaced >= 0),
  draft       jsonb,                          -- the best so far: sessions, bays and instructors by their ids; no trainee
  fingerprint text,                           -- of the timetable it was read from
  failure     text,
  decided_by  uuid,
  decided_at  timestamptz,
  constraint planning_run_is_held check ((state = 'running') = (holder is not null) and (holder is null) = (lease_until is null)),
  constraint planning_run_is_decided check ((state in ('accepted', 'dropped')) = (decided_at is not null) and (decided_at is null) = (decided_by is null)),
  constraint planning_run_has_a_draft check (state not in ('done', 'stopped', 'accepted') or draft is not null)
);
create unique index one_draft_a_seed on planning_run (draft_of, seed);
create index planning_run_to_do on planning_run (asked_at) where state in ('waiting', 'running');
-- Of all drafts of a plan one is accepted, whoever accepts at once.
create unique index one_draft_accepted on planning_run (draft_of) where state = 'accepted';

do $$
declare t text;
begin
  foreach t in array array['planning_weights', 'planning_run'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy staff on %I using ((select app_scope()) = ''staff'')', t);
  end loop;
end $$;
grant select, insert on planning_weights to fibrecentre_app;
grant select, insert, update on planning_run to fibrecentre_app;

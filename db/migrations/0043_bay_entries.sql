-- What was marked at a bay, under the id that the device gave it: with or without a signal, once or sent again, it is the same entry.

create table bay_entry (
  id             uuid primary key,
  account_id     uuid not null,
  session_id     uuid not null references session,
  place_id       uuid not null,
  provider_id    uuid not null,
  trainee_id     uuid not null,
  attendance     text check (attendance in ('present', 'late', 'absent')),
  unit_code      text,
  criterion_code text,
  outcome        text check (outcome in ('met', 'not-met', 'not-measured')),
  readings       numeric[] not null default '{}',
  note           text check (length(note) <= 2000),
  said_at        timestamptz not null,   -- by the clock of the device
  received_at    timestamptz not null,
  state          text not null check (state in ('applied', 'clash', 'refused', 'settled')),
  why            text check (length(why) <= 400),
  marked_at      timestamptz,            -- of the mark it became
  settled_by     uuid,
  settled_at     timestamptz,
  foreign key (trainee_id, provider_id) references employment (trainee_id, provider_id),
  foreign key (place_id, provider_id) references place (id, provider_id),
  constraint entry_says_one_thing check ((attendance is null) = (unit_code is not null and criterion_code is not null)),
  constraint entry_applied check (state <> 'applied' or marked_at is not null),
  constraint entry_settled check ((state = 'settled') = (settled_at is not null))
);
create index bay_entry_open on bay_entry (session_id) where state in ('clash', 'refused');
create index bay_entry_place on bay_entry (place_id);

alter table bay_entry enable row level security;
alter table bay_entry force row level security;
create policy staff on bay_entry using ((select app_scope()) = 'staff');
grant select, insert, update on bay_entry to fibrecentre_app;

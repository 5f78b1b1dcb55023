-- OTDR traces: which fibre and end each is of, what they say about a criterion, and where an assessor decided otherwise. The files are evidence.

select set_config('app.scope', 'staff', true);

create table trace (
  evidence_id        uuid primary key references evidence,
  fibre              text not null check (length(fibre) between 1 and 60),
  direction          text not null check (direction in ('a-to-b', 'b-to-a')),
  stage              text check (stage in ('before', 'after')),
  connectors         text check (connectors in ('upc', 'apc')),
  true_length_metres numeric check (true_length_metres > 0),
  confirmed_by       uuid not null,
  confirmed_at       timestamptz not null
);

-- Which end a trace was taken from is part of what was signed.
create function trace_stands() returns trigger language plpgsql as $$
begin
  if exists (select from evidence e where e.id = old.evidence_id and e.decision_id is not null) then
    raise exception 'a decision rests on the trace' using errcode = 'check_violation', constraint = 'evidence_stands';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger trace_stands before update or delete on trace for each row execute function trace_stands();
alter table trace enable always trigger trace_stands;

create table trace_finding (
  place_id   uuid not null references place,
  unit_code  text not null,
  criterion  text not null,
  outcome    text not null check (outcome in ('met', 'not-met', 'not-measured')),
  readings   numeric[] not null,
  sentence   text not null check (length(sentence) <= 1000),
  rests_on   text not null,
  found_at   timestamptz not null,
  primary key (place_id, unit_code, criterion)
);

create table trace_override (
  id         bigint generated always as identity primary key,
  attempt_id uuid not null references attempt (id),
  place_id   uuid not null references place,
  unit_code  text not null,
  criterion  text not null,
  proposed   text not null check (proposed in ('met', 'not-met', 'not-measured')),
  decided    text not null check (decided in ('met', 'not-met', 'not-measured')),
  sentence   text not null check (length(sentence) <= 1000),
  reason     text not null check (length(reason) between 1 and 1000),
  by         uuid not null,
  at         timestamptz not null,
  constraint override_decides_otherwise check (proposed <> decided)
);
create index trace_override_attempt on trace_override (attempt_id, criterion);
create trigger trace_override_only_grows before update or delete or truncate on trace_override for each statement execute function refuse_change();
alter table trace_override enable always trigger trace_override_only_grows;

do $$
declare t text;
begin
  foreach t in array array['trace', 'trace_finding', 'trace_override'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy staff on %I using ((select app_scope()) = 'staff')$p$, t);
  end loop;
end $$;
grant select, insert, update, delete on trace, trace_finding to fibrecentre_app;
grant select, insert on trace_override to fibrecentre_app;

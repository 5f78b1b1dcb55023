-- The register, the assessment, the ledger of decisions, the certificates.

create table attendance (
  session_id  uuid not null references session,
  trainee_id  uuid not null,
  provider_id uuid not null,
  place_id    uuid not null,
  mark        text not null check (mark in ('present', 'late', 'absent')),
  marked_by   uuid not null,
  marked_at   timestamptz not null,
  primary key (session_id, trainee_id),
  foreign key (trainee_id, provider_id) references trainee (id, provider_id),
  foreign key (place_id, provider_id) references place (id, provider_id)
);

create table attempt (
  id                uuid primary key,
  provider_id       uuid not null,
  trainee_id        uuid not null,
  place_id          uuid not null,
  cohort_id         uuid not null references cohort,
  course_version_id uuid not null references course_version,
  unit_code         text not null,
  number            int not null check (number between 1 and 3),
  started_by        uuid not null,
  started_at        timestamptz not null,
  decided_at        timestamptz,
  unique (place_id, unit_code, number),
  unique (id, provider_id),
  foreign key (trainee_id, provider_id) references trainee (id, provider_id),
  foreign key (place_id, provider_id) references place (id, provider_id)
);
create unique index attempt_one_open on attempt (place_id, unit_code) where decided_at is null;

create table criterion_mark (
  attempt_id     uuid not null,
  criterion_code text not null,
  provider_id    uuid not null,
  outcome        text not null check (outcome in ('met', 'not-met', 'not-measured')),
  readings       numeric[] not null default '{}',
  note           text check (length(note) <= 2000),
  marked_by      uuid not null,
  marked_at      timestamptz not null,
  primary key (attempt_id, criterion_code),
  foreign key (attempt_id, provider_id) references attempt (id, provider_id)
);

-- The ledger. Each entry carries the hash of the one before it, so that a change, a removal or a new order shows.
-- Personal data stays outside: the entry names the trainee by id, and its free text only by a salted hash.
create table ledger_entry (
  number         bigint primary key check (number >= 1),
  id             uuid not null unique,
  kind           text not null check (kind in ('decision', 'countersignature', 'certificate', 'revocation')),
  provider_id    uuid not null references provider,
  trainee_id     uuid not null,
  attempt_id     uuid,
  decision_id    uuid references ledger_entry (id),   -- what a countersignature speaks of
  signed_by      uuid not null,
  decision_by    uuid,                                -- whose decision is countersigned
  signed_at      timestamptz not null,
  content        text not null,                       -- canonical JSON, the very text that was hashed
  previous_hash  bytea not null check (length(previous_hash) = 32),
  hash           bytea not null unique check (length(hash) = 32),
  foreign key (attempt_id, provider_id) references attempt (id, provider_id),
  check ((kind = 'decision') = (attempt_id is not null)),
  check ((kind = 'countersignature') = (decision_id is not null)),
  check ((kind = 'countersignature') = (decision_by is not null)),
  constraint countersigned_by_somebody_else check (signed_by <> decision_by),
  unique (id, signed_by)
);
alter table ledger_entry add foreign key (decision_id, decision_by) references ledger_entry (id, signed_by);
create unique index one_decision_an_attempt on ledger_entry (attempt_id) where kind = 'decision';
create unique index one_countersignature on ledger_entry (decision_id) where kind = 'countersignature';
create index ledger_trainee on ledger_entry (trainee_id, number);
create trigger ledger_only_grows before update or delete or truncate on ledger_entry for each statement execute function refuse_change();
alter table ledger_entry enable always trigger ledger_only_grows;

-- The one row everybody who signs locks: no two entries can follow the same one.
create table ledger_head (
  id     int primary key default 1 check (id = 1),
  number bigint not null,
  hash   bytea not null check (length(hash) = 32)
);
insert into ledger_head values (1, 0, decode(repeat('00', 32), 'hex'));

-- What the assessor wrote to the trainee. Personal, so it stands outside the ledger, which keeps its salted hash: erased, it
-- still cannot be replaced by something else.
create table decision_feedback (
  decision_id uuid primary key references ledger_entry (id),
  provider_id uuid not null,
  trainee_id  uuid not null,
  feedback    text not null check (length(feedback) between 1 and 4000),
  salt        bytea not null check (length(salt) = 16),
  foreign key (trainee_id, provider_id) references trainee (id, provider_id)
);

create sequence certificate_number;

create table certificate (
  id                uuid primary key,
  number            text not null unique,
  public_id         text not null unique check (length(public_id) >= 22),   -- 128 random bits or more
  provider_id       uuid not null,
  trainee_id        uuid not null,
  place_id          uuid not null,
  course_code       text not null references course,
  course_version_id uuid not null references course_version,
  course_title      text not null,
  holder_name       text not null,
  achieved_on       date not null,
  issued_at         timestamptz not null,
  expires_on        date,                 -- last day it counts; null: does not expire
  ledger_entry_id   uuid not null references ledger_entry (id),
  revoked_at        timestamptz,
  revocation_reason text,
  check ((revoked_at is null) = (revocation_reason is null)),
  unique (place_id),
  foreign key (trainee_id, provider_id) references trainee (id, provider_id),
  foreign key (place_id, provider_id) references place (id, provider_id)
);
create index certificate_trainee on certificate (trainee_id, course_code);

do $$
declare t text;
begin
  foreach t in array array['attendance', 'attempt', 'ledger_entry', 'decision_feedback', 'certificate'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (
      (select app_scope()) = 'staff'
      or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id()))
      or ((select app_scope()) = 'trainee' and trainee_id = (select app_trainee_id())))$p$, t);
  end loop;
end $$;
-- Marks and internal notes of an assessment are the centre's until a decision is signed.
alter table criterion_mark enable row level security;
alter table criterion_mark force row level security;
create policy staff on criterion_mark using ((select app_scope()) = 'staff');
-- Anyone who holds a certificate's address may check that one certificate.
create policy holder on certificate for select using ((select app_scope()) = 'public' and public_id = (select app_secret()));

grant select, insert, update on attendance, attempt, certificate to fibrecentre_app;
grant select, insert, update, delete on criterion_mark to fibrecentre_app;
grant select, insert on ledger_entry, decision_feedback to fibrecentre_app;
grant select, update on ledger_head to fibrecentre_app;
grant usage on sequence certificate_number to fibrecentre_app;


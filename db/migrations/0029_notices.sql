-- The centre's own words, when and of what people are reminded, and how a trainee wants to be told.

-- Null rows would be the product's own words: only what the centre has changed is here.
create table wording (
  kind       text primary key,
  subject    text not null check (length(subject) between 1 and 200),
  body       text not null check (length(body) between 1 and 8000),
  revision   int not null default 1,
  changed_by uuid not null,
  changed_at timestamptz not null
);

-- A reminder is due so many days before (after, where negative) what it is about, at a time on the centre's clocks.
create table reminder_rule (
  id          int generated always as identity primary key,
  kind        text not null check (kind in ('reminder', 'joining', 'certificate-expiring', 'assessment-outstanding', 'check-due')),
  days_before int not null check (days_before between -60 and 365),
  at          time not null,
  enabled     boolean not null default true,
  revision    int not null default 1
);
create unique index reminder_rule_once on reminder_rule (kind, days_before);
insert into reminder_rule (kind, days_before, at) values
  ('joining', 7, '08:00'), ('reminder', 1, '08:00'),
  ('certificate-expiring', 90, '08:00'), ('certificate-expiring', 60, '08:00'), ('certificate-expiring', 30, '08:00'),
  ('assessment-outstanding', -1, '08:00'), ('check-due', 30, '08:00'), ('check-due', 7, '08:00');

alter table trainee add column told_by text not null default 'invitations' check (told_by in ('invitations', 'feed'));

-- What concerns a trainee is about a place, or about something of the trainee's own, such as a certificate.
alter table message
  drop constraint message_about,
  add constraint message_about check (case when trainee_id is null then place_id is null and subject_id is not null else (place_id is null) <> (subject_id is null) end);

do $$
declare kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'message_kind_check');
begin
  alter table message drop constraint message_kind_check;
  execute 'alter table message add constraint message_kind_check ' || replace(kinds, '''invitation''::text', '''invitation''::text, ''overview''::text, ''joining''::text, ''certificate-expiring''::text, ''assessment-outstanding''::text, ''check-due''::text');
end $$;

-- Somebody's letters, newest first, whatever they were about.
create index message_trainee on message (trainee_id, id desc) where trainee_id is not null;
create index message_account on message (account_id, id desc) where account_id is not null;

grant select on wording, reminder_rule to fibrecentre_app;
grant insert, update, delete on wording, reminder_rule to fibrecentre_app;

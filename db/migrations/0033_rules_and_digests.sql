-- Warnings before a hold or an offer ends, before names are due and of practice are written by rules too; and the centre's own people can have one digest a day.

select set_config('app.scope', 'staff', true);

alter table reminder_rule
  alter column days_before drop not null,
  alter column at drop not null,
  add column hours_before int check (hours_before between 1 and 168),
  drop constraint reminder_rule_kind_check,
  add constraint reminder_rule_kind_check check (kind in (
    'reminder', 'joining', 'certificate-expiring', 'assessment-outstanding', 'check-due', 'hold-ending', 'offer-ending', 'names-due', 'practice-tomorrow', 'digest')),
  -- What ends at a moment is warned of by hours; what is about a day, at an hour of a day.
  add constraint reminder_rule_when check (case when kind in ('hold-ending', 'offer-ending') then hours_before is not null and days_before is null and at is null
    else hours_before is null and days_before is not null and at is not null end),
  add constraint digest_every_day check (kind <> 'digest' or days_before = 0);
create unique index reminder_rule_once_by_hours on reminder_rule (kind, hours_before);
insert into reminder_rule (kind, days_before, at, hours_before) values
  ('hold-ending', null, null, 24), ('offer-ending', null, null, 3), ('names-due', 2, '08:00', null), ('practice-tomorrow', 1, '08:00', null), ('digest', 0, '08:15', null);

-- What waits is written anew by the rules, at their moment; what was told is known by its new key, so that it is not told again.
insert into message (kind, key, provider_id, account_id, subject_id, due_at, message_id, created_at, state, note, finished_at)
select m.kind, replace(m.subject_id::text, '-', '') || '/' || replace(m.account_id::text, '-', '') || '/' || to_char(e.at at time zone 'UTC', 'YYYYMMDD"T"HH24MI') || '/' || r.id || '/' || r.kind,
  m.provider_id, m.account_id, m.subject_id, m.due_at, replace(gen_random_uuid()::text, '-', ''), m.created_at, 'skipped', 'It was told before.', m.finished_at
from message m join reminder_rule r on r.kind = m.kind join booking b on b.id = m.subject_id join cohort c on c.id = b.cohort_id
  cross join lateral (select case m.kind when 'names-due' then c.names_due_at else b.held_until end) e (at)
where m.kind in ('hold-ending', 'offer-ending', 'names-due') and m.state = 'sent' and e.at > now()
on conflict (key) do nothing;
delete from message where kind in ('hold-ending', 'offer-ending', 'names-due', 'practice-tomorrow') and state = 'pending';

do $$
declare kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'message_kind_check');
begin
  alter table message drop constraint message_kind_check;
  execute 'alter table message add constraint message_kind_check ' || replace(kinds, '''invitation''::text', '''invitation''::text, ''digest''::text');
end $$;

create table notice_preference (
  account_id uuid primary key,
  digest     boolean not null
);
grant select, insert, update on notice_preference to fibrecentre_app;

-- The digest that tells of it.
alter table message add column digest_id bigint references message;
create index message_digest on message (digest_id) where digest_id is not null;

-- What can wait for the next morning: nothing that tells somebody to be somewhere else.
create function waits_for_digest(kind text, account_id uuid) returns boolean stable language sql
  return kind in ('decision-due', 'assessment-outstanding', 'check-due')
    and exists (select from notice_preference p where p.account_id = waits_for_digest.account_id and p.digest)
    and exists (select from reminder_rule r where r.kind = 'digest' and r.enabled);

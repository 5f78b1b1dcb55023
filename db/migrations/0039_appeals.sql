-- Appeals against decisions: made by the trainee or the provider, decided by a quality assurer who had no part in it, in a line of the ledger.

select set_config('app.scope', 'staff', true);

-- Working days of the centre in which a decision can be contested: its own default, to be changed.
alter table centre add column appeal_days int not null default 20 check (appeal_days between 0 and 120);

create table appeal (
  id              uuid primary key,
  decision_id     uuid not null,
  provider_id     uuid not null,
  trainee_id      uuid not null,
  decision_by     uuid not null,
  made_as         text not null check (made_as in ('trainee', 'provider')),
  made_by         uuid not null,
  made_at         timestamptz not null,
  reasons         text check (length(reasons) between 1 and 4000),
  taken_by        uuid,
  taken_at        timestamptz,
  outcome         text check (outcome in ('upheld', 'dismissed')),
  ended_at        timestamptz,
  ledger_entry_id uuid references ledger_entry (id),
  constraint appeal_once_each unique (decision_id, made_as),
  constraint appeal_decided_by_somebody_else check (taken_by <> decision_by and taken_by <> made_by),
  check ((taken_by is null) = (taken_at is null)),
  check (num_nonnulls(outcome, ended_at, ledger_entry_id) in (0, 3)),
  check (outcome is null or taken_by is not null),
  foreign key (decision_id, decision_by) references ledger_entry (id, signed_by),
  foreign key (decision_id, trainee_id) references ledger_entry (id, trainee_id),
  foreign key (trainee_id, provider_id) references employment (trainee_id, provider_id)
);
create unique index appeal_one_open on appeal (decision_id) where outcome is null;
create index appeal_provider on appeal (provider_id, made_at desc);

alter table appeal enable row level security;
alter table appeal force row level security;
create policy own on appeal using (
  (select app_scope()) = 'staff'
  or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id()))
  or ((select app_scope()) = 'trainee' and trainee_id = (select app_trainee_id())));
grant select, insert, update on appeal to fibrecentre_app;

-- Whoever had a part in a decision does not decide an appeal against it. What was said stays; taken and ended it is once.
create function appeal_keeps() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' and num_nonnulls(new.taken_by, new.outcome) > 0 then
    raise exception 'an appeal begins with nobody' using errcode = 'check_violation', constraint = 'appeal_keeps';
  end if;
  if tg_op = 'UPDATE' and (
      row(new.id, new.decision_id, new.provider_id, new.trainee_id, new.decision_by, new.made_as, new.made_by, new.made_at) is distinct from row(old.id, old.decision_id, old.provider_id, old.trainee_id, old.decision_by, old.made_as, old.made_by, old.made_at)
      or new.reasons <> old.reasons or (old.reasons is null and new.reasons is not null)
      or (old.taken_by is not null and row(new.taken_by, new.taken_at) is distinct from row(old.taken_by, old.taken_at))
      or (old.outcome is not null and row(new.outcome, new.ended_at, new.ledger_entry_id) is distinct from row(old.outcome, old.ended_at, old.ledger_entry_id))
      or (new.outcome is not null and not exists (select from ledger_entry e where e.id = new.ledger_entry_id and e.kind = 'appeal' and e.decision_id = new.decision_id and e.signed_by = new.taken_by and e.content::jsonb ->> 'outcome' = new.outcome))) then
    raise exception 'appeal % stays as it is', old.id using errcode = 'check_violation', constraint = 'appeal_keeps';
  end if;
  if new.taken_by is not null and (
      exists (select from ledger_entry c where c.decision_id = new.decision_id and c.kind = 'countersignature' and c.signed_by = new.taken_by)
      or exists (select from quality_review r where r.decision_id = new.decision_id and r.said_by = new.taken_by)
      or exists (select from identity.account a where a.id = new.taken_by and a.trainee_id = new.trainee_id)) then
    raise exception 'whoever had a part in a decision does not decide an appeal against it' using errcode = 'check_violation', constraint = 'appeal_decided_by_somebody_else';
  end if;
  return new;
end $$;
create trigger appeal_keeps before insert or update on appeal for each row execute function appeal_keeps();
create trigger appeal_stays before delete or truncate on appeal for each statement execute function refuse_change();
alter table appeal enable always trigger appeal_keeps;
alter table appeal enable always trigger appeal_stays;

-- Nor does whoever decides an appeal review the decision afterwards.
create function refuse_the_appeals_judge() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.kind <> 'answered' and exists (select from appeal a where a.decision_id = new.decision_id and a.taken_by = new.said_by) then
    raise exception 'whoever decides an appeal does not review the decision' using errcode = 'check_violation', constraint = 'reviewed_by_somebody_else';
  end if;
  return new;
end $$;
create trigger refuse_the_appeals_judge before insert on quality_review for each row execute function refuse_the_appeals_judge();
alter table quality_review enable always trigger refuse_the_appeals_judge;

-- How an appeal ends is a line of the ledger; it takes somebody who has taken the appeal, and who countersigns the decision no more.
alter table ledger_entry
  drop constraint ledger_entry_kind_check,
  add constraint ledger_entry_kind_check check (kind in ('decision', 'countersignature', 'certificate', 'revocation', 'correction', 'appeal')),
  drop constraint speaks_of_a_decision,
  add constraint speaks_of_a_decision check ((kind in ('countersignature', 'correction', 'appeal')) = (decision_id is not null) and (decision_id is null) = (decision_by is null));
create function refuse_appeals_line() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.kind = 'appeal' and not exists (select from appeal a where a.decision_id = new.decision_id and a.taken_by = new.signed_by and a.outcome is null) then
    raise exception 'there is no open appeal that this person has taken' using errcode = 'check_violation', constraint = 'appeal_line_of_its_judge';
  end if;
  if new.kind = 'countersignature' and exists (select from appeal a where a.decision_id = new.decision_id and a.taken_by = new.signed_by) then
    raise exception 'whoever decides an appeal does not countersign the decision' using errcode = 'check_violation', constraint = 'reviewer_does_not_countersign';
  end if;
  return new;
end $$;
create trigger appeal_line_of_its_judge before insert on ledger_entry for each row execute function refuse_appeals_line();
alter table ledger_entry enable always trigger appeal_line_of_its_judge;

do $$
declare kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'message_kind_check');
begin
  alter table message drop constraint message_kind_check;
  execute 'alter table message add constraint message_kind_check ' || replace(kinds, '''invitation''::text', '''invitation''::text, ''appeal-made''::text, ''appeal-ended''::text');
end $$;

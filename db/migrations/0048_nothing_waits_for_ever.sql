-- What waits for one person goes on without them: a question that its assessor has not answered for a week, and an appeal whose quality assurer is away.

-- As before, but that after a week without an answer something else may be said.
create or replace function refuse_review() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare last text := (select r.kind from quality_review r where r.decision_id = new.decision_id order by r.step desc limit 1);
  last_at timestamptz := (select r.at from quality_review r where r.decision_id = new.decision_id order by r.step desc limit 1);
  steps int := (select count(*) from quality_review r where r.decision_id = new.decision_id);
begin
  if new.kind <> 'answered' and (
      exists (select from ledger_entry c where c.decision_id = new.decision_id and c.kind = 'countersignature' and c.signed_by = new.said_by)
      or exists (select from ledger_entry d join identity.account a on a.trainee_id = d.trainee_id where d.id = new.decision_id and a.id = new.said_by)) then
    raise exception 'nobody reviews their own signature or their own assessment' using errcode = 'check_violation', constraint = 'reviewed_by_somebody_else';
  end if;
  if new.step <> steps + 1 or last in ('agreed', 'overturned') or (new.kind = 'answered' and last is distinct from 'queried')
      or (new.kind <> 'answered' and last = 'queried' and new.at < last_at + interval '7 days') then
    raise exception 'step % of the review does not follow', new.step using errcode = 'check_violation', constraint = 'review_follows';
  end if;
  return new;
end $$;

-- As before, but that a day after it was taken an appeal may pass to another quality assurer, until it ends; ended, and in the act of ending, it stays with who has it.
create or replace function appeal_keeps() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' and num_nonnulls(new.taken_by, new.outcome) > 0 then
    raise exception 'an appeal begins with nobody' using errcode = 'check_violation', constraint = 'appeal_keeps';
  end if;
  if tg_op = 'UPDATE' and (
      row(new.id, new.decision_id, new.provider_id, new.trainee_id, new.decision_by, new.made_as, new.made_by, new.made_at) is distinct from row(old.id, old.decision_id, old.provider_id, old.trainee_id, old.decision_by, old.made_as, old.made_by, old.made_at)
      or new.reasons <> old.reasons or (old.reasons is null and new.reasons is not null)
      or (old.taken_by is not null and row(new.taken_by, new.taken_at) is distinct from row(old.taken_by, old.taken_at) and (new.taken_by is null or old.outcome is not null or new.outcome is not null or new.taken_at < old.taken_at + interval '1 day'))
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

do $$
declare kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'message_kind_check');
begin
  alter table message drop constraint message_kind_check;
  execute 'alter table message add constraint message_kind_check ' || replace(kinds, '''invitation''::text', '''invitation''::text, ''appeal-to-decide''::text');
end $$;

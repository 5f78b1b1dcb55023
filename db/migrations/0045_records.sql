-- What of a person goes when it is asked for, and what of everybody goes with time.

select set_config('app.scope', 'staff', true);

alter table trainee add column erased_at timestamptz;

create table retention_class (
  code       text primary key,
  months     int not null check (months between 1 and 240),
  revision   int not null default 0,
  changed_at timestamptz
);
insert into retention_class (code, months) values
  ('messages', 24), ('answers', 24), ('deliveries', 3), ('entries', 3), ('notes', 72), ('outside-certificates', 72), ('people', 84);
grant select, update on retention_class to fibrecentre_app;
grant delete on declaration, outside_certificate, waiting_engineer, message, invitation, invitation_reply, calendar_feed, bay_entry, ledger_text, webhook_delivery, idempotency_key to fibrecentre_app;
grant update on waiting_pass, engineer_import_row, employment, criterion_mark to fibrecentre_app;
grant delete on identity.account, identity.account_claim, identity.account_login, identity.account_token, identity.api_key, notice_preference to fibrecentre_app;

-- As before, but for the words beside it, once the person is erased.
create or replace function certificate_keeps() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if row(new.id, new.number, new.public_id, new.provider_id, new.trainee_id, new.place_id, new.course_code, new.course_version_id, new.course_title, new.achieved_on, new.issued_at, new.ends_on, new.ledger_entry_id, new.status_index)
      is distinct from row(old.id, old.number, old.public_id, old.provider_id, old.trainee_id, old.place_id, old.course_code, old.course_version_id, old.course_title, old.achieved_on, old.issued_at, old.ends_on, old.ledger_entry_id, old.status_index)
    or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
    or (old.revoked_at is not null and new.revocation_reason is distinct from old.revocation_reason and not exists (select from trainee t where t.id = old.trainee_id and t.erased_at is not null)) then
    raise exception 'certificate % stays as it was issued', old.number using errcode = 'check_violation', constraint = 'certificate_keeps';
  end if;
  return new;
end $$;

-- Evidence of an erased person: what it was stays by its hash, what it showed and who said what goes; the file goes with the next sweep.
alter table evidence add column erased_at timestamptz;
create or replace function evidence_stands() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare words text[] := '{caption,witness,witness_role,words,salt,withdrawn_because,erased_at}';
begin
  if new.erased_at is not null and exists (select from trainee t where t.id = old.trainee_id and t.erased_at is not null) and to_jsonb(new) - words = to_jsonb(old) - words then
    return new;
  end if;
  if old.decision_id is not null or old.withdrawn_at is not null
     or to_jsonb(new) - '{withdrawn_by,withdrawn_at,withdrawn_because,decision_id}'::text[] <> to_jsonb(old) - '{withdrawn_by,withdrawn_at,withdrawn_because,decision_id}'::text[] then
    raise exception 'evidence stands as it is' using errcode = 'check_violation', constraint = 'evidence_stands';
  end if;
  return new;
end $$;

-- What was found and decided stays as it is; the words of it go with the person they are about.
create function override_keeps() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if to_jsonb(new) - '{sentence,reason}'::text[] <> to_jsonb(old) - '{sentence,reason}'::text[] or row(new.sentence, new.reason) is distinct from row('Erased', 'Erased')
      or not exists (select from place p join trainee t on t.id = p.trainee_id where p.id = old.place_id and t.erased_at is not null) then
    raise exception 'an override is not edited' using errcode = 'check_violation', constraint = 'override_keeps';
  end if;
  return new;
end $$;
drop trigger trace_override_only_grows on trace_override;
create trigger trace_override_only_grows before delete or truncate on trace_override for each statement execute function refuse_change();
create trigger override_keeps before update on trace_override for each row execute function override_keeps();
alter table trace_override enable always trigger trace_override_only_grows;
alter table trace_override enable always trigger override_keeps;
grant update (sentence, reason) on trace_override to fibrecentre_app;
grant delete on trace_finding to fibrecentre_app;

-- A review keeps its step and its kind; its words go with the person they are about.
create function review_keeps() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if to_jsonb(new) - 'words' <> to_jsonb(old) - 'words' or new.words is distinct from 'Erased'
      or not exists (select from ledger_entry e join trainee t on t.id = e.trainee_id where e.id = old.decision_id and t.erased_at is not null) then
    raise exception 'a review is not edited' using errcode = 'check_violation', constraint = 'review_keeps';
  end if;
  return new;
end $$;
drop trigger quality_review_only_grows on quality_review;
create trigger quality_review_only_grows before delete or truncate on quality_review for each statement execute function refuse_change();
create trigger review_keeps before update on quality_review for each row execute function review_keeps();
alter table quality_review enable always trigger quality_review_only_grows;
alter table quality_review enable always trigger review_keeps;
grant update (words) on quality_review to fibrecentre_app;

-- Words beside the ledger go with the person they are about, and not otherwise, whatever the product believes.
create function words_stay() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select from trainee t where t.id = old.trainee_id and t.erased_at is not null) then
    raise exception 'words beside the ledger stay' using errcode = 'insufficient_privilege';
  end if;
  return old;
end $$;
create trigger words_stay before delete on ledger_text for each row execute function words_stay();

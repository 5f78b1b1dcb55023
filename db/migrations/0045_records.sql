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
grant update, delete on declaration, outside_certificate, waiting_engineer, waiting_pass, engineer_import_row, message, invitation, invitation_reply, calendar_feed, bay_entry, ledger_text, webhook_delivery, idempotency_key, certificate, employment, criterion_mark to fibrecentre_app;
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

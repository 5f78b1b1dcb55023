-- A certificate is what was issued: what follows from others, and that it was revoked, may be written beside it once; nothing else changes, whoever writes.
create function certificate_keeps() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if row(new.id, new.number, new.public_id, new.provider_id, new.trainee_id, new.place_id, new.course_code, new.course_version_id, new.course_title, new.achieved_on, new.issued_at, new.ends_on, new.ledger_entry_id, new.status_index)
      is distinct from row(old.id, old.number, old.public_id, old.provider_id, old.trainee_id, old.place_id, old.course_code, old.course_version_id, old.course_title, old.achieved_on, old.issued_at, old.ends_on, old.ledger_entry_id, old.status_index)
    or (old.revoked_at is not null and row(new.revoked_at, new.revocation_reason) is distinct from row(old.revoked_at, old.revocation_reason)) then
    raise exception 'certificate % stays as it was issued', old.number using errcode = 'check_violation', constraint = 'certificate_keeps';
  end if;
  return new;
end $$;
create trigger certificate_keeps before update on certificate for each row execute function certificate_keeps();
alter table certificate enable always trigger certificate_keeps;

-- No table of somebody's own, by the same name, stands before the real one.
alter function follow_the_head() set search_path = pg_catalog, public, pg_temp;
alter function head_goes_to_the_next_line() set search_path = pg_catalog, public, pg_temp;

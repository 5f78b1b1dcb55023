-- Who employs whom, and who did; certificates from elsewhere and whether the centre has looked at them.

-- Row-level security binds the owner too; what is filled in below is everybody's.
select set_config('app.scope', 'staff', true);

-- ---- Employment: what everything a provider owned of a person refers to, so that the person can go and the history stays ----

alter table trainee add column moved_at timestamptz;   -- when the employer of today took over from another

create table employment (
  trainee_id         uuid not null references trainee,
  provider_id        uuid not null references provider,
  given_name         text not null,          -- as this provider knows or knew the person
  family_name        text not null,
  email              citext not null,
  employee_reference text,
  since              timestamptz not null,
  until              timestamptz,            -- null while it lasts
  primary key (trainee_id, provider_id)
);
create unique index employment_one_at_a_time on employment (trainee_id) where until is null;
insert into employment select id, provider_id, given_name, family_name, email, employee_reference, created_at, null from trainee;

-- Follows the person, whoever writes it: a name changes for the employer of today only; who comes back has the same row again.
create function keep_employment() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.provider_id <> old.provider_id then
    update employment set until = new.moved_at where trainee_id = new.id and until is null;
  end if;
  insert into employment (trainee_id, provider_id, given_name, family_name, email, employee_reference, since)
  values (new.id, new.provider_id, new.given_name, new.family_name, new.email, new.employee_reference, coalesce(new.moved_at, new.created_at))
  on conflict (trainee_id, provider_id) do update set
    given_name = excluded.given_name, family_name = excluded.family_name, email = excluded.email, employee_reference = excluded.employee_reference,
    since = case when employment.until is null then employment.since else excluded.since end, until = null;
  return null;
end $$;
create trigger employment_follows after insert or update of provider_id, given_name, family_name, email, employee_reference on trainee
  for each row execute function keep_employment();

alter table trainee add constraint trainee_move_has_a_moment check (moved_at is null or moved_at >= created_at);

-- Every table that names a provider's person names the employment instead, whichever tables there are by now.
do $$
declare r record;
begin
  for r in
    select c.conname, c.conrelid::regclass as of_table,
      (select a.attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]) as one,
      (select a.attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[2]) as other
    from pg_constraint c where c.contype = 'f' and c.confrelid = 'trainee'::regclass and cardinality(c.conkey) = 2
  loop
    if (r.one, r.other) is distinct from ('trainee_id'::name, 'provider_id'::name) then
      raise exception 'the reference % of % is not (trainee_id, provider_id)', r.conname, r.of_table;
    end if;
    execute format('alter table %s drop constraint %I', r.of_table, r.conname);
    execute format('alter table %s add constraint %I foreign key (trainee_id, provider_id) references employment (trainee_id, provider_id)', r.of_table, r.conname);
  end loop;
end $$;

-- A place is for somebody whom its provider employs now. The lock on the person's key orders booking and moving.
create function refuse_former_employee() returns trigger language plpgsql as $$
begin
  perform from trainee t where t.id = new.trainee_id and t.provider_id = new.provider_id for key share;
  if not found then
    raise exception 'the engineer is not employed by this provider' using errcode = 'foreign_key_violation', constraint = 'place_of_an_employee';
  end if;
  return null;
end $$;
create trigger place_of_an_employee after insert on place for each row when (new.trainee_id is not null) execute function refuse_former_employee();
create trigger place_renamed_to_an_employee after update of trainee_id on place for each row
  when (new.trainee_id is not null and new.trainee_id is distinct from old.trainee_id) execute function refuse_former_employee();

-- What of a provider's history hangs on each of these people, but for declarations and certificates from elsewhere, which are the person's own record.
create function what_depends_on(people uuid[]) returns table (person uuid, what text) language plpgsql stable as $$
declare r record;
begin
  for r in
    select c.conrelid::regclass as of_table, rel.relname
    from pg_constraint c join pg_class rel on rel.oid = c.conrelid
    where c.contype = 'f' and c.confrelid = 'employment'::regclass and rel.relname not in ('declaration', 'outside_certificate')
    order by rel.relname
  loop
    return query execute format('select distinct d.trainee_id, %L::text from %s d where d.trainee_id = any ($1)', r.relname, r.of_table) using people;
  end loop;
end $$;

alter table employment enable row level security;
alter table employment force row level security;
create policy own on employment using (
    (select app_scope()) = 'staff'
    or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id()))
    or ((select app_scope()) = 'trainee' and trainee_id = (select app_trainee_id())))
  with check (
    (select app_scope()) = 'staff'
    or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id())
        and exists (select from trainee t where t.id = employment.trainee_id and t.provider_id = employment.provider_id)));
grant select, insert, update, delete on employment to fibrecentre_app;

-- The employer of today sees what its people have earned before.
create policy current_employer on certificate for select using (
  (select app_scope()) = 'provider'
  and exists (select from trainee t where t.id = certificate.trainee_id and t.provider_id = (select app_provider_id())));

-- ---- Certificates from elsewhere ----

alter table outside_certificate
  add column state text not null default 'unverified' check (state in ('unverified', 'verified', 'rejected')),
  add column recorded_at timestamptz,
  add column recorded_by uuid,
  add column checked_by uuid,
  add column checked_at timestamptz,
  add column rejection_reason text check (length(rejection_reason) between 1 and 400),
  add check ((checked_at is null) = (checked_by is null)),
  add check ((state = 'unverified') = (checked_at is null)),
  add check ((state = 'rejected') = (rejection_reason is not null));
create index outside_certificate_unverified on outside_certificate (id) where state = 'unverified';
create index outside_certificate_trainee on outside_certificate (trainee_id);

-- The three roles, cluster-wide and idempotent. Nobody signs in as one of them: logins are granted them.
--   fibrecentre_owner   owns every object; migrations run as it
--   fibrecentre_app     the running product; owns nothing, cannot bypass row-level security
--   fibrecentre_backup  reads everything for pg_dump (row-level security would hide rows from a dump)
do $$
begin
  -- Roles are the cluster's, and no lock reaches across databases: of two that are set up at once, the second finds the role there.
  if not exists (select from pg_roles where rolname = 'fibrecentre_owner') then
    begin
      create role fibrecentre_owner nologin nosuperuser nobypassrls;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not exists (select from pg_roles where rolname = 'fibrecentre_app') then
    begin
      create role fibrecentre_app nologin nosuperuser nobypassrls;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not exists (select from pg_roles where rolname = 'fibrecentre_backup') then
    begin
      create role fibrecentre_backup nologin bypassrls;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then raise notice 'fibrecentre_backup needs a superuser to be created; backups need it';
    end;
  end if;
  -- A superuser may become any role; who is a member already needs, and can give, nothing more.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    if not pg_has_role(current_user, 'fibrecentre_owner', 'member') then execute format('grant fibrecentre_owner to %I', current_user); end if;
    if not pg_has_role(current_user, 'fibrecentre_app', 'member') then execute format('grant fibrecentre_app to %I', current_user); end if;
  end if;
  -- Whoever may not give these has had them given by the administrator who ran this file before.
  if not (has_database_privilege('fibrecentre_owner', current_database(), 'create') and has_schema_privilege('fibrecentre_owner', 'public', 'create')) then
    execute format('grant create, connect on database %I to fibrecentre_owner', current_database());
    execute 'grant create, usage on schema public to fibrecentre_owner';
  end if;
end $$;

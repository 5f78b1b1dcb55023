-- What a dump has to read. The role is missing where no superuser was to be had; a backup is then the platform's own affair.
do $$
begin
  if exists (select from pg_roles where rolname = 'fibrecentre_backup') then
    grant usage on schema public, identity, quartz to fibrecentre_backup;
    grant select on all tables in schema public, identity to fibrecentre_backup;
    grant select on all sequences in schema public, identity to fibrecentre_backup;
    alter default privileges for role fibrecentre_owner in schema public, identity, quartz grant select on tables to fibrecentre_backup;
    alter default privileges for role fibrecentre_owner in schema public, identity, quartz grant select on sequences to fibrecentre_backup;
  end if;
end $$;

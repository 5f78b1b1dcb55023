-- The scheduler's own tables live in a schema of their own. It makes them itself, once, when the migrations run; here is who may use them.
create schema quartz;
grant usage on schema quartz to fibrecentre_app;
alter default privileges for role fibrecentre_owner in schema quartz grant select, insert, update, delete on tables to fibrecentre_app;

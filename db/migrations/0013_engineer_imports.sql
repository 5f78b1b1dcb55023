-- Files of engineers: looked at, imported row by row, undone while nothing depends on them.

create table engineer_import (
  id           uuid primary key,
  provider_id  uuid not null references provider,
  file_name    text not null check (length(file_name) between 1 and 200),
  delimiter    text not null check (delimiter in (',', ';', e'\t')),
  header       text not null,                -- the first line as it stood in the file
  state        text not null check (state in ('preview', 'importing', 'imported', 'partly-undone', 'undone')),
  row_count    int not null check (row_count between 1 and 5000),
  rows_done    int not null default 0 check (rows_done between 0 and row_count),
  made_by      uuid not null,
  made_at      timestamptz not null,
  confirmed_at timestamptz,
  finished_at  timestamptz,
  undone_at    timestamptz,
  check ((state = 'preview') = (confirmed_at is null)),
  check ((state in ('preview', 'importing')) = (finished_at is null)),
  unique (id, provider_id)
);
create index engineer_import_provider on engineer_import (provider_id, made_at desc);
create index engineer_import_waiting on engineer_import (confirmed_at) where state = 'importing';

create table engineer_import_row (
  import_id     uuid not null,
  provider_id   uuid not null,
  number        int not null check (number >= 1),
  line          int not null,                -- as the spreadsheet counts
  raw           text not null,               -- the line as it stood in the file
  details       text not null,               -- what was read of it, as JSON
  result        text not null check (result in ('new', 'update', 'unchanged', 'duplicate', 'rejected')),
  notes         text[] not null default '{}',
  resembles     uuid,                        -- a known engineer; no reference, since that one may go
  resembles_row int,
  email_taken   boolean not null default false,
  choice        text check (choice in ('new', 'same', 'leave-out')),
  outcome       text check (outcome in ('created', 'updated', 'unchanged', 'left-out', 'rejected', 'undone')),   -- null until the job was there
  trainee_id    uuid,                        -- whom it created or changed; no reference, since undoing removes that one
  before        text,
  after         text,
  kept_because  text,
  primary key (import_id, number),
  foreign key (import_id, provider_id) references engineer_import (id, provider_id),
  check (choice is null or result = 'duplicate'),
  check ((outcome in ('created', 'updated')) <= (trainee_id is not null and after is not null)),
  check (outcome <> 'created' or before is null)
);
create index engineer_import_row_waiting on engineer_import_row (import_id, number) where outcome is null;
create index engineer_import_row_trainee on engineer_import_row (trainee_id) where trainee_id is not null;

do $$
declare t text;
begin
  foreach t in array array['engineer_import', 'engineer_import_row'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (
      (select app_scope()) = 'staff' or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id())))$p$, t);
  end loop;
end $$;

-- Rows of people who were never imported, and files long done with, are forgotten after a while; so are the engineers an undone import had made.
grant select, insert, update, delete on engineer_import, engineer_import_row to fibrecentre_app;
grant delete on trainee, resource to fibrecentre_app;

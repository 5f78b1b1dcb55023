-- The centre's own channels, for what it announces to everybody: a signed webhook, or the plain address of a chat or an intranet.

select set_config('app.scope', 'staff', true);

alter table webhook
  alter column provider_id drop not null,   -- null: the centre's own
  add column name text check (length(name) between 1 and 80),
  add column format text not null default 'standard' check (format in ('standard', 'chat')),
  add constraint webhook_of_the_centre check (provider_id is not null or name is not null),
  add constraint webhook_chat check (format = 'standard' or provider_id is null);
create index webhook_centre on webhook (made_at) where provider_id is null and removed_at is null;

create table announcement (
  id      uuid primary key,
  title   text not null check (length(title) between 1 and 120),
  body    text not null check (length(body) between 1 and 2000),
  link    text check (length(link) <= 500 and link ~ '^https://'),
  made_by uuid not null,
  made_at timestamptz not null
);
create index announcement_made on announcement (made_at desc, id desc);
grant select, insert on announcement to fibrecentre_app;

-- A key of two columns does not look where one of them is null.
alter table webhook_delivery
  alter column provider_id drop not null,
  add column announcement_id uuid references announcement,
  add foreign key (webhook_id) references webhook;
create index webhook_delivery_announcement on webhook_delivery (announcement_id) where announcement_id is not null;

-- Who asked for everything there was asks for this as well.
update webhook set events = events || array['certificate.revoked', 'announcement.made'] where cardinality(events) = 12;

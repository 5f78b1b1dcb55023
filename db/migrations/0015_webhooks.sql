-- A provider's own programs are told what happened, signed and retried.

create table webhook (
  id          uuid primary key,
  provider_id uuid not null references provider,
  url         text not null check (length(url) <= 500),
  secret      text not null,                 -- encrypted by the product; it must be known again to sign with it
  events      text[] not null check (cardinality(events) > 0),
  made_by     uuid not null,
  made_at     timestamptz not null,
  removed_at  timestamptz,
  unique (id, provider_id)
);
create index webhook_live on webhook (provider_id) where removed_at is null;

create table webhook_delivery (
  id          bigint generated always as identity primary key,
  provider_id uuid not null,
  webhook_id  uuid not null,
  message_id  uuid not null unique,          -- the same at every attempt, so that the receiver can see a repetition
  event       text not null,
  payload     text not null,                 -- ids only: what is behind them is asked for with a key
  state       text not null default 'pending' check (state in ('pending', 'transmitting', 'delivered', 'retrying', 'dead')),
  due_at      timestamptz not null,
  attempts    int not null default 0,
  status      int,                           -- of the last answer; null: there was none
  note        text,
  claimed_at  timestamptz,
  created_at  timestamptz not null,
  finished_at timestamptz,
  foreign key (webhook_id, provider_id) references webhook (id, provider_id)
);
create index webhook_delivery_due on webhook_delivery (due_at, id) where state in ('pending', 'retrying');
create index webhook_delivery_claimed on webhook_delivery (claimed_at) where state = 'transmitting';
create index webhook_delivery_log on webhook_delivery (webhook_id, id desc);

do $$
declare t text;
begin
  foreach t in array array['webhook', 'webhook_delivery'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (
      (select app_scope()) = 'staff' or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id())))$p$, t);
  end loop;
end $$;
grant select, insert, update on webhook, webhook_delivery to fibrecentre_app;

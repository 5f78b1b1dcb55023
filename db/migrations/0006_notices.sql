-- Who is told what. A handler writes rows here in its own transaction; a job sends. Quartz only ticks: these tables are the truth.

create table invitation (
  id                 uuid primary key,
  provider_id        uuid not null,
  trainee_id         uuid not null,
  session_id         uuid not null references session,
  place_id           uuid not null,
  uid                text not null unique,          -- RFC 5545 3.8.4.7; never changes, not on a move, not on re-enrolment
  sequence           int not null default 0 check (sequence >= 0),
  reply_token        text not null unique,          -- 128 random bits; the organizer's address carries it
  withdrawn          boolean not null default false,
  created_at         timestamptz not null,
  changed_at         timestamptz not null,
  last_sent_sequence int,                           -- null: the trainee has never been told
  unique (trainee_id, session_id),
  foreign key (trainee_id, provider_id) references trainee (id, provider_id),
  foreign key (place_id, provider_id) references place (id, provider_id)
);
create index invitation_session on invitation (session_id);
create index invitation_place on invitation (place_id);

create table message (
  id            bigint generated always as identity primary key,
  kind          text not null check (kind in ('invitation', 'update', 'cancellation', 'reminder')),
  key           text not null unique,               -- one message a fact, however often the fact is met
  provider_id   uuid not null references provider,
  trainee_id    uuid not null,
  place_id      uuid not null,
  invitation_id uuid references invitation,
  day           date,                               -- which day a reminder speaks of
  state         text not null default 'pending'
                check (state in ('pending', 'transmitting', 'sent', 'uncertain', 'retrying', 'dead', 'skipped')),
  due_at        timestamptz not null,
  attempts      int not null default 0,
  message_id    text not null unique,               -- RFC 5322 3.6.4, the same at every attempt
  claimed_by    text,
  claimed_at    timestamptz,
  created_at    timestamptz not null,
  finished_at   timestamptz,
  uncertain_at  timestamptz,                        -- when it first could not be known whether it arrived
  note          text,                               -- why skipped, dead or uncertain; never personal data
  foreign key (trainee_id, provider_id) references trainee (id, provider_id),
  foreign key (place_id, provider_id) references place (id, provider_id)
);
create index message_due on message (due_at, id) where state in ('pending', 'retrying');
create index message_transmitting on message (claimed_at) where state = 'transmitting';
create index message_invitation on message (invitation_id, id);
create index message_place on message (place_id);

create table calendar_feed (
  id              uuid primary key,
  provider_id     uuid not null,
  trainee_id      uuid not null,
  token_hash      text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),   -- SHA-256; the token is shown once
  created_at      timestamptz not null,
  revoked_at      timestamptz,
  last_fetched_at timestamptz,
  foreign key (trainee_id, provider_id) references trainee (id, provider_id)
);
create unique index calendar_feed_one_live on calendar_feed (trainee_id) where revoked_at is null;

do $$
declare t text;
begin
  foreach t in array array['invitation', 'message', 'calendar_feed'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (
      (select app_scope()) = 'staff'
      or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id()))
      or ((select app_scope()) = 'trainee' and trainee_id = (select app_trainee_id())))$p$, t);
  end loop;
end $$;
-- Whoever presents a live token sees that one row, and through it whose feed it is.
create policy holder on calendar_feed for select using (
  (select app_scope()) = 'feed' and token_hash = (select app_secret()) and revoked_at is null);

grant select, insert, update on invitation, message, calendar_feed to fibrecentre_app;

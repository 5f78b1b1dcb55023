-- What trainees answer to invitations: what came, whether it counts, and what of it staff have to see.

create table invitation_reply (
  id            bigint generated always as identity primary key,
  invitation_id uuid references invitation,          -- null: a mail that fits no invitation
  provider_id   uuid,
  trainee_id    uuid,
  sequence      int not null check (sequence >= 0),  -- which state of the entry it answers
  answer        text not null check (answer in ('accepted', 'declined', 'tentative', 'counter')),
  comment       text check (length(comment) between 1 and 1000),
  proposes      timestamptz,                         -- the other time that a counter asks for
  way           text not null check (way in ('link', 'mail')),
  outcome       text not null check (outcome in ('applied', 'earlier-time', 'overtaken', 'note', 'no-place', 'stranger', 'unknown')),
  stamp         timestamptz not null,                -- DTSTAMP, never later than when it came
  received_at   timestamptz not null,
  sender        text check (length(sender) <= 254),  -- only of what is kept apart, so that staff can ask
  content_hash  text unique check (content_hash ~ '^[0-9a-f]{64}$'),   -- SHA-256 of the mail: the same mail twice is one answer
  to_see        boolean not null,
  seen_at       timestamptz,
  seen_by       uuid,                                -- null where a later answer made it pointless
  check ((invitation_id is null) = (outcome = 'unknown')),
  check ((invitation_id is null) = (provider_id is null) and (provider_id is null) = (trainee_id is null)),
  check ((way = 'mail') = (content_hash is not null)),
  check (seen_at is null or to_see),
  foreign key (trainee_id, provider_id) references employment (trainee_id, provider_id)
);
create index invitation_reply_standing on invitation_reply (invitation_id, id desc) where outcome = 'applied';
create index invitation_reply_to_see on invitation_reply (id desc) where to_see and seen_at is null;

alter table invitation_reply enable row level security;
alter table invitation_reply force row level security;
create policy own on invitation_reply using (
  (select app_scope()) = 'staff'
  or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id()))
  or ((select app_scope()) = 'trainee' and trainee_id = (select app_trainee_id())));
-- Whoever presents an invitation's token sees that one row, and through it whose answer it asks for.
create policy answer_holder on invitation for select using ((select app_scope()) = 'answer' and reply_token = (select app_secret()));

grant select, insert, update on invitation_reply to fibrecentre_app;

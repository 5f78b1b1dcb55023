-- Passkeys that sign instead of a password, and the one question that each sign-in may answer with one.

create table identity.passkey (
  credential_id bytea primary key check (octet_length(credential_id) <= 1023),   -- WebAuthn Level 3, 5.4.3
  user_id       uuid not null references identity.account on delete cascade,
  data          jsonb not null
);
create index passkey_account on identity.passkey (user_id);
grant select, insert, update, delete on identity.passkey to fibrecentre_app;

create table identity.passkey_question (
  sign_in_id uuid primary key,
  account_id uuid not null references identity.account on delete cascade,
  is_new     boolean not null,
  state      text not null,
  expires_at timestamptz not null
);
create index passkey_question_account on identity.passkey_question (account_id);
grant select, insert, update, delete on identity.passkey_question to fibrecentre_app;

-- Passwords that were not right, so that guessing is slow and nobody can lock somebody else out (docs/decisions/0013).
-- In the database, because every instance has to count together.

create table identity.sign_in_try (
  account_id   uuid not null references identity.account on delete cascade,
  origin       bytea not null check (length(origin) = 32),   -- SHA-256 of account and address, account and device, ...: no address is kept
  tries        int not null check (tries >= 0),              -- passwords that were not right, or are just being looked at
  last_at      timestamptz not null,
  signed_in_at timestamptz,                                  -- when a password from there was last right; null: never
  primary key (account_id, origin)
);

grant select, insert, update, delete on identity.sign_in_try to fibrecentre_app;

-- A short secret that signs within one sign-in, for gloves. Gone with the sign-in, after twelve hours, or after five wrong ones.

create table identity.signing_pin (
  sign_in_id uuid primary key,
  account_id uuid not null references identity.account on delete cascade,
  hash       text not null,
  tries_left int not null check (tries_left between 0 and 5),
  expires_at timestamptz not null
);
create index signing_pin_account on identity.signing_pin (account_id);
grant select, insert, update, delete on identity.signing_pin to fibrecentre_app;

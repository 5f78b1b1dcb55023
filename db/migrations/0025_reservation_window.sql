-- What is taken in a window of time is found by its ends. Row-level security asks its own question first, and lets an index answer beforehand only what an
-- operator that cannot leak asks: comparing instants may, && of ranges may not, so an index on the range is never used and every question reads all of history.
alter table reservation
  add column starts timestamptz not null generated always as (lower(during)) stored,
  add column ends   timestamptz not null generated always as (upper(during)) stored;
-- Trainees' rows are found by their session, place or trainee, and a booking need not keep this up.
create index reservation_window on reservation using gist (starts, ends) where resource_kind <> 'trainee';
drop index reservation_during;

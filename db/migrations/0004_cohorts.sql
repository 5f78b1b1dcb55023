-- Dated runs of a course, their sessions, and who or what is reserved for them.

create table cohort (
  id                uuid primary key,
  code              text not null unique,
  course_version_id uuid not null references course_version,
  course_code       text not null references course,
  title             text not null,
  state             text not null check (state in ('draft', 'open', 'confirmed', 'running', 'completed', 'cancelled')),
  capacity          int not null check (capacity between 1 and 60),
  places_taken      int not null default 0,
  price_per_place   numeric(10, 2) not null check (price_per_place >= 0),
  first_day         date not null,
  last_day          date not null,
  booking_closes_at timestamptz not null,
  revision          int not null default 1,   -- rises with every change; the ETag
  created_at        timestamptz not null,
  check (first_day <= last_day),
  constraint cohort_never_oversold check (places_taken between 0 and capacity)
);
create index cohort_by_first_day on cohort (first_day, id);

create table session (
  id        uuid primary key,
  cohort_id uuid not null references cohort,
  number    int not null check (number >= 1),
  title     text not null,
  bay_kind  text not null,
  during    tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  revision  int not null default 1,
  unique (cohort_id, number),
  unique (id, cohort_id)
);
create index session_during on session using gist (during);

create table reservation (
  id          uuid primary key,
  resource_id uuid not null,
  resource_kind text not null,
  during      tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  purpose     text not null check (purpose in ('session', 'closure', 'leave', 'maintenance')),
  session_id  uuid references session,
  provider_id uuid references provider,   -- whose trainee; null for what belongs to the centre
  place_id    uuid,                       -- which place brought the trainee here
  note        text,
  foreign key (resource_id, resource_kind) references resource (id, kind),
  check ((purpose = 'session') = (session_id is not null)),
  check ((resource_kind = 'trainee') = (provider_id is not null)),
  check ((resource_kind = 'trainee') = (place_id is not null)),
  unique (session_id, resource_id),
  -- Nobody and nothing is in two places at once. Deferrable, so that a whole cohort can shift by a day in one command.
  constraint nothing_in_two_places exclude using gist (resource_id with =, during with &&) deferrable initially immediate
);
create index reservation_session on reservation (session_id);
create index reservation_place on reservation (place_id) where place_id is not null;
create index reservation_during on reservation using gist (during);
alter table reservation enable row level security;
alter table reservation force row level security;
-- Which bay and instructor serve a session is no secret from those who come; where a trainee is, is its provider's to know.
create policy the_centres on reservation for select using (
  (select app_scope()) in ('provider', 'trainee', 'feed') and provider_id is null and purpose = 'session');
create policy own on reservation using (
  (select app_scope()) = 'staff'
  or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id()))
  or ((select app_scope()) = 'trainee' and resource_id = (select app_trainee_id())));

grant select, insert, update on cohort, session to fibrecentre_app;
grant select, insert, update, delete on reservation to fibrecentre_app;

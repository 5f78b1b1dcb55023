-- What a provider owns: its people, its bookings, its places.

create table trainee (
  id                 uuid primary key,
  resource_kind      text not null default 'trainee' check (resource_kind = 'trainee'),
  provider_id        uuid not null references provider,
  given_name         text not null check (length(given_name) between 1 and 80),
  family_name        text not null check (length(family_name) between 1 and 80),
  email              citext not null check (length(email) <= 254),
  date_of_birth      date not null,
  employee_reference text check (length(employee_reference) <= 40),
  created_at         timestamptz not null,
  foreign key (id, resource_kind) references resource (id, kind),
  unique (id, provider_id),
  -- Unique within the provider only: a global rule would tell one provider whom another employs.
  unique (provider_id, email)
);

create table declaration (
  trainee_id  uuid not null,
  provider_id uuid not null,
  kind        text not null check (kind ~ '^[a-z][a-z-]{1,38}$'),
  declared_on date not null,
  valid_until date,                      -- last day it counts; null: until withdrawn
  primary key (trainee_id, kind),
  foreign key (trainee_id, provider_id) references trainee (id, provider_id)
);

create table outside_certificate (
  id          uuid primary key,
  trainee_id  uuid not null,
  provider_id uuid not null,
  course_code text not null references course,
  number      text not null check (length(number) between 1 and 40),
  issuer      text not null,
  achieved_on date not null,
  expires_on  date,
  foreign key (trainee_id, provider_id) references trainee (id, provider_id),
  unique (trainee_id, course_code, number)
);

create table booking (
  id             uuid primary key,
  reference      text not null unique,
  provider_id    uuid not null references provider,
  cohort_id      uuid not null references cohort,
  purchase_order text not null check (length(purchase_order) between 1 and 40),
  booked_by      uuid not null,
  booked_at      timestamptz not null,
  unique (id, provider_id)
);
create index booking_provider on booking (provider_id, booked_at desc, id);

create table place (
  id           uuid primary key,
  booking_id   uuid not null,
  provider_id  uuid not null,
  cohort_id    uuid not null references cohort,
  trainee_id   uuid not null,
  state        text not null check (state in ('confirmed', 'cancelled', 'completed')),
  price        numeric(10, 2) not null check (price >= 0),
  booked_at    timestamptz not null,
  cancelled_at timestamptz,
  check ((state = 'cancelled') = (cancelled_at is not null)),
  unique (id, provider_id),
  foreign key (booking_id, provider_id) references booking (id, provider_id),
  foreign key (trainee_id, provider_id) references trainee (id, provider_id)
);
create unique index place_once_a_cohort on place (cohort_id, trainee_id) where state <> 'cancelled';
create index place_booking on place (booking_id);
create index place_trainee on place (trainee_id);
alter table reservation add foreign key (place_id, provider_id) references place (id, provider_id);
alter table identity.account add foreign key (trainee_id, provider_id) references trainee (id, provider_id);

-- The counter on the cohort follows the places themselves, whoever writes them; its CHECK then refuses the place too many.
-- One update a statement, and that update's row lock orders all who take or free places of one cohort.
create function count_places_taken() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update cohort set places_taken = places_taken + n.taken
      from (select cohort_id, count(*) as taken from new_rows where state <> 'cancelled' group by cohort_id) n
      where cohort.id = n.cohort_id;
  else
    update cohort set places_taken = places_taken + d.delta
      from (select cohort_id, sum(delta)::int as delta from (
              select cohort_id, 1 as delta from new_rows where state <> 'cancelled'
              union all
              select cohort_id, -1 from old_rows where state <> 'cancelled') moved
            group by cohort_id having sum(delta) <> 0) d
      where cohort.id = d.cohort_id;
  end if;
  return null;
end $$;
create trigger places_taken_insert after insert on place referencing new table as new_rows
  for each statement execute function count_places_taken();
create trigger places_taken_update after update on place referencing old table as old_rows new table as new_rows
  for each statement execute function count_places_taken();

-- Takes the row lock that orders everybody who books on one cohort. A statement of its own: read only after it returns.
create function lock_cohort(cohort uuid) returns void language sql volatile as $$
  select from cohort c where c.id = lock_cohort.cohort for update
$$;

do $$
declare t text;
begin
  foreach t in array array['declaration', 'outside_certificate', 'place'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (
      (select app_scope()) = 'staff'
      or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id()))
      or ((select app_scope()) = 'trainee' and trainee_id = (select app_trainee_id())))$p$, t);
  end loop;
end $$;
alter table trainee enable row level security;
alter table trainee force row level security;
create policy own on trainee using (
  (select app_scope()) = 'staff'
  or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id()))
  or ((select app_scope()) = 'trainee' and id = (select app_trainee_id())));
alter table booking enable row level security;
alter table booking force row level security;
create policy own on booking using (
  (select app_scope()) = 'staff' or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id())));

grant select, insert, update on trainee, booking, place to fibrecentre_app;
grant select, insert, update, delete on declaration, outside_certificate to fibrecentre_app;

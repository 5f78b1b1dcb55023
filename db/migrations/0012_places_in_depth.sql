-- Holds and places without a name, places kept for one provider, the waiting list, prices agreed and what is charged.

-- Row-level security binds the owner too; what is filled in below is everybody's.
select set_config('app.scope', 'staff', true);

-- A cohort's own dates and figures. Those planned before this migration take the usual ones.
alter table cohort
  add column minimum_size int not null default 1,
  add column names_due_at timestamptz,       -- until when every place must have a name
  add column decide_at    timestamptz,       -- when staff are asked whether it goes ahead
  add column places_kept  int not null default 0;   -- of live allocations, what nobody has filled yet
update cohort c set
  minimum_size = least((v.spec ->> 'minimumSize')::int, c.capacity),
  names_due_at = c.booking_closes_at - interval '5 days',
  decide_at    = c.booking_closes_at - interval '10 days'
from course_version v where v.id = c.course_version_id;
alter table cohort
  alter column minimum_size drop default,
  alter column names_due_at set not null,
  alter column decide_at set not null,
  add check (minimum_size between 1 and capacity),
  drop constraint cohort_never_oversold,
  add constraint cohort_never_oversold check (places_taken >= 0 and places_kept >= 0 and places_taken + places_kept <= capacity);

-- Places kept for one provider until a release date; what is not taken by then falls to everybody.
create table allocation (
  id          uuid primary key,
  cohort_id   uuid not null references cohort,
  provider_id uuid not null references provider,
  places      int not null check (places between 1 and 60),
  used        int not null default 0,        -- counted by the places themselves
  release_at  timestamptz not null,
  released_at timestamptz,
  made_by     uuid not null,
  made_at     timestamptz not null,
  constraint allocation_not_overdrawn check (used between 0 and places),
  unique (id, provider_id)
);
create unique index allocation_one_live on allocation (cohort_id, provider_id) where released_at is null;
create index allocation_due on allocation (release_at) where released_at is null;

-- A booking without an order number is a hold or an offer: it ends unless it is taken.
create table waiting_entry (
  id             uuid primary key,
  number         bigint generated always as identity unique,   -- the order of joining
  cohort_id      uuid not null references cohort,
  provider_id    uuid not null references provider,
  places         int not null check (places between 1 and 60),   -- still to come, those offered with them
  offered        int not null default 0 check (offered between 0 and 60),
  together       boolean not null,           -- all of them or none, rather than any that come
  automatic      boolean not null,           -- booked at once when its turn comes, rather than offered
  purchase_order text check (length(purchase_order) between 1 and 40),
  state          text not null check (state in ('waiting', 'served', 'left', 'offer-lapsed', 'closed')),
  joined_by      uuid not null,
  joined_at      timestamptz not null,
  ended_at       timestamptz,
  check (not automatic or purchase_order is not null),
  check ((state = 'waiting') = (ended_at is null)),
  unique (id, provider_id)
);
create unique index waiting_once_a_provider on waiting_entry (cohort_id, provider_id) where ended_at is null;
create index waiting_in_order on waiting_entry (cohort_id, number) where ended_at is null;

create table waiting_engineer (
  waiting_entry_id uuid not null,
  provider_id      uuid not null,
  trainee_id       uuid not null,
  position         int not null,
  primary key (waiting_entry_id, trainee_id),
  foreign key (waiting_entry_id, provider_id) references waiting_entry (id, provider_id),
  foreign key (trainee_id, provider_id) references trainee (id, provider_id)
);

-- Why somebody's turn was not taken when places came free. For staff: it may speak of others.
create table waiting_pass (
  id               bigint generated always as identity primary key,
  waiting_entry_id uuid not null,
  provider_id      uuid not null,
  cohort_id        uuid not null references cohort,
  at               timestamptz not null,
  places_free      int not null,
  reason           text not null,
  foreign key (waiting_entry_id, provider_id) references waiting_entry (id, provider_id)
);
create index waiting_pass_entry on waiting_pass (waiting_entry_id, id);

alter table booking
  alter column purchase_order drop not null,
  add column held_until timestamptz,         -- null once it is a booking
  add column waiting_entry_id uuid,          -- whose turn on the waiting list it came from
  add column lapsed_at timestamptz,
  add check (purchase_order is not null or held_until is not null),
  add foreign key (waiting_entry_id, provider_id) references waiting_entry (id, provider_id);
create index booking_held on booking (held_until) where held_until is not null and lapsed_at is null;
create unique index booking_one_hold on booking (cohort_id, provider_id) where held_until is not null and lapsed_at is null and waiting_entry_id is null;

alter table place
  alter column trainee_id drop not null,     -- null: not yet named
  add column allocation_id uuid,
  add column ended_because text check (ended_because in ('cancelled', 'lapsed', 'transferred', 'cohort-cancelled')),
  add column transferred_from uuid,
  drop constraint place_state_check,
  add constraint place_state_check check (state in ('held', 'confirmed', 'cancelled', 'completed')),
  add check (state <> 'completed' or trainee_id is not null),
  add foreign key (allocation_id, provider_id) references allocation (id, provider_id),
  add foreign key (transferred_from, provider_id) references place (id, provider_id);
update place set ended_because = 'cancelled' where state = 'cancelled';
alter table place add constraint place_ended_because check ((state = 'cancelled') = (ended_because is not null));
create index place_unnamed on place (cohort_id) where trainee_id is null and state <> 'cancelled';

-- The counters follow the places and allocations themselves, whoever writes them; the CHECK on the cohort then refuses the place
-- too many. One update of the cohort a statement, with both figures in it: a place drawn from an allocation is taken and no longer
-- kept in the same moment.
create or replace function count_places_taken() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if exists (select from new_rows where allocation_id is not null) then
      update allocation set used = used + n.taken
        from (select allocation_id, count(*) as taken from new_rows where state <> 'cancelled' and allocation_id is not null group by allocation_id) n
        where allocation.id = n.allocation_id;
    end if;
    update cohort set places_taken = places_taken + n.taken, places_kept = places_kept - n.drawn
      from (select r.cohort_id, count(*) as taken,
              count(*) filter (where r.allocation_id is not null and exists (select from allocation a where a.id = r.allocation_id and a.released_at is null)) as drawn
            from new_rows r where r.state <> 'cancelled' group by r.cohort_id) n
      where cohort.id = n.cohort_id;
  else
    if exists (select from new_rows where allocation_id is not null) or exists (select from old_rows where allocation_id is not null) then
      update allocation set used = used + d.delta
        from (select allocation_id, sum(delta)::int as delta from (
                select allocation_id, 1 as delta from new_rows where state <> 'cancelled'
                union all
                select allocation_id, -1 from old_rows where state <> 'cancelled') moved
              where allocation_id is not null group by allocation_id having sum(delta) <> 0) d
        where allocation.id = d.allocation_id;
    end if;
    update cohort set places_taken = places_taken + d.delta, places_kept = places_kept - d.drawn
      from (select moved.cohort_id, sum(moved.delta)::int as delta,
              coalesce(sum(moved.delta) filter (where exists (select from allocation a where a.id = moved.allocation_id and a.released_at is null)), 0)::int as drawn
            from (select cohort_id, allocation_id, 1 as delta from new_rows where state <> 'cancelled'
                  union all
                  select cohort_id, allocation_id, -1 from old_rows where state <> 'cancelled') moved
            group by moved.cohort_id having sum(moved.delta) <> 0 or count(moved.allocation_id) > 0) d
      where cohort.id = d.cohort_id and (d.delta <> 0 or d.drawn <> 0);
  end if;
  return null;
end $$;

-- Granting, cutting and releasing an allocation. What fills it is counted above.
create function count_places_kept() returns trigger language plpgsql as $$
declare
  before int := case when tg_op = 'UPDATE' and old.released_at is null then old.places - old.used else 0 end;
  after  int := case when new.released_at is null then new.places - new.used else 0 end;
begin
  if before <> after then
    update cohort set places_kept = places_kept + after - before where id = new.cohort_id;
  end if;
  return null;
end $$;
create trigger places_kept_insert after insert on allocation for each row execute function count_places_kept();
create trigger places_kept_update after update of places, released_at on allocation for each row execute function count_places_kept();

-- What a provider pays for a course instead of the list price.
create table price_agreement (
  id          uuid primary key,
  provider_id uuid not null references provider,
  course_code text not null references course,
  price       numeric(10, 2) not null check (price >= 0),
  valid_from  date not null,
  valid_until date not null,                 -- last day on which a cohort may begin at this price
  made_by     uuid not null,
  made_at     timestamptz not null,
  ended_at    timestamptz,                   -- taken back; places booked under it keep their price
  check (valid_from <= valid_until),
  -- One price for one day.
  constraint one_price_a_day exclude using gist (provider_id with =, course_code with =, daterange(valid_from, valid_until, '[]') with &&) where (ended_at is null)
);

-- Every movement of money owed, in the transaction of the place it belongs to; never edited, only set off by another line.
create table charge (
  id          bigint generated always as identity primary key,
  provider_id uuid not null references provider,
  booking_id  uuid not null,
  place_id    uuid not null,
  kind        text not null check (kind in ('place', 'credit', 'cancellation', 'waiver')),
  amount      numeric(10, 2) not null,       -- pounds sterling without VAT; a credit or waiver is below zero
  at          timestamptz not null,
  reason      text check (length(reason) between 1 and 400),
  made_by     uuid,                          -- null: the centre's own clock
  check (case kind when 'place' then amount >= 0 when 'cancellation' then amount > 0 else amount <= 0 end),
  check ((kind = 'waiver') = (reason is not null)),
  foreign key (booking_id, provider_id) references booking (id, provider_id),
  foreign key (place_id, provider_id) references place (id, provider_id)
);
create index charge_place on charge (place_id);
create index charge_provider on charge (provider_id, at, id);
create trigger charge_only_grows before update or delete or truncate on charge for each statement execute function refuse_change();
alter table charge enable always trigger charge_only_grows;
-- Places sold before there were charge lines.
insert into charge (provider_id, booking_id, place_id, kind, amount, at)
  select provider_id, booking_id, id, 'place', price, booked_at from place where state <> 'held' order by booked_at, id;
insert into charge (provider_id, booking_id, place_id, kind, amount, at)
  select provider_id, booking_id, id, 'credit', -price, cancelled_at from place where state = 'cancelled' order by cancelled_at, id;

do $$
declare t text;
begin
  foreach t in array array['allocation', 'waiting_entry', 'waiting_engineer', 'price_agreement', 'charge'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (
      (select app_scope()) = 'staff' or ((select app_scope()) = 'provider' and provider_id = (select app_provider_id())))$p$, t);
  end loop;
end $$;
alter table waiting_pass enable row level security;
alter table waiting_pass force row level security;
create policy staff on waiting_pass using ((select app_scope()) = 'staff');

grant select, insert, update on allocation, waiting_entry to fibrecentre_app;
grant select, insert on waiting_engineer, waiting_pass, charge to fibrecentre_app;
grant select, insert, update on price_agreement to fibrecentre_app;

-- Not only trainees are told things: also the person at the provider who booked, and the centre's own people.
alter table message
  alter column provider_id drop not null,
  alter column trainee_id drop not null,
  alter column place_id drop not null,
  add column account_id uuid references identity.account,
  add column subject_id uuid,                -- the booking, waiting entry or cohort it speaks of
  drop constraint message_kind_check,
  add constraint message_kind_check check (kind in ('invitation', 'update', 'cancellation', 'reminder',
    'hold-ending', 'hold-lapsed', 'names-due', 'names-lapsed', 'offer', 'offer-ending', 'offer-lapsed', 'place-given', 'going-ahead', 'cohort-cancelled', 'decision-due')),
  add constraint message_to_one check ((trainee_id is null) <> (account_id is null)),
  add constraint message_about check ((trainee_id is null) = (place_id is null) and (account_id is null) = (subject_id is null));
create index message_subject on message (subject_id) where subject_id is not null;

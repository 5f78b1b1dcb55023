-- Nothing is put on a day on which the centre is shut, and no day is shut over what is still there, whoever does it at the same time: both lock
-- the centre's row, so that the later one sees the earlier. What has begun is left to run out.

create function refuse_on_shut_days() returns trigger language plpgsql as $$
declare zone text; why text;
begin
  select c.time_zone into zone from centre c for share;
  select s.reason into why from centre_closure s where (lower(new.during) at time zone zone)::date between s.first_day and s.last_day limit 1;
  if why is not null then
    raise exception 'the centre is shut then: %', why using errcode = 'check_violation', constraint = 'centre_is_shut';
  end if;
  return new;
end $$;
create trigger not_on_shut_days before insert or update of during on session for each row execute function refuse_on_shut_days();
create trigger not_on_shut_days before insert or update of during on practice for each row when (new.state = 'booked') execute function refuse_on_shut_days();

-- Deferred, so that one command can move what is there and shut the day.
create function refuse_shutting_over() returns trigger language plpgsql as $$
declare zone text;
begin
  select c.time_zone into zone from centre c for update;
  if exists (select from session s join cohort c on c.id = s.cohort_id
             where c.state not in ('cancelled', 'completed') and lower(s.during) > now()
               and lower(s.during) >= new.first_day::timestamp at time zone zone and lower(s.during) < (new.last_day + 1)::timestamp at time zone zone)
    or exists (select from practice p
               where p.state = 'booked' and lower(p.during) > now()
                 and lower(p.during) >= new.first_day::timestamp at time zone zone and lower(p.during) < (new.last_day + 1)::timestamp at time zone zone)
  then
    raise exception 'something takes place from % to %', new.first_day, new.last_day using errcode = 'check_violation', constraint = 'centre_is_shut';
  end if;
  return null;
end $$;
create constraint trigger nothing_on_shut_days after insert or update of first_day, last_day on centre_closure
  deferrable initially deferred for each row execute function refuse_shutting_over();

-- Whoever holds places without names, or waits, is told when a cohort moves: their engineers have no invitation that would say so.
do $$
declare kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'message_kind_check');
begin
  alter table message drop constraint message_kind_check;
  execute 'alter table message add constraint message_kind_check ' || replace(kinds, '''invitation''::text', '''invitation''::text, ''cohort-moved''::text');
end $$;

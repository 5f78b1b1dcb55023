-- What is out of use for good stays out of what is planned; and practice keeps to who employs whom and to one booking at a time.

select set_config('app.scope', 'staff', true);

-- Whoever retires something locks its resource first and then looks what is planned; whoever plans waits here for that.
create function refuse_what_is_gone() returns trigger language plpgsql as $$
declare gone date; zone text;
begin
  perform from resource r where r.id = new.resource_id for key share;
  gone := case new.resource_kind
    when 'bay' then (select b.retired_on from bay b where b.id = new.resource_id)
    when 'kit' then (select k.retired_on from kit_item k where k.id = new.resource_id)
    else (select i.left_on from instructor i where i.id = new.resource_id) end;
  if gone is null then return new; end if;
  select c.time_zone into zone from centre c;
  if upper(new.during) > gone::timestamp at time zone zone then
    raise exception '% % is out of use from %', new.resource_kind, new.resource_id, gone using errcode = 'check_violation', constraint = 'nothing_of_what_is_gone';
  end if;
  return new;
end $$;
create trigger nothing_of_what_is_gone before insert or update of resource_id, during on reservation
  for each row when (new.resource_kind <> 'trainee' and new.purpose in ('session', 'practice')) execute function refuse_what_is_gone();

-- Orders everybody who books practice for one person, so that the hours of a week are counted by one after the other. Read only after it.
create function lock_person(person uuid) returns void language sql volatile as $$
  select from resource r where r.id = lock_person.person for no key update
$$;

-- Practice that is over stays with the employer who booked it when the person moves on; practice to come is for an employee of today.
alter table practice
  drop constraint practice_trainee_id_provider_id_fkey,
  add foreign key (trainee_id, provider_id) references employment (trainee_id, provider_id);
create trigger practice_of_an_employee after insert on practice for each row execute function refuse_former_employee();

-- By a name that the product can know.
alter table instructor_qualification rename constraint instructor_qualification_instructor_id_qualification_valid__key to qualification_once_a_day;

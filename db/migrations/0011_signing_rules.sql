-- Nobody signs for themselves: held here too, whatever the program believes.

-- What is there already is checked as well; without this, row-level security would show the checks nothing to look at.
select set_config('app.scope', 'staff', true);

-- A line speaks of the trainee its attempt or its decision was about. Else a wrong name on the line would get round the rule below.
alter table attempt add constraint attempt_of_one_trainee unique (id, trainee_id);
alter table ledger_entry add constraint line_of_one_trainee unique (id, trainee_id);
alter table ledger_entry add constraint decides_about_its_trainee foreign key (attempt_id, trainee_id) references attempt (id, trainee_id);
alter table ledger_entry add constraint countersigns_about_its_trainee foreign key (decision_id, trainee_id) references ledger_entry (id, trainee_id);

-- That a countersigner is not the assessor is countersigned_by_somebody_else. This is the trainee's own account, on a line of any kind.
create function refuse_own_signature() returns trigger language plpgsql as $$
begin
  if exists (select from identity.account a where a.id = new.signed_by and a.trainee_id = new.trainee_id) then
    raise exception 'nobody signs for themselves' using errcode = 'check_violation', constraint = 'nobody_signs_for_themselves';
  end if;
  return new;
end $$;
create trigger nobody_signs_for_themselves before insert on ledger_entry for each row execute function refuse_own_signature();
alter table ledger_entry enable always trigger nobody_signs_for_themselves;

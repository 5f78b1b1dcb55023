-- Until which day a place can be given up free of charge is promised when it is booked, and kept with it: a cohort that the centre moves nearer takes nothing of it back.
-- Row-level security binds the owner too; what is filled in below is everybody's.
select set_config('app.scope', 'staff', true);
alter table place add column free_until date;   -- that day included, on the centre's clocks
update place p set free_until = c.first_day - coalesce((v.spec #>> '{terms,freeCancellationDays}')::int, 14)
  from cohort c join course_version v on v.id = c.course_version_id where c.id = p.cohort_id;
alter table place alter column free_until set not null;

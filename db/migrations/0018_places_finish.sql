-- Whoever still waits when a cohort begins is told that no place came free. One more kind, besides all that are there by now.
do $$
declare kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'message_kind_check');
begin
  alter table message drop constraint message_kind_check;
  execute 'alter table message add constraint message_kind_check ' || replace(kinds, '''invitation''::text', '''invitation''::text, ''waiting-closed''::text');
end $$;

-- Corrections; a chain that the database itself holds together; heads that are signed and kept elsewhere; certificates that follow one another.

select set_config('app.scope', 'staff', true);

alter table ledger_entry
  drop constraint ledger_entry_kind_check,
  add constraint ledger_entry_kind_check check (kind in ('decision', 'countersignature', 'certificate', 'revocation', 'correction')),
  drop constraint ledger_entry_check1,
  drop constraint ledger_entry_check2,
  add constraint speaks_of_a_decision check ((kind in ('countersignature', 'correction')) = (decision_id is not null) and (decision_id is null) = (decision_by is null)),
  add constraint two_never_follow_one unique (previous_hash);
create unique index one_correction on ledger_entry (decision_id) where kind = 'correction';

-- A line follows the head, and the head follows the line: also in replica mode, and whatever the program believes.
create function follow_the_head() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger_head h where h.number = new.number - 1 and h.hash = new.previous_hash) then
    raise exception 'line % does not follow the last one', new.number using errcode = 'check_violation', constraint = 'follows_the_head';
  end if;
  return new;
end $$;
create trigger follows_the_head before insert on ledger_entry for each row execute function follow_the_head();
alter table ledger_entry enable always trigger follows_the_head;

create function head_goes_to_the_next_line() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger_entry e where e.number = old.number + 1 and e.number = new.number and e.hash = new.hash and e.previous_hash = old.hash) then
    raise exception 'the head goes from line % to the next one and nowhere else', old.number using errcode = 'check_violation', constraint = 'head_goes_to_the_next_line';
  end if;
  return new;
end $$;
create trigger head_goes_to_the_next_line before update on ledger_head for each row execute function head_goes_to_the_next_line();
create trigger head_stays before insert or delete or truncate on ledger_head for each statement execute function refuse_change();
alter table ledger_head enable always trigger head_goes_to_the_next_line;
alter table ledger_head enable always trigger head_stays;

-- An attempt whose decision was corrected keeps its number and counts for nothing: there may be more than three.
alter table attempt drop constraint attempt_number_check, add constraint attempt_number_check check (number >= 1);

-- Words beside the ledger, which keeps their salted hash: what the assessor wrote, why a decision was corrected, why a certificate was revoked, whom one is for.
alter table decision_feedback rename to ledger_text;
alter table ledger_text rename column decision_id to entry_id;
alter table ledger_text rename column feedback to words;

-- One signed head a day, as it went to its folder and its readers.
create table ledger_saved_head (
  id       uuid primary key,
  day      date not null unique,
  number   bigint not null check (number >= 1),
  hash     bytea not null check (length(hash) = 32),
  key_id   text not null,
  signed   text not null,               -- a JWS in its compact form
  saved_at timestamptz not null
);
create trigger saved_head_only_grows before update or delete or truncate on ledger_saved_head for each statement execute function refuse_change();
alter table ledger_saved_head enable always trigger saved_head_only_grows;
grant select, insert on ledger_saved_head to fibrecentre_app;

-- Such a head is told to an address that is nobody's account.
alter table message
  add column address text check (length(address) between 3 and 254),
  drop constraint message_to_one,
  add constraint message_to_one check (num_nonnulls(trainee_id, account_id, address) = 1);
do $$
declare kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'message_kind_check');
begin
  alter table message drop constraint message_kind_check;
  execute 'alter table message add constraint message_kind_check ' || replace(kinds, '''invitation''::text', '''invitation''::text, ''ledger-head''::text');
end $$;

-- One certificate of a place counts; one that was revoked makes room for the next.
alter table certificate drop constraint certificate_place_id_key;
create unique index certificate_one_a_place on certificate (place_id) where revoked_at is null;

-- Internal quality assurance: plans of how much is sampled, draws by the system, and what became of every decision that was drawn.

select set_config('app.scope', 'staff', true);

-- A version of a plan, as it was written; the latest counts, and one that says it is ended ends the plan.
create table sampling_plan (
  id                      uuid not null,
  number                  int not null check (number >= 1),
  name                    text not null check (length(name) between 1 and 80),
  covers                  text[] not null,       -- codes of courses and units; empty: everything that no other plan names
  new_assessor_percent    int not null check (new_assessor_percent between 0 and 100),
  established_percent     int not null check (established_percent between 0 and 100),
  safety_critical_percent int not null check (safety_critical_percent between 0 and 100),
  new_assessor_below      int not null check (new_assessor_below between 0 and 1000),
  new_version_first       int not null check (new_version_first between 0 and 1000),
  new_version_points      int not null check (new_version_points between 0 and 100),
  unusual_points          int not null check (unusual_points between 0 and 100),
  unusual_difference      int not null check (unusual_difference between 1 and 100),
  unusual_at_least        int not null check (unusual_at_least between 1 and 1000),
  interim                 boolean not null,
  summative               boolean not null,
  ended                   boolean not null default false,
  made_by                 uuid,                  -- null: what a new centre starts with
  made_at                 timestamptz not null,
  constraint sampling_plan_pkey primary key (id, number),
  constraint sampling_covers_the_rest check (not (ended and covers = '{}'))
);
insert into sampling_plan values
  ('5a3b1e00-0000-7000-8000-000000000000', 1, 'Centre default', '{}', 50, 15, 100, 10, 10, 25, 25, 20, 20, true, true, false, null, now());

-- The seed is made after the last decision that the draw covers was signed. Draws follow one another without a gap: each begins where the one before ended.
create table sampling_draw (
  id       uuid primary key,
  after    bigint references sampling_draw (until),   -- null for the first
  until    bigint not null unique,                    -- the last line of the ledger that it looked at
  seed     bytea not null check (length(seed) = 32),
  drawn_at timestamptz not null,
  constraint draws_follow_one_another unique nulls not distinct (after),
  check (until > coalesce(after, 0))
);

create table considered_decision (
  decision_id    uuid primary key references ledger_entry (id),
  draw_id        uuid not null references sampling_draw,
  plan_id        uuid not null,
  plan_number    int not null,
  stage          text not null check (stage in ('interim', 'summative')),
  safety_critical boolean not null,
  signed_before  int not null,      -- by the assessor
  version_before int not null,      -- on this version of the course
  own            int not null,      -- by the assessor on this unit, before it
  own_competent  int not null,
  others         int not null,      -- by everybody else on this unit, before it
  others_competent int not null,
  reasons        text[] not null,
  percent        int not null check (percent between 0 and 100),
  drawn          boolean not null,
  foreign key (plan_id, plan_number) references sampling_plan (id, number),
  unique (decision_id, drawn)
);
create index considered_by_draw on considered_decision (draw_id);

-- What somebody said of a drawn decision, step by step.
create table quality_review (
  decision_id uuid not null,
  step        int not null check (step >= 1),
  kind        text not null check (kind in ('agreed', 'queried', 'answered', 'overturned')),
  said_by     uuid not null,
  assessor    uuid not null,
  at          timestamptz not null,
  words       text check (length(words) between 1 and 4000),   -- of an overturning they stand beside the correction
  correction  uuid references ledger_entry (id),
  is_drawn    boolean not null default true check (is_drawn),
  constraint one_review_a_step primary key (decision_id, step),
  constraint only_what_was_drawn foreign key (decision_id, is_drawn) references considered_decision (decision_id, drawn),
  foreign key (decision_id, assessor) references ledger_entry (id, signed_by),
  constraint reviewed_by_somebody_else check ((kind = 'answered') = (said_by = assessor)),
  check ((kind = 'overturned') = (correction is not null))
);
create index quality_review_by on quality_review (said_by);

-- Neither who countersigned nor the trainee looks at it; a question is answered before anything else is said; after agreeing or overturning nothing is.
create function refuse_review() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare last text := (select r.kind from quality_review r where r.decision_id = new.decision_id order by r.step desc limit 1);
  steps int := (select count(*) from quality_review r where r.decision_id = new.decision_id);
begin
  if new.kind <> 'answered' and (
      exists (select from ledger_entry c where c.decision_id = new.decision_id and c.kind = 'countersignature' and c.signed_by = new.said_by)
      or exists (select from ledger_entry d join identity.account a on a.trainee_id = d.trainee_id where d.id = new.decision_id and a.id = new.said_by)) then
    raise exception 'nobody reviews their own signature or their own assessment' using errcode = 'check_violation', constraint = 'reviewed_by_somebody_else';
  end if;
  if new.step <> steps + 1 or last in ('agreed', 'overturned') or (new.kind = 'answered') <> (last is not distinct from 'queried') then
    raise exception 'step % of the review does not follow', new.step using errcode = 'check_violation', constraint = 'review_follows';
  end if;
  return new;
end $$;
create trigger refuse_review before insert on quality_review for each row execute function refuse_review();
alter table quality_review enable always trigger refuse_review;

-- And who has looked at it does not countersign it afterwards.
create function refuse_reviewers_signature() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.kind = 'countersignature' and exists (select from quality_review r where r.decision_id = new.decision_id and r.said_by = new.signed_by) then
    raise exception 'who has reviewed a decision does not countersign it' using errcode = 'check_violation', constraint = 'reviewer_does_not_countersign';
  end if;
  return new;
end $$;
create trigger reviewer_does_not_countersign before insert on ledger_entry for each row execute function refuse_reviewers_signature();
alter table ledger_entry enable always trigger reviewer_does_not_countersign;

do $$
declare t text;
begin
  foreach t in array array['sampling_plan', 'sampling_draw', 'considered_decision', 'quality_review'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function refuse_change()', t || '_only_grows', t);
    execute format('alter table %I enable always trigger %I', t, t || '_only_grows');
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy staff on %I using ((select app_scope()) = 'staff')$p$, t);
    execute format('grant select, insert on %I to fibrecentre_app', t);
  end loop;
end $$;

-- For counting what somebody has signed before.
create index ledger_signed_by on ledger_entry (signed_by, number) where kind = 'decision';
create index attempt_unit on attempt (unit_code);
create index ledger_speaks_of on ledger_entry (decision_id) where decision_id is not null;

do $$
declare kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'message_kind_check');
begin
  alter table message drop constraint message_kind_check;
  execute 'alter table message add constraint message_kind_check ' || replace(kinds, '''invitation''::text', '''invitation''::text, ''review-queried''::text, ''decision-overturned''::text');
end $$;

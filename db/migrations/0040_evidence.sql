-- What shows that a decision is right: photos, files, traces, certificates from elsewhere, and what witnesses say. Files lie in a folder under their hash; this is what is known of them.

select set_config('app.scope', 'staff', true);

create table evidence (
  id                uuid primary key,                  -- chosen by whoever sends it: sent twice, it is there once
  provider_id       uuid not null,
  trainee_id        uuid not null,
  place_id          uuid not null,
  unit_code         text not null,
  criterion         text,
  kind              text not null check (kind in ('photo', 'file', 'statement', 'certificate', 'trace')),
  caption           text not null check (length(caption) <= 200),
  hash              text not null check (hash ~ '^[0-9a-f]{64}$'),
  media_type        text,
  bytes             bigint check (bytes > 0),
  original_hash     text check (original_hash ~ '^[0-9a-f]{64}$'),
  samples_hash      text check (samples_hash ~ '^[0-9a-f]{64}$'),
  thumbnail         text check (thumbnail ~ '^[0-9a-f]{64}$'),
  witness           text check (length(witness) between 1 and 200),
  witness_role      text check (length(witness_role) between 1 and 200),
  words             text check (length(words) between 1 and 4000),
  salt              bytea check (length(salt) = 16),
  added_by          uuid not null,
  added_at          timestamptz not null,
  withdrawn_by      uuid,
  withdrawn_at      timestamptz,
  withdrawn_because text check (length(withdrawn_because) between 1 and 400),
  decision_id       uuid,                              -- the line of the ledger that rests on it
  constraint evidence_is_a_file_or_words check (case when kind = 'statement' then num_nonnulls(witness, witness_role, words, salt) = 4 and num_nonnulls(media_type, bytes, original_hash, samples_hash, thumbnail) = 0
    else num_nonnulls(media_type, bytes, original_hash) = 3 and num_nonnulls(witness, witness_role, words, salt) = 0 end),
  check (num_nonnulls(withdrawn_by, withdrawn_at, withdrawn_because) in (0, 3)),
  check (withdrawn_at is null or decision_id is null),
  foreign key (trainee_id, provider_id) references employment (trainee_id, provider_id),
  foreign key (place_id, provider_id) references place (id, provider_id),
  constraint evidence_of_the_trainee_decided_about foreign key (decision_id, trainee_id) references ledger_entry (id, trainee_id)
);
create index evidence_place on evidence (place_id, unit_code);
create index evidence_decision on evidence (decision_id) where decision_id is not null;
create index evidence_original on evidence (original_hash);
create index evidence_hash on evidence (hash);
create index evidence_samples on evidence (samples_hash) where samples_hash is not null;

-- What it is never changes. It is taken back before a decision rests on it, or a decision comes to rest on it; after either, nothing.
create function evidence_stands() returns trigger language plpgsql as $$
begin
  if old.decision_id is not null or old.withdrawn_at is not null
     or to_jsonb(new) - '{withdrawn_by,withdrawn_at,withdrawn_because,decision_id}'::text[] <> to_jsonb(old) - '{withdrawn_by,withdrawn_at,withdrawn_because,decision_id}'::text[] then
    raise exception 'evidence stands as it is' using errcode = 'check_violation', constraint = 'evidence_stands';
  end if;
  return new;
end $$;
create trigger evidence_stands before update on evidence for each row execute function evidence_stands();
create trigger evidence_stays before delete or truncate on evidence for each statement execute function refuse_change();
alter table evidence enable always trigger evidence_stands;
alter table evidence enable always trigger evidence_stays;

-- Photos show others than the trainee, and witnesses are named: the centre's own.
alter table evidence enable row level security;
alter table evidence force row level security;
create policy staff on evidence using ((select app_scope()) = 'staff');
grant select, insert, update on evidence to fibrecentre_app;

-- Courses. A published version never changes: a change is a new version, and cohorts keep theirs.

create table course (
  code           text primary key check (code ~ '^[A-Z]{3}-[0-9]{3}[A-Z]?$'),
  current_version int not null check (current_version >= 1)
);

create table course_version (
  id           uuid primary key,
  course_code  text not null references course deferrable initially deferred,
  number       int not null check (number >= 1),
  title        text not null,
  spec         jsonb not null,           -- the whole course as published: sessions, units, criteria
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  published_at timestamptz not null,
  published_by uuid,
  unique (course_code, number)
);
create trigger version_never_changes before update or delete or truncate on course_version for each statement execute function refuse_change();
alter table course_version enable always trigger version_never_changes;

grant select, insert, update on course to fibrecentre_app;
grant select, insert on course_version to fibrecentre_app;

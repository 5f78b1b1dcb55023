-- A certificate has the last day that its own rule gives, and the day it really counts until: no longer than the key certificates it depends on. A renewed one is followed by the next.

select set_config('app.scope', 'staff', true);

alter table certificate
  add column ends_on date,                            -- by its own rule; null: never
  add column limited_by text references course,       -- the course of the key certificate that ends sooner
  add column superseded_by uuid references certificate,
  add check (superseded_by <> id),
  add check (limited_by is null or (expires_on is not null and expires_on < coalesce(ends_on, 'infinity')));
update certificate set ends_on = expires_on;
-- What was renewed before is followed by the next one of the same course.
update certificate c set superseded_by = n.id
from certificate n
where c.revoked_at is null and n.revoked_at is null and n.trainee_id = c.trainee_id and n.course_code = c.course_code and n.issued_at > c.issued_at
  and not exists (select from certificate m where m.trainee_id = c.trainee_id and m.course_code = c.course_code and m.revoked_at is null and m.issued_at > c.issued_at and m.issued_at < n.issued_at);
alter table certificate add check (ends_on is null or (expires_on is not null and expires_on <= ends_on));
create index certificate_superseded_by on certificate (superseded_by) where superseded_by is not null;

-- Where a certificate stands in the list of revoked ones: one bit each, counted in the order of issue.
alter table certificate add column status_index bigint generated always as identity unique;

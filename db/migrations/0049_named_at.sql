-- When an engineer was named for a place: what an import brought may have been the reason, so undoing it asks for this and not for when the place was booked.

-- Row-level security binds the owner too; what is filled in below is everybody's.
select set_config('app.scope', 'staff', true);

alter table place add column named_at timestamptz;   -- of the engineer it has now; null without one, and where an older version of the product wrote it
-- Of those named before this migration the invitation knows best; an hour too late only keeps what could have been undone.
update place p set named_at = greatest(p.booked_at, (select max(i.changed_at) from invitation i where i.place_id = p.id and i.trainee_id = p.trainee_id)) where p.trainee_id is not null;

-- Places whose engineer was named before 0049. Its own transaction: nobody waits for it but who changes one of these places.

-- Row-level security binds the owner too; what is filled in is everybody's.
select set_config('app.scope', 'staff', true);

-- The invitation knows best; an hour too late only keeps what could have been undone.
update place p set named_at = greatest(p.booked_at, (select max(i.changed_at) from invitation i where i.place_id = p.id and i.trainee_id = p.trainee_id)) where p.trainee_id is not null and p.named_at is null;

-- no transaction
-- Each is dropped first: an index that was given up half way stays, and is of no use.

-- Where a place has gone is asked from the place that was given up; one place goes to one.
drop index concurrently if exists place_transferred_from;
create unique index concurrently place_transferred_from on place (transferred_from) where transferred_from is not null;
-- Pages end at a moment and a row, since several may be of one moment.
drop index concurrently if exists booking_paged;
create index concurrently booking_paged on booking (provider_id, booked_at desc, id desc);
drop index concurrently if exists booking_of_all_paged;
create index concurrently booking_of_all_paged on booking (booked_at desc, id desc);
drop index concurrently if exists certificate_paged;
create index concurrently certificate_paged on certificate (issued_at desc, id desc);
drop index concurrently if exists booking_provider;

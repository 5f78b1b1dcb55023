-- Two colleagues at one allocation: whoever saves second is shown what the first has saved.
alter table allocation add column revision int not null default 1;

-- Where a place has gone is asked from the place that was given up.
create index place_transferred_from on place (transferred_from) where transferred_from is not null;

-- Pages of bookings end at a moment and a booking: several may be of one moment.
drop index booking_provider;
create index booking_provider on booking (provider_id, booked_at desc, id desc);

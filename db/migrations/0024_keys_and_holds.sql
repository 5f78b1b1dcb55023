-- A key with the scope "keys" makes others: no more than it may itself, no longer than it lives, and gone with it.
alter table identity.api_key add column made_with uuid references identity.api_key;
create index api_key_made_with on identity.api_key (made_with) where made_with is not null;

-- Whether a provider held places of a cohort a short while ago is asked with the cohort locked: not at the price of a look at every booking there ever was. Bookings themselves are not in it.
create index booking_holds on booking (cohort_id, booked_at desc) where held_until is not null and waiting_entry_id is null;

-- How somebody who is to come to a bay finds it: where it is, what to wear there, where to park.
alter table bay
  add column arriving text check (length(arriving) between 1 and 1000),
  add column map_link text check (length(map_link) <= 500 and map_link ~ '^https://');

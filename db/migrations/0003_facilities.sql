-- What can be in one place at a time, and the one rule that keeps it there.

create table resource (
  id   uuid primary key,
  kind text not null check (kind in ('bay', 'kit', 'instructor', 'trainee')),
  unique (id, kind)
);

create table bay (
  id       uuid primary key,
  resource_kind text not null default 'bay' check (resource_kind = 'bay'),
  code     text not null unique,
  name     text not null,
  bay_kind text not null,
  capacity int not null check (capacity between 1 and 60),
  foreign key (id, resource_kind) references resource (id, kind)
);

create table kit_item (
  id              uuid primary key,
  resource_kind   text not null default 'kit' check (resource_kind = 'kit'),
  kit_type        text not null,
  serial_number   text not null,
  calibrated_until date,                 -- null: needs no calibration
  unique (kit_type, serial_number),
  foreign key (id, resource_kind) references resource (id, kind)
);

create table instructor (
  id            uuid primary key,
  resource_kind text not null default 'instructor' check (resource_kind = 'instructor'),
  code          text not null unique,
  name          text not null,
  email         citext not null,
  foreign key (id, resource_kind) references resource (id, kind)
);

create table instructor_qualification (
  id            uuid primary key,
  instructor_id uuid not null references instructor,
  qualification text not null,
  valid_from    date not null,
  valid_until   date,                    -- last day it counts; null: does not run out
  check (valid_until is null or valid_from <= valid_until),
  unique (instructor_id, qualification, valid_from)
);

alter table identity.account add foreign key (instructor_id) references instructor;

grant select, insert, update on resource, bay, kit_item, instructor, instructor_qualification to fibrecentre_app;

-- What a message said, kept as it is sent, since what it is about may move afterwards. Those sent before say nothing of it.
alter table message add column said_during tstzrange;   -- the session it told of, or the whole of the cohort
alter table message add column said_in text;            -- the session's bays by name; empty without one, null of a cohort

-- The sessions that a letter to an instructor is about, as they were before: an array of {session, start, end, in, taught}. Null where it is about none.
alter table message add column changes jsonb;

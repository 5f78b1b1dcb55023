-- Two colleagues at one allocation: whoever saves second is shown what the first has saved.
alter table allocation add column revision int not null default 1;

-- How often whoever worked on a draft was gone without a word: what kills its process is not taken up for ever.

alter table planning_run add column interruptions int not null default 0 check (interruptions >= 0);
alter table planning_run alter column interruptions drop default;

-- A trainee who answers an invitation in plain words is read too: a note for staff, like another time that is proposed.
alter table invitation_reply
  drop constraint invitation_reply_answer_check,
  add constraint invitation_reply_answer_check check (answer in ('accepted', 'declined', 'tentative', 'counter', 'words')),
  add constraint invitation_reply_words check (answer <> 'words' or comment is not null);

-- When an engineer was named for a place: what an import brought may have been the reason, so undoing it asks for this and not for when the place was booked.

alter table place add column named_at timestamptz;   -- of the engineer it has now; null without one

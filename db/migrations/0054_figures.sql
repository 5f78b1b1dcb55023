-- Decisions of some months are found by when they were signed.
create index ledger_decided on ledger_entry (signed_at) where kind = 'decision';

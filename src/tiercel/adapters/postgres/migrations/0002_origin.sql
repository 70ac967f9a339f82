-- The part of an execution's document that never changes; the whole document is origin || body.
ALTER TABLE executions ADD COLUMN origin BYTEA NOT NULL DEFAULT '';

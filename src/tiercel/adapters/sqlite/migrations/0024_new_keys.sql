-- New keys of requests, in the order in which they come: their places in the index of all keys are
-- written later, many at once, since each is on a page of its own.

CREATE TABLE new_idempotency_keys (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    created INTEGER,
    body BLOB NOT NULL
);
-- Before anything is written to the index, all new keys are: so a server of before this finds them.
CREATE TRIGGER new_idempotency_keys_first BEFORE INSERT ON idempotency_keys
WHEN EXISTS (SELECT 1 FROM new_idempotency_keys)
BEGIN
    INSERT INTO idempotency_keys (id, created, body)
        SELECT id, created, body FROM new_idempotency_keys WHERE true ORDER BY number
        ON CONFLICT DO NOTHING;
    DELETE FROM new_idempotency_keys;
END;
CREATE VIEW all_idempotency_keys AS
    SELECT rowid AS rowid, id, created, body FROM idempotency_keys
    UNION ALL SELECT -number, id, created, body FROM new_idempotency_keys;

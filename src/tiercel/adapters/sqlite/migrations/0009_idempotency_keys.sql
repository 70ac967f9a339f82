-- Keys of requests that may be sent again, each with the first answer.

CREATE TABLE idempotency_keys (
    id TEXT NOT NULL PRIMARY KEY,
    created INTEGER,
    body BLOB NOT NULL
);
CREATE INDEX idempotency_keys_by_date ON idempotency_keys (created);

-- Keys of requests that may be sent again, each with the first answer.

CREATE TABLE idempotency_keys (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    created BIGINT,
    body BYTEA NOT NULL
);
CREATE INDEX idempotency_keys_by_date ON idempotency_keys (created);

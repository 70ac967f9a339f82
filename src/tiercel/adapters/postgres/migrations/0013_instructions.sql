-- What people ask of servers reaches those too that start or come back later.

CREATE TABLE instructions (
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (kind, id)
);

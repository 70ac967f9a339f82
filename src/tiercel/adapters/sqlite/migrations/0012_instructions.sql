-- What people ask of servers reaches those too that start or come back later.

CREATE TABLE instructions (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, id)
);

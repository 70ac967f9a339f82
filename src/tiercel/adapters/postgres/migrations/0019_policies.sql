-- Policies, which add to flows, take from them and judge them.

CREATE TABLE policies (
    scope TEXT COLLATE "C" NOT NULL,
    namespace TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (scope, namespace, id)
);

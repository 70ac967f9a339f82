-- Policies, which add to flows, take from them and judge them.

CREATE TABLE policies (
    scope TEXT NOT NULL,
    namespace TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (scope, namespace, id)
);

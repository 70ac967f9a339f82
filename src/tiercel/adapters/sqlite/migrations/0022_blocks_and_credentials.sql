-- Blocks of inputs that namespaces keep for flows, and credentials that tokens are asked for with.

CREATE TABLE reusable_inputs (
    namespace TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (namespace, id)
);
CREATE TABLE older_reusable_inputs (
    namespace TEXT NOT NULL,
    id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (namespace, id, revision_id)
);
CREATE TABLE credentials (
    namespace TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (namespace, id)
);

-- Blocks of inputs that namespaces keep for flows, and credentials that tokens are asked for with.

CREATE TABLE reusable_inputs (
    namespace TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (namespace, id)
);
CREATE TABLE older_reusable_inputs (
    namespace TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    revision_id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (namespace, id, revision_id)
);
CREATE TABLE credentials (
    namespace TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (namespace, id)
);

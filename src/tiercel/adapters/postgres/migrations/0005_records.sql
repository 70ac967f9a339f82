-- Small nouns shared one table under prefixed keys and were looked through whole; each gets a table
-- of its own. What was stored under a prefix is moved when the database is opened.

CREATE TABLE dashboards (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    title TEXT COLLATE "C",
    created BIGINT,
    updated BIGINT,
    deleted BIGINT,
    body BYTEA NOT NULL
);
CREATE TABLE templates (
    namespace TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (namespace, id)
);
CREATE TABLE secrets (
    namespace TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C",
    body BYTEA NOT NULL,
    PRIMARY KEY (namespace, id)
);
CREATE TABLE tokens (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash TEXT COLLATE "C",
    body BYTEA NOT NULL
);
CREATE INDEX tokens_by_hash ON tokens (hash);
CREATE TABLE namespaces (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);
CREATE TABLE tool_servers (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);
CREATE TABLE members (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    heard BIGINT,
    body BYTEA NOT NULL
);
CREATE TABLE worker_groups (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);
CREATE TABLE trigger_windows (
    namespace TEXT COLLATE "C" NOT NULL,
    flow_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (namespace, flow_id, id)
);

-- Small nouns shared one table under prefixed keys and were looked through whole; each gets a table
-- of its own. What was stored under a prefix is moved when the database is opened.

CREATE TABLE dashboards (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT,
    created INTEGER,
    updated INTEGER,
    deleted INTEGER,
    body BLOB NOT NULL
);
CREATE TABLE templates (
    namespace TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (namespace, id)
);
CREATE TABLE secrets (
    namespace TEXT NOT NULL,
    id TEXT NOT NULL,
    key TEXT,
    body BLOB NOT NULL,
    PRIMARY KEY (namespace, id)
);
CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT,
    body BLOB NOT NULL
);
CREATE INDEX tokens_by_hash ON tokens (hash);
CREATE TABLE namespaces (
    id TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);
CREATE TABLE tool_servers (
    id TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);
CREATE TABLE members (
    id TEXT NOT NULL PRIMARY KEY,
    heard INTEGER,
    body BLOB NOT NULL
);
CREATE TABLE worker_groups (
    id TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);
CREATE TABLE trigger_windows (
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (namespace, flow_id, id)
);

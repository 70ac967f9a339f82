-- Blueprints that people write: what lists show of each, and their sources.

CREATE TABLE blueprints (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);
CREATE TABLE blueprint_sources (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);

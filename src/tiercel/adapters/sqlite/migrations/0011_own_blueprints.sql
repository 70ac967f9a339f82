-- Blueprints that people write: what lists show of each, and their sources.

CREATE TABLE blueprints (
    id TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);
CREATE TABLE blueprint_sources (
    id TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);

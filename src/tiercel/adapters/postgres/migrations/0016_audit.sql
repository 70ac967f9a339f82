-- Who changed what, when and from where, and the seals over it.

CREATE TABLE audit_entries (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    date BIGINT,
    type TEXT COLLATE "C",
    resource TEXT COLLATE "C",
    object_id TEXT COLLATE "C",
    operation TEXT COLLATE "C",
    user_name TEXT COLLATE "C",
    user_id TEXT COLLATE "C",
    namespace TEXT COLLATE "C",
    flow_id TEXT COLLATE "C",
    execution_id TEXT COLLATE "C",
    is_denied BIGINT,
    body BYTEA NOT NULL
);
CREATE INDEX audit_entries_by_date ON audit_entries (date, id);
CREATE INDEX audit_entries_by_object ON audit_entries (object_id, date);
CREATE TABLE audit_seals (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);

-- Who changed what, when and from where, and the seals over it.

CREATE TABLE audit_entries (
    id TEXT NOT NULL PRIMARY KEY,
    date INTEGER,
    type TEXT,
    resource TEXT,
    object_id TEXT,
    operation TEXT,
    user_name TEXT,
    user_id TEXT,
    namespace TEXT,
    flow_id TEXT,
    execution_id TEXT,
    is_denied INTEGER,
    body BLOB NOT NULL
);
CREATE INDEX audit_entries_by_date ON audit_entries (date, id);
CREATE INDEX audit_entries_by_object ON audit_entries (object_id, date);
CREATE TABLE audit_seals (
    id TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);

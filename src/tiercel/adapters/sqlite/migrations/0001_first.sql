-- The first schema: state, inbox, jobs and messages commit together, so they share one file.

CREATE TABLE executions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    started INTEGER NOT NULL,
    parent_id TEXT,
    original_id TEXT NOT NULL,
    trigger_id TEXT,
    trigger_execution_id TEXT,
    owner_id TEXT,
    kind TEXT NOT NULL,
    scheduled INTEGER,
    flow_revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    ended INTEGER,
    duration INTEGER NOT NULL,
    has_slot INTEGER NOT NULL,
    is_settled INTEGER NOT NULL,
    version INTEGER NOT NULL,
    labels TEXT NOT NULL,
    body BLOB NOT NULL
);
-- Lists are sorted by start; nearly all columns of filters and sorts are in this one index, so
-- that a count or a search does not read the wide rows, and a save moves one entry only.
CREATE INDEX executions_by_start ON executions (
    started, id, namespace, flow_id, state, kind, trigger_id, trigger_execution_id, ended, duration
);
CREATE INDEX executions_by_flow ON executions (namespace, flow_id, started, id, kind);
CREATE INDEX executions_queued ON executions (namespace, flow_id, started) WHERE state = 'QUEUED';
CREATE INDEX executions_in_slots ON executions (namespace, flow_id)
    WHERE has_slot = 1 AND is_settled = 0;
CREATE INDEX executions_unsettled ON executions (id) WHERE is_settled = 0;
CREATE INDEX executions_by_trigger_execution ON executions (trigger_execution_id)
    WHERE trigger_execution_id IS NOT NULL;
CREATE INDEX executions_by_owner ON executions (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX executions_by_parent ON executions (parent_id) WHERE parent_id IS NOT NULL;

-- Kept by triggers: a save that leaves the labels alone costs one comparison.
CREATE TABLE execution_labels (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    execution INTEGER NOT NULL,
    PRIMARY KEY (key, value, execution)
) WITHOUT ROWID;
CREATE INDEX execution_labels_by_execution ON execution_labels (execution);
CREATE TRIGGER execution_labels_of_new AFTER INSERT ON executions WHEN NEW.labels <> '[]'
BEGIN
    INSERT OR IGNORE INTO execution_labels (key, value, execution)
        SELECT value ->> 0, value ->> 1, NEW.seq FROM json_each(NEW.labels);
END;
CREATE TRIGGER execution_labels_of_changed AFTER UPDATE OF labels ON executions
WHEN NEW.labels <> OLD.labels
BEGIN
    DELETE FROM execution_labels WHERE execution = NEW.seq;
    INSERT OR IGNORE INTO execution_labels (key, value, execution)
        SELECT value ->> 0, value ->> 1, NEW.seq FROM json_each(NEW.labels);
END;
CREATE TRIGGER execution_labels_of_deleted AFTER DELETE ON executions
BEGIN
    DELETE FROM execution_labels WHERE execution = OLD.seq;
END;

CREATE TABLE task_runs (
    execution_id TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (execution_id, id)
);

CREATE TABLE flows (
    namespace TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    draft INTEGER NOT NULL,
    description TEXT,
    labels TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (namespace, id, revision)
);

CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL,
    event BLOB NOT NULL
);

CREATE TABLE timers (
    execution_id TEXT NOT NULL,
    key TEXT NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (execution_id, key)
) WITHOUT ROWID;
CREATE INDEX timers_by_due ON timers (due);

CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    execution_id TEXT NOT NULL,
    task_run_id TEXT NOT NULL,
    worker_id TEXT,
    lease_until INTEGER,
    fence INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX jobs_by_execution ON jobs (execution_id, task_run_id);

CREATE TABLE triggers (
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    trigger_id TEXT NOT NULL,
    next_date INTEGER,
    date INTEGER,
    evaluated INTEGER,
    updated INTEGER,
    execution_id TEXT,
    worker_id TEXT,
    disabled INTEGER NOT NULL,
    is_locked INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (namespace, flow_id, trigger_id)
);
CREATE INDEX triggers_by_next_date ON triggers (next_date)
    WHERE disabled = 0 AND next_date IS NOT NULL;

CREATE TABLE logs (
    seq INTEGER PRIMARY KEY,
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    execution_id TEXT,
    task_id TEXT,
    task_run_id TEXT,
    trigger_id TEXT,
    attempt INTEGER,
    level INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    message TEXT,
    thread TEXT,
    kind TEXT
);
CREATE INDEX logs_by_execution ON logs (execution_id);
CREATE INDEX logs_by_time ON logs (timestamp, level, namespace, flow_id);
CREATE INDEX logs_by_flow ON logs (namespace, flow_id, timestamp, level);

CREATE TABLE metrics (
    seq INTEGER PRIMARY KEY,
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    execution_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    task_run_id TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    timestamp INTEGER NOT NULL,
    tags TEXT NOT NULL
);
CREATE INDEX metrics_by_execution ON metrics (execution_id);
CREATE INDEX metrics_by_flow ON metrics (namespace, flow_id, timestamp);

CREATE TABLE kv (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    expires INTEGER,
    revision INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (namespace, key)
);

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    body BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE announcements (
    seq INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL,
    state TEXT NOT NULL
);

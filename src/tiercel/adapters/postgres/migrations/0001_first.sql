-- The first schema: state, inbox, jobs and messages commit together, so they share one database.

-- Lower case whatever the language: the best collation that this server has.
DO $body$
DECLARE
    chosen TEXT;
BEGIN
    SELECT collname INTO chosen FROM pg_collation
        WHERE collname IN ('pg_c_utf8', 'und-x-icu', 'C.utf8', 'en_US.utf8')
        ORDER BY array_position(ARRAY['pg_c_utf8', 'und-x-icu', 'C.utf8', 'en_US.utf8'],
                                collname::text)
        LIMIT 1;
    EXECUTE format(
        'CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE'
        ' RETURN lower($1 COLLATE %I)',
        coalesce(chosen, 'C')
    );
END
$body$;

CREATE TABLE executions (
    id TEXT COLLATE "C" PRIMARY KEY,
    namespace TEXT COLLATE "C" NOT NULL,
    flow_id TEXT COLLATE "C" NOT NULL,
    started BIGINT NOT NULL,
    parent_id TEXT COLLATE "C",
    original_id TEXT COLLATE "C" NOT NULL,
    trigger_id TEXT COLLATE "C",
    trigger_execution_id TEXT COLLATE "C",
    owner_id TEXT COLLATE "C",
    kind TEXT COLLATE "C" NOT NULL,
    scheduled BIGINT,
    flow_revision BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    ended BIGINT,
    duration BIGINT NOT NULL,
    has_slot BIGINT NOT NULL,
    is_settled BIGINT NOT NULL,
    version BIGINT NOT NULL,
    labels TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX executions_by_start ON executions (started, id);
CREATE INDEX executions_by_flow ON executions (namespace, flow_id, started, id);
CREATE INDEX executions_queued ON executions (namespace, flow_id, started, id)
    WHERE state = 'QUEUED';
CREATE INDEX executions_in_slots ON executions (namespace, flow_id)
    WHERE has_slot = 1 AND is_settled = 0;
CREATE INDEX executions_unsettled ON executions (id) WHERE is_settled = 0;
CREATE INDEX executions_by_trigger_execution ON executions (trigger_execution_id)
    WHERE trigger_execution_id IS NOT NULL;
CREATE INDEX executions_by_owner ON executions (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX executions_by_parent ON executions (parent_id) WHERE parent_id IS NOT NULL;

-- Labels of new executions are written with them; a save that leaves them alone costs one
-- comparison.
CREATE TABLE execution_labels (
    key TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    execution_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (key, value, execution_id)
);
CREATE INDEX execution_labels_by_execution ON execution_labels (execution_id);
CREATE FUNCTION write_labels() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('DELETE FROM %I.execution_labels WHERE execution_id = $1', TG_TABLE_SCHEMA)
        USING NEW.id;
    EXECUTE format(
        'INSERT INTO %I.execution_labels (key, value, execution_id)'
        ' SELECT pair ->> 0, pair ->> 1, $1 FROM jsonb_array_elements($2::jsonb) pair'
        ' ON CONFLICT DO NOTHING',
        TG_TABLE_SCHEMA
    ) USING NEW.id, NEW.labels;
    RETURN NULL;
END
$body$;
CREATE TRIGGER execution_labels_of_changed AFTER UPDATE OF labels ON executions
    FOR EACH ROW WHEN (NEW.labels <> OLD.labels) EXECUTE FUNCTION write_labels();

CREATE TABLE task_runs (
    execution_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (execution_id, id)
) WITH (fillfactor = 70);

CREATE TABLE flows (
    namespace TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    deleted BIGINT NOT NULL,
    disabled BIGINT NOT NULL,
    draft BIGINT NOT NULL,
    description TEXT COLLATE "C",
    labels TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (namespace, id, revision)
);
-- Grows with every change of any flow, in the same transaction.
CREATE TABLE versions (
    name TEXT COLLATE "C" PRIMARY KEY,
    value BIGINT NOT NULL
) WITH (fillfactor = 10);
INSERT INTO versions (name, value) VALUES ('flows', 0);

-- Rows of queues live for moments only: space must be given back soon.
CREATE TABLE inbox (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    execution_id TEXT COLLATE "C" NOT NULL,
    event BYTEA NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX inbox_by_execution ON inbox (execution_id, seq);

CREATE TABLE timers (
    execution_id TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    due BIGINT NOT NULL,
    PRIMARY KEY (execution_id, key)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX timers_by_due ON timers (due, execution_id, key);

CREATE TABLE jobs (
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    id TEXT COLLATE "C" PRIMARY KEY,
    execution_id TEXT COLLATE "C" NOT NULL,
    task_run_id TEXT COLLATE "C" NOT NULL,
    worker_group TEXT COLLATE "C" NOT NULL,
    worker_id TEXT COLLATE "C",
    lease_until BIGINT,
    fence BIGINT NOT NULL,
    is_stopping BIGINT NOT NULL DEFAULT 0,
    body BYTEA NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE INDEX jobs_by_execution ON jobs (execution_id, task_run_id);
CREATE INDEX jobs_waiting ON jobs (worker_group, seq) WHERE worker_id IS NULL;
CREATE INDEX jobs_held ON jobs (worker_id) WHERE worker_id IS NOT NULL;

CREATE TABLE announcements (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    execution_id TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

CREATE TABLE triggers (
    namespace TEXT COLLATE "C" NOT NULL,
    flow_id TEXT COLLATE "C" NOT NULL,
    trigger_id TEXT COLLATE "C" NOT NULL,
    next_date BIGINT,
    date BIGINT,
    evaluated BIGINT,
    updated BIGINT,
    execution_id TEXT COLLATE "C",
    worker_id TEXT COLLATE "C",
    disabled BIGINT NOT NULL,
    is_locked BIGINT NOT NULL,
    version BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (namespace, flow_id, trigger_id)
);
CREATE INDEX triggers_by_next_date ON triggers (next_date)
    WHERE disabled = 0 AND next_date IS NOT NULL;

CREATE TABLE logs (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace TEXT COLLATE "C" NOT NULL,
    flow_id TEXT COLLATE "C" NOT NULL,
    execution_id TEXT COLLATE "C",
    task_id TEXT COLLATE "C",
    task_run_id TEXT COLLATE "C",
    trigger_id TEXT COLLATE "C",
    attempt BIGINT,
    level BIGINT NOT NULL,
    timestamp BIGINT NOT NULL,
    message TEXT COLLATE "C",
    thread TEXT COLLATE "C",
    kind TEXT COLLATE "C"
);
CREATE INDEX logs_by_execution ON logs (execution_id, seq);
CREATE INDEX logs_by_time ON logs (timestamp, seq);
CREATE INDEX logs_by_flow ON logs (namespace, flow_id, timestamp, seq);

CREATE TABLE metrics (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace TEXT COLLATE "C" NOT NULL,
    flow_id TEXT COLLATE "C" NOT NULL,
    execution_id TEXT COLLATE "C" NOT NULL,
    task_id TEXT COLLATE "C" NOT NULL,
    task_run_id TEXT COLLATE "C" NOT NULL,
    type TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    timestamp BIGINT NOT NULL,
    tags TEXT COLLATE "C" NOT NULL
);
CREATE INDEX metrics_by_execution ON metrics (execution_id, seq);
CREATE INDEX metrics_by_flow ON metrics (namespace, flow_id, timestamp);

CREATE TABLE kv (
    namespace TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    expires BIGINT,
    revision BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (namespace, key)
);

CREATE TABLE settings (
    key TEXT COLLATE "C" PRIMARY KEY,
    body BYTEA NOT NULL
);

-- Large bodies are compressed with each save: the quick method where the server has it.
DO $body$
BEGIN
    ALTER TABLE executions ALTER COLUMN body SET COMPRESSION lz4;
    ALTER TABLE task_runs ALTER COLUMN body SET COMPRESSION lz4;
    ALTER TABLE inbox ALTER COLUMN event SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'lz4 is not there: large bodies are compressed with pglz';
END
$body$;

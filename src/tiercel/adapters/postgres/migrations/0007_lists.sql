-- Lists that counts can't answer read whole rows, which are wide: indexes have what they ask for.

-- An execution is added once, when it has settled, whatever happens to it before.
CREATE INDEX executions_settled ON executions (started, id)
    INCLUDE (namespace, flow_id, state, kind, ended, duration) WHERE is_settled = 1;
CREATE INDEX executions_special ON executions (kind) WHERE kind <> 'NORMAL';

-- Labels are found in the order of the list, by a hash that is a column: an index whose key is an
-- expression can't be read alone.
ALTER TABLE execution_labels RENAME TO old_labels;
ALTER INDEX execution_labels_by_pair RENAME TO old_labels_by_pair;
ALTER INDEX execution_labels_by_execution RENAME TO old_labels_by_execution;
CREATE TABLE execution_labels (
    key TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    execution_id TEXT COLLATE "C" NOT NULL,
    started BIGINT NOT NULL,
    pair UUID NOT NULL GENERATED ALWAYS AS (md5(key || chr(1) || value)::uuid) STORED
);
INSERT INTO execution_labels (key, value, execution_id, started)
    SELECT l.key, l.value, l.execution_id, e.started
    FROM old_labels l JOIN executions e ON e.id = l.execution_id;
DROP TABLE old_labels;
CREATE UNIQUE INDEX execution_labels_by_pair ON execution_labels (pair, started, execution_id);
CREATE INDEX execution_labels_by_execution ON execution_labels (execution_id);

CREATE OR REPLACE FUNCTION write_labels() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('DELETE FROM %I.execution_labels WHERE execution_id = $1', TG_TABLE_SCHEMA)
        USING NEW.id;
    EXECUTE format(
        'INSERT INTO %I.execution_labels (key, value, execution_id, started)'
        ' SELECT pair ->> 0, pair ->> 1, $1, $3 FROM jsonb_array_elements($2::jsonb) pair'
        ' ON CONFLICT DO NOTHING',
        TG_TABLE_SCHEMA
    ) USING NEW.id, replace(NEW.labels, '\u0000', '\ufffd'), NEW.started;
    RETURN NULL;
END
$body$;

-- A server of an older version that still runs does not say when an execution began.
CREATE FUNCTION complete_label() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('SELECT started FROM %I.executions WHERE id = $1', TG_TABLE_SCHEMA)
        INTO NEW.started USING NEW.execution_id;
    RETURN NEW;
END
$body$;
CREATE TRIGGER execution_labels_of_older BEFORE INSERT ON execution_labels
    FOR EACH ROW WHEN (NEW.started IS NULL) EXECUTE FUNCTION complete_label();

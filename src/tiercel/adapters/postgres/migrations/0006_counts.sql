-- Totals, late pages and statistics read every row: they are counted by hour and by day now.

-- Rows that began before `counted` are counted; a server counts on from time to time, so that
-- starting, saving and logging cost nothing. What happens to older rows is noted in the tables of
-- changes, which belong to the counts. A change without a note was under way at `boundary`, or
-- is of a row that is not before `proposed`: so the next step may count up to there once all
-- transactions before `boundary` have ended.
CREATE TABLE counting (
    name TEXT COLLATE "C" PRIMARY KEY,
    counted BIGINT NOT NULL,
    proposed BIGINT NOT NULL,
    boundary BIGINT NOT NULL
);
INSERT INTO counting VALUES ('executions', 0, 0, 0), ('logs', 0, 0, 0);

-- `shortest` and `longest` are exact until a counted execution is deleted or restarted; then they
-- may be too wide until nothing is left of that hour, namespace and state.
CREATE TABLE execution_hours (
    hour BIGINT NOT NULL,
    namespace TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    duration BIGINT NOT NULL,
    shortest BIGINT,
    longest BIGINT,
    PRIMARY KEY (hour, namespace, kind, state)
);
CREATE TABLE execution_days (
    day BIGINT NOT NULL,
    namespace TEXT COLLATE "C" NOT NULL,
    flow_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    duration BIGINT NOT NULL,
    shortest BIGINT,
    longest BIGINT,
    PRIMARY KEY (day, namespace, flow_id, kind, state)
);
CREATE TABLE log_hours (
    hour BIGINT NOT NULL,
    namespace TEXT COLLATE "C" NOT NULL,
    level BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (hour, namespace, level)
);

-- Changes by slots of five minutes.
CREATE TABLE execution_changes (
    slot BIGINT NOT NULL,
    namespace TEXT COLLATE "C" NOT NULL,
    flow_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    duration BIGINT NOT NULL,
    shortest BIGINT,
    longest BIGINT
);
CREATE TABLE log_changes (
    slot BIGINT NOT NULL,
    namespace TEXT COLLATE "C" NOT NULL,
    level BIGINT NOT NULL,
    n BIGINT NOT NULL
);

-- Clocks are read when the row has been written: then the transaction has its number, which is
-- what `boundary` is compared with.
CREATE FUNCTION note_execution() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        EXECUTE format(
            'INSERT INTO %I.execution_changes VALUES ($1, $2, $3, $4, $5, -1, -$6, NULL, NULL)',
            TG_TABLE_SCHEMA
        ) USING OLD.started / 300000000, OLD.namespace, OLD.flow_id, OLD.kind, OLD.state,
            OLD.duration;
    END IF;
    EXECUTE format(
        'INSERT INTO %I.execution_changes VALUES ($1, $2, $3, $4, $5, 1, $6, $6, $6)',
        TG_TABLE_SCHEMA
    ) USING NEW.started / 300000000, NEW.namespace, NEW.flow_id, NEW.kind, NEW.state,
        NEW.duration;
    RETURN NULL;
END
$body$;
CREATE TRIGGER execution_changes_of_new AFTER INSERT ON executions FOR EACH ROW
    WHEN (to_timestamp(NEW.started / 1000000) < clock_timestamp() - INTERVAL '10 min')
    EXECUTE FUNCTION note_execution();
CREATE TRIGGER execution_changes_of_changed AFTER UPDATE ON executions FOR EACH ROW
    WHEN (
        (NEW.state <> OLD.state OR NEW.duration <> OLD.duration)
        AND to_timestamp(NEW.started / 1000000) < clock_timestamp() - INTERVAL '10 min'
    )
    EXECUTE FUNCTION note_execution();
CREATE FUNCTION note_deleted_executions() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format(
        'INSERT INTO %I.execution_changes'
        ' SELECT started / 300000000, namespace, flow_id, kind, state,'
        ' -count(*), -sum(duration), NULL, NULL FROM gone'
        ' WHERE to_timestamp(started / 1000000) < clock_timestamp() - INTERVAL ''10 min'''
        ' GROUP BY 1, 2, 3, 4, 5',
        TG_TABLE_SCHEMA
    );
    RETURN NULL;
END
$body$;
CREATE TRIGGER execution_changes_of_deleted AFTER DELETE ON executions
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_deleted_executions();

CREATE FUNCTION note_log() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('INSERT INTO %I.log_changes VALUES ($1, $2, $3, 1)', TG_TABLE_SCHEMA)
        USING NEW.timestamp / 300000000, NEW.namespace, NEW.level;
    RETURN NULL;
END
$body$;
CREATE TRIGGER log_changes_of_new AFTER INSERT ON logs FOR EACH ROW
    WHEN (to_timestamp(NEW.timestamp / 1000000) < clock_timestamp() - INTERVAL '10 min')
    EXECUTE FUNCTION note_log();
CREATE FUNCTION note_deleted_logs() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format(
        'INSERT INTO %I.log_changes SELECT timestamp / 300000000, namespace, level, -count(*)'
        ' FROM gone'
        ' WHERE to_timestamp(timestamp / 1000000) < clock_timestamp() - INTERVAL ''10 min'''
        ' GROUP BY 1, 2, 3',
        TG_TABLE_SCHEMA
    );
    RETURN NULL;
END
$body$;
CREATE TRIGGER log_changes_of_deleted AFTER DELETE ON logs
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_deleted_logs();

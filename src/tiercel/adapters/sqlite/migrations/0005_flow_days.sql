-- Statistics by flow read every execution; settled ones are counted by day and flow.

-- Executions that have not settled are few and change often: they are read. Days are those of
-- UTC. `shortest` and `longest` are as exact as in execution_hours.
CREATE TABLE execution_days (
    day INTEGER NOT NULL,
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    n INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    shortest INTEGER NOT NULL,
    longest INTEGER NOT NULL,
    PRIMARY KEY (day, namespace, flow_id, kind, state)
) WITHOUT ROWID;
INSERT INTO execution_days
    SELECT started / 86400000000, namespace, flow_id, kind, state,
        count(*), sum(duration), min(duration), max(duration)
    FROM executions WHERE is_settled = 1 GROUP BY 1, 2, 3, 4, 5;
CREATE TRIGGER execution_days_of_new AFTER INSERT ON executions WHEN NEW.is_settled = 1
BEGIN
    INSERT INTO execution_days VALUES (
        NEW.started / 86400000000, NEW.namespace, NEW.flow_id, NEW.kind, NEW.state,
        1, NEW.duration, NEW.duration, NEW.duration
    ) ON CONFLICT (day, namespace, flow_id, kind, state) DO UPDATE SET
        n = n + 1,
        duration = duration + excluded.duration,
        shortest = min(shortest, excluded.shortest),
        longest = max(longest, excluded.longest);
END;
CREATE TRIGGER execution_days_of_unsettled AFTER UPDATE OF is_settled, state, duration ON executions
WHEN OLD.is_settled = 1 AND (
    NEW.is_settled = 0 OR NEW.state <> OLD.state OR NEW.duration <> OLD.duration
)
BEGIN
    UPDATE execution_days SET n = n - 1, duration = duration - OLD.duration
        WHERE day = OLD.started / 86400000000 AND namespace = OLD.namespace
        AND flow_id = OLD.flow_id AND kind = OLD.kind AND state = OLD.state;
    DELETE FROM execution_days
        WHERE day = OLD.started / 86400000000 AND namespace = OLD.namespace
        AND flow_id = OLD.flow_id AND kind = OLD.kind AND state = OLD.state AND n <= 0;
END;
CREATE TRIGGER execution_days_of_settled AFTER UPDATE OF is_settled, state, duration ON executions
WHEN NEW.is_settled = 1 AND (
    OLD.is_settled = 0 OR NEW.state <> OLD.state OR NEW.duration <> OLD.duration
)
BEGIN
    INSERT INTO execution_days VALUES (
        NEW.started / 86400000000, NEW.namespace, NEW.flow_id, NEW.kind, NEW.state,
        1, NEW.duration, NEW.duration, NEW.duration
    ) ON CONFLICT (day, namespace, flow_id, kind, state) DO UPDATE SET
        n = n + 1,
        duration = duration + excluded.duration,
        shortest = min(shortest, excluded.shortest),
        longest = max(longest, excluded.longest);
END;
CREATE TRIGGER execution_days_of_deleted AFTER DELETE ON executions WHEN OLD.is_settled = 1
BEGIN
    UPDATE execution_days SET n = n - 1, duration = duration - OLD.duration
        WHERE day = OLD.started / 86400000000 AND namespace = OLD.namespace
        AND flow_id = OLD.flow_id AND kind = OLD.kind AND state = OLD.state;
    DELETE FROM execution_days
        WHERE day = OLD.started / 86400000000 AND namespace = OLD.namespace
        AND flow_id = OLD.flow_id AND kind = OLD.kind AND state = OLD.state AND n <= 0;
END;

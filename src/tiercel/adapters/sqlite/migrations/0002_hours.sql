-- Statistics over days would read every row of the window; hours are counted as rows come and go.

-- `shortest` and `longest` are exact until an ended execution is deleted or restarted; then they
-- may be too wide until nothing is left of that hour, namespace and state.
CREATE TABLE execution_hours (
    hour INTEGER NOT NULL,
    namespace TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    n INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    shortest INTEGER NOT NULL,
    longest INTEGER NOT NULL,
    PRIMARY KEY (hour, namespace, kind, state)
) WITHOUT ROWID;
INSERT INTO execution_hours
    SELECT started / 3600000000, namespace, kind, state,
        count(*), sum(duration), min(duration), max(duration)
    FROM executions GROUP BY 1, 2, 3, 4;
CREATE TRIGGER execution_hours_of_new AFTER INSERT ON executions
BEGIN
    INSERT INTO execution_hours VALUES (
        NEW.started / 3600000000, NEW.namespace, NEW.kind, NEW.state,
        1, NEW.duration, NEW.duration, NEW.duration
    ) ON CONFLICT (hour, namespace, kind, state) DO UPDATE SET
        n = n + 1,
        duration = duration + excluded.duration,
        shortest = min(shortest, excluded.shortest),
        longest = max(longest, excluded.longest);
END;
CREATE TRIGGER execution_hours_of_changed AFTER UPDATE OF state, duration ON executions
WHEN NEW.state <> OLD.state OR NEW.duration <> OLD.duration
BEGIN
    UPDATE execution_hours SET n = n - 1, duration = duration - OLD.duration
        WHERE hour = OLD.started / 3600000000 AND namespace = OLD.namespace
        AND kind = OLD.kind AND state = OLD.state;
    DELETE FROM execution_hours
        WHERE hour = OLD.started / 3600000000 AND namespace = OLD.namespace
        AND kind = OLD.kind AND state = OLD.state AND n <= 0;
    INSERT INTO execution_hours VALUES (
        NEW.started / 3600000000, NEW.namespace, NEW.kind, NEW.state,
        1, NEW.duration, NEW.duration, NEW.duration
    ) ON CONFLICT (hour, namespace, kind, state) DO UPDATE SET
        n = n + 1,
        duration = duration + excluded.duration,
        shortest = min(shortest, excluded.shortest),
        longest = max(longest, excluded.longest);
END;
CREATE TRIGGER execution_hours_of_deleted AFTER DELETE ON executions
BEGIN
    UPDATE execution_hours SET n = n - 1, duration = duration - OLD.duration
        WHERE hour = OLD.started / 3600000000 AND namespace = OLD.namespace
        AND kind = OLD.kind AND state = OLD.state;
    DELETE FROM execution_hours
        WHERE hour = OLD.started / 3600000000 AND namespace = OLD.namespace
        AND kind = OLD.kind AND state = OLD.state AND n <= 0;
END;

CREATE TABLE log_hours (
    hour INTEGER NOT NULL,
    namespace TEXT NOT NULL,
    level INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (hour, namespace, level)
) WITHOUT ROWID;
INSERT INTO log_hours
    SELECT timestamp / 3600000000, namespace, level, count(*) FROM logs GROUP BY 1, 2, 3;
CREATE TRIGGER log_hours_of_new AFTER INSERT ON logs
BEGIN
    INSERT INTO log_hours VALUES (NEW.timestamp / 3600000000, NEW.namespace, NEW.level, 1)
        ON CONFLICT (hour, namespace, level) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER log_hours_of_deleted AFTER DELETE ON logs
BEGIN
    UPDATE log_hours SET n = n - 1
        WHERE hour = OLD.timestamp / 3600000000 AND namespace = OLD.namespace
        AND level = OLD.level;
    DELETE FROM log_hours
        WHERE hour = OLD.timestamp / 3600000000 AND namespace = OLD.namespace
        AND level = OLD.level AND n <= 0;
END;

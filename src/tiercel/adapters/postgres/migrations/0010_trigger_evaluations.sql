-- Triggers that fail, and those that are overdue, are found without reading all of them.

ALTER TABLE triggers ADD COLUMN failures BIGINT;
ALTER TABLE triggers ADD COLUMN due BIGINT;
-- One that can't be evaluated at all is never evaluated again: it must be found all the same.
UPDATE triggers SET failures = 1 WHERE position('"error":"'::bytea IN body) > 0;
UPDATE triggers SET due = next_date WHERE disabled = 0;
CREATE INDEX triggers_failing ON triggers (namespace, flow_id, trigger_id)
    WHERE failures IS NOT NULL;
CREATE INDEX triggers_by_due ON triggers (due) WHERE due IS NOT NULL;

-- The list by end sorted all executions, and one without the turns of loops looked at each kind.

CREATE INDEX executions_by_end ON executions (ended, id, namespace, flow_id, state, kind)
    WHERE ended IS NOT NULL;
CREATE INDEX executions_special ON executions (kind) WHERE kind <> 'NORMAL';

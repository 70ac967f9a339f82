-- Failures are looked for most and were found among all executions, though they are few.

-- An execution that succeeds is never in it, so that starting and running them costs nothing.
CREATE INDEX executions_unsuccessful ON executions (started, id)
    INCLUDE (namespace, flow_id, state, kind, ended, duration)
    WHERE is_settled = 1 AND state <> 'SUCCESS';

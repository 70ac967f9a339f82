-- A search among warnings and errors read each of them from the table: an index has their texts now.

-- The text of an entry in an index has a bound: longer entries have an index without it. Entries of
-- lower levels are in neither, so that writing them costs nothing.
CREATE INDEX logs_severe_texts ON logs (level, timestamp, seq)
    INCLUDE (namespace, flow_id, task_id, execution_id, task_run_id, trigger_id, message, thread)
    WHERE level >= 3 AND octet_length(namespace) + octet_length(flow_id)
        + coalesce(octet_length(task_id), 0) + coalesce(octet_length(execution_id), 0)
        + coalesce(octet_length(task_run_id), 0) + coalesce(octet_length(trigger_id), 0)
        + coalesce(octet_length(message), 0) + coalesce(octet_length(thread), 0) <= 2400;
CREATE INDEX logs_severe_long ON logs (level, timestamp, seq)
    WHERE level >= 3 AND octet_length(namespace) + octet_length(flow_id)
        + coalesce(octet_length(task_id), 0) + coalesce(octet_length(execution_id), 0)
        + coalesce(octet_length(task_run_id), 0) + coalesce(octet_length(trigger_id), 0)
        + coalesce(octet_length(message), 0) + coalesce(octet_length(thread), 0) > 2400;

-- Warnings and errors are few: a search among them reads this index and no rows, for it has all
-- columns that are searched. Others cost the writer nothing.

CREATE INDEX logs_severe ON logs (
    timestamp, level, namespace, flow_id,
    execution_id, task_id, task_run_id, trigger_id, message, thread
) WHERE level >= 3;

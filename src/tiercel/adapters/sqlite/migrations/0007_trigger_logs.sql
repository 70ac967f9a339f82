-- Entries of triggers belong to no execution and go by their own age. They are few: others cost
-- the writer nothing.

CREATE INDEX logs_of_triggers ON logs (namespace, timestamp) WHERE trigger_id IS NOT NULL;

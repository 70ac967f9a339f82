-- Most entries are starts of executions, which name no object: they have no place in this index.

DROP INDEX audit_entries_by_object;
CREATE INDEX audit_entries_by_object ON audit_entries (object_id, date)
    WHERE object_id IS NOT NULL;

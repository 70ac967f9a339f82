"""Types for databases: queries, batches, copies and triggers, in `types` one module a database."""

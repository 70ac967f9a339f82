"""Tasks about files in the internal storage."""

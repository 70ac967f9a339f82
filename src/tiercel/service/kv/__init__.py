"""Use cases of key-value entries."""

"""Tasks about key-value entries."""

"""Tasks about metrics."""

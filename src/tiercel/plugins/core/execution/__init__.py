"""Tasks about executions: the own one and others."""

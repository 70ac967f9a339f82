"""Reports on executions: comparisons, errors by kind, what began late."""

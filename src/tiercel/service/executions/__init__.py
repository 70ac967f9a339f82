"""Use cases of executions and of what belongs to them."""

"""The handles of a RunContext: what a running task can reach."""

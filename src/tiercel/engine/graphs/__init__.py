"""Graphs of flows, of executions, and of flows that start each other; what flows refer to."""

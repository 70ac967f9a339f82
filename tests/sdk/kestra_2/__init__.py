"""The run of the client for scripts."""

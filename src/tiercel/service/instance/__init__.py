"""Use cases about the servers themselves."""

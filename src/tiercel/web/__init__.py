"""Floor 8: the REST API."""

"""Layer 8: the REST API."""

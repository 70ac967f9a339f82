"""Layer 7: the loops of the server."""

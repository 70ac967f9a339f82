"""Layer 6: use cases. One use case is one transaction over the ports, using the engine."""

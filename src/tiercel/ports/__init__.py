"""Layer 5: the ports, Protocols only. Each has a memory adapter that passes the same suite."""

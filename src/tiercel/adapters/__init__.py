"""Layer 7: real I/O behind the ports."""

"""Tasks that act on this server, or on another one through its API."""

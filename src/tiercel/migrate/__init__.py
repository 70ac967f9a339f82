"""Moving over from other servers: what a move would meet, and copies of what a server has."""

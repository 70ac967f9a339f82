"""Keys of requests in SQLite: the newest have no index yet."""

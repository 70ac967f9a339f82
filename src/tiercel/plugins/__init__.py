"""Floor 7: the built-in plugins."""

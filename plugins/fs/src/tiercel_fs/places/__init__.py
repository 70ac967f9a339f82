"""Where files are, a module for each protocol."""

"""Forms of values in files."""

"""Formats that templates read and write: regular expressions, numbers, dates, YAML, Ion."""

"""Decisions about triggers: dates, conditions, windows and what they start."""

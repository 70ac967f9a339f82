"""Counted hours and days, by which PostgreSQL answers totals and pages of large lists."""

"""Rows and numbers for charts."""

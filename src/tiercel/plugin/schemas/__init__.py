"""Schemas and documentation pages of plugin types."""

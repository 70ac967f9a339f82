"""Policies: read from documents, and applied to those of flows."""

"""Databases: how each is connected to. Their client libraries are imported by the first session."""

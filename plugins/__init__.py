"""Families of plugins and the workspace that makes distributions of them (ADR 0032)."""

"""Runners with containers."""

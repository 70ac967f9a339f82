"""Tiercel: a workflow orchestration server that runs declarative YAML flows."""

__version__ = "0.1.0"

"""Agents: models that reach a goal with tools."""
